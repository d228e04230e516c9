import { NodeFailure, type NodeEnd } from '#lib/kit/node-executor.ts';
import type { JsonObject } from '#lib/shared/json.ts';
import { say } from '#lib/shared/say.ts';
import type { SubRunEnd } from './sub-runs.ts';

/** What the end of a child means for the step that called it: any end but `success`, and `isError`, is its error. */
export function childEnd(end: SubRunEnd): NodeEnd {
  if (end.status === 'success' && !end.isError) return { kind: 'done', port: 'out', output: end.output };
  const details: JsonObject = { executionId: end.executionId, status: end.status };
  if (end.isError) details['output'] = end.output;
  const message = end.error?.message ?? (typeof end.output === 'string' ? end.output : undefined);
  const retryable = end.status !== 'canceled' && end.error?.code !== 'limit_exceeded';
  throw new NodeFailure('subworkflow_failed', message ?? say('child_negative'), { details, retryable });
}
