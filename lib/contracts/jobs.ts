import { z } from 'zod';

/** Every queue job. Payloads are ids; the truth is in Postgres. A wrong payload does not compile. */
export const jobSchemas = {
  /** Go on with a queued execution. `wake` numbers its wake-ups: it is part of the job id. */
  'execution.run': z.strictObject({ executionId: z.uuid(), workspaceId: z.uuid(), wake: z.int().min(0) }),
  /** Tell those who are asked. */
  'approval.notify': z.strictObject({ approvalId: z.uuid(), workspaceId: z.uuid() }),
  /** Check, compile and publish a deployment. */
  'deployment.apply': z.strictObject({ deploymentId: z.uuid(), workspaceId: z.uuid() }),
  /** Erase what is left of a deleted workspace or person. */
  'erasure.run': z.strictObject({ erasureId: z.uuid() }),
  /** Write the archive of a workspace. */
  'workspace.export': z.strictObject({ exportId: z.uuid(), workspaceId: z.uuid() }),
  /** Ring lost bells, settle what a dead process left behind, make partitions ahead, delete what is too old. */
  'maintenance.sweep': z.strictObject({}),
} as const;

export type JobName = keyof typeof jobSchemas;
export type JobPayload<N extends JobName> = z.infer<(typeof jobSchemas)[N]>;
