import { z } from 'zod';
import { executionSchema, stepStatusSchema } from '../execution.ts';
import { idParams } from './common.ts';
import { defineContract } from './contract.ts';

const placeSchema = z.object({
  nodeId: z.string(),
  key: z.string(),
  iteration: z.array(z.int()).optional(),
});

/** Where a step of the replay first does something else than the recorded one. */
export const replayDifferenceSchema = placeSchema.extend({
  /** `added` and `missing`: the step is only in the replay, or only in the record. */
  what: z.enum(['added', 'missing', 'input', 'status', 'port', 'output']),
  /** JSON Pointer into the input or output; empty: the whole value. */
  path: z.string(),
  /** What is there; left out where there is nothing. */
  recorded: z.unknown(),
  replayed: z.unknown(),
});

const replayedStepSchema = placeSchema.extend({
  type: z.string(),
  /** Null: not in the record. */
  recorded: stepStatusSchema.nullable(),
  /** Null: the replay does not come to it. */
  replayed: stepStatusSchema.nullable(),
  /** `unknown`: the replay stopped before it, or was cut off by the end. */
  mark: z.enum(['same', 'different', 'unknown']),
});

export const replaySchema = z.object({
  executionId: z.uuid(),
  /** The version that was computed; null for the draft. */
  version: z.int().nullable(),
  /** How the run would have ended; null where the replay stopped before its end. */
  execution: executionSchema.pick({ status: true, isError: true, output: true, error: true }).nullable(),
  /** The first difference; null if it would have done the same. */
  difference: replayDifferenceSchema.nullable(),
  /** The first one of each step that differs. */
  differences: z.array(replayDifferenceSchema),
  /** The step without a record, which only a real run can do. */
  stoppedAt: placeSchema.nullable(),
  /** Steps of the replay in its order, then those that only the record has. */
  steps: z.array(replayedStepSchema),
});
export type Replay = z.infer<typeof replaySchema>;
export type ReplayDifference = z.infer<typeof replayDifferenceSchema>;

export const replayExecution = defineContract({
  method: 'POST',
  path: '/executions/{id}/replay',
  summary: 'What a version would have done in this run; nothing outside is reached and nothing recorded',
  tag: 'Executions',
  access: 'workflow:execute',
  params: idParams,
  body: z.strictObject({ version: z.union([z.int().min(1), z.enum(['live', 'draft'])]).optional() }).prefault({}),
  responses: { 200: replaySchema },
});
