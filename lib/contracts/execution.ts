import { z } from 'zod';
import { paramsSchema } from './problem.ts';
import { runCallerSchema } from './run-caller.ts';

export const executionStatusSchema = z.enum([
  'queued',
  'running',
  'waiting',
  'success',
  'error',
  'canceled',
  'timeout',
  'crashed',
]);
export type ExecutionStatus = z.infer<typeof executionStatusSchema>;

const endedStatuses: ReadonlySet<ExecutionStatus> = new Set(['success', 'error', 'canceled', 'timeout', 'crashed']);
export function isEnded(status: ExecutionStatus): boolean {
  return endedStatuses.has(status);
}

export const stepStatusSchema = z.enum(['running', 'waiting', 'success', 'error', 'skipped', 'canceled', 'unknown']);
export type StepStatus = z.infer<typeof stepStatusSchema>;

/** Why a step or a run failed. `message` is safe to show and names node, field and value's type. */
export const stepErrorSchema = z.object({
  code: z.string(),
  message: z.string(),
  nodeId: z.string().optional(),
  key: z.string().optional(),
  /** JSON Pointer into the node's config. */
  path: z.string().optional(),
  attempt: z.int().optional(),
  iteration: z.array(z.int()).optional(),
  details: z.record(z.string(), z.unknown()).optional(),
  params: paramsSchema.optional(),
});
export type StepError = z.infer<typeof stepErrorSchema>;

export const logLineSchema = z.object({
  at: z.iso.datetime(),
  level: z.enum(['debug', 'info', 'warn', 'error']),
  message: z.string(),
});
export type LogLine = z.infer<typeof logLineSchema>;

/** A large value of a run, named by the SHA-256 of its JSON text. */
export const valueHashSchema = z.string().regex(/^[0-9a-f]{64}$/);
const valuePlaces = {
  /** With `values=named`: a large input or output is null, and here is its hash, for `/executions/{id}/values/{sha256}`. */
  inputAt: valueHashSchema.optional(),
  outputAt: valueHashSchema.optional(),
};

/** One attempt of one node (`iteration` inside loops). `seq` is its place in the journal's order. */
export const stepSchema = z.object({
  nodeId: z.string(),
  key: z.string(),
  type: z.string(),
  seq: z.int(),
  iteration: z.array(z.int()).optional(),
  attempt: z.int(),
  status: stepStatusSchema,
  /** Of skipped steps: `notReached` or `disabled`. */
  reason: z.enum(['notReached', 'disabled']).optional(),
  /** An error that `onError` turned into a value or a branch. */
  handled: z.boolean().optional(),
  port: z.string().nullish(),
  /** The resolved config with which the node ran. */
  input: z.unknown(),
  output: z.unknown(),
  ...valuePlaces,
  /** Of a step that called a workflow: the run that it called. */
  childExecutionId: z.uuid().optional(),
  /** Somebody wrote its `input` when they retried the run `executionId`. `by.name` is null if they are no member (any more). */
  edited: z
    .object({
      executionId: z.uuid(),
      by: z.object({ id: z.uuid(), name: z.string().nullable() }),
      at: z.iso.datetime(),
    })
    .optional(),
  error: stepErrorSchema.nullish(),
  logs: z.array(logLineSchema),
  startedAt: z.iso.datetime().nullable(),
  durationMs: z.number().nullable(),
});
export type Step = z.infer<typeof stepSchema>;

export const triggerKindSchema = z.enum([
  'tool',
  'prompt',
  'resource',
  'manual',
  'api',
  'webhook',
  'form',
  'schedule',
  'subworkflow',
  'retry',
  'error',
]);
export type TriggerKind = z.infer<typeof triggerKindSchema>;

export const executionSummarySchema = z.object({
  id: z.uuid(),
  workflowId: z.uuid(),
  workflowName: z.string(),
  /** The version's number; null for a run of a draft. */
  version: z.int().nullable(),
  status: executionStatusSchema,
  isError: z.boolean(),
  /** What started it. */
  trigger: triggerKindSchema,
  /** The key of the trigger node. */
  triggerKey: z.string(),
  mode: z.enum(['direct', 'queued']),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  /** Running time, waits left out. */
  durationMs: z.number().nullable(),
  error: stepErrorSchema.nullable(),
  traceId: z.string(),
  parentExecutionId: z.uuid().nullable(),
});

/** What became of the error workflow of a failed run. */
export const errorRunSchema = z.object({
  workflowId: z.uuid(),
  /** Null once it is deleted. */
  workflowName: z.string().nullable(),
  /** The run that was started; null: not yet, or never. */
  executionId: z.uuid().nullable(),
  /** Why none was started. */
  refused: z.enum(['notLive', 'noTrigger', 'errorRun', 'quota']).nullable(),
});
export type ErrorRun = z.infer<typeof errorRunSchema>;

/** Which limit keeps a queued run from being executed now: so many runs of its workflow or workspace are under way. */
export const obstacleSchema = z.object({ reason: z.enum(['workflow', 'workspace']), limit: z.int() });
export type Obstacle = z.infer<typeof obstacleSchema>;

export const executionSchema = executionSummarySchema.extend({
  /** Who called the server that it answers. */
  caller: runCallerSchema.optional(),
  input: z.unknown(),
  output: z.unknown(),
  ...valuePlaces,
  steps: z.array(stepSchema),
  /** Only of a queued run that a limit keeps back. */
  obstacle: obstacleSchema.optional(),
  /** Only of a failed run whose version names an error workflow. */
  errorRun: errorRunSchema.optional(),
  /** Only of a run of an error workflow: the run that failed. */
  failedExecutionId: z.uuid().optional(),
});
export type ExecutionSummary = z.infer<typeof executionSummarySchema>;
export type Execution = z.infer<typeof executionSchema>;
