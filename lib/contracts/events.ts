import { z } from 'zod';

export const eventTypeSchema = z.enum([
  'execution.started',
  'execution.waiting',
  'execution.finished',
  'step.started',
  'step.finished',
  'step.log',
  'deployment.changed',
  'draft.saved',
]);

/** What the event streams carry. `data` of `execution.*` is an execution summary, of `step.*` a step with its `executionId`. */
export const eventSchema = z.object({
  id: z.string(),
  type: eventTypeSchema,
  at: z.iso.datetime(),
  workspaceId: z.uuid(),
  data: z.record(z.string(), z.unknown()),
});
export type AppEvent = z.infer<typeof eventSchema>;
