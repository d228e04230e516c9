import type { JobName, JobPayload } from '#lib/contracts/jobs.ts';

/**
 * The id of one ring: the same subject and ring give the same id, so that ringing twice is one job. BullMQ refuses `:`
 * and whole numbers.
 */
export function jobId<N extends JobName>(name: N, payload: JobPayload<N>, ring: number): string {
  return `${name}-${subjectOf(payload)}-${ring}`;
}

function subjectOf(payload: JobPayload<JobName>): string {
  if ('executionId' in payload) return `${payload.executionId}-${payload.wake}`;
  if ('deploymentId' in payload) return payload.deploymentId;
  if ('erasureId' in payload) return payload.erasureId;
  if ('exportId' in payload) return payload.exportId;
  return 'all';
}
