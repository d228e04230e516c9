import { z } from 'zod';
import { executionSchema } from '../execution.ts';
import { limits } from '../limits.ts';
import { idParams, pageOf, pageQuery, storableText, timeSchema } from './common.ts';
import { defineContract } from './contract.ts';

export const approvalStatusSchema = z.enum(['pending', 'approved', 'rejected', 'expired', 'closed']);

/** A question that a run asks a person. `expired`: nobody answered in time; `closed`: the run ended before. */
export const approvalSchema = z.object({
  id: z.uuid(),
  /** `approval`: yes or no, perhaps with data; `input`: data, or that there will be none (`reject`). */
  kind: z.enum(['approval', 'input']),
  status: approvalStatusSchema,
  executionId: z.uuid(),
  workflowId: z.uuid(),
  workflowName: z.string(),
  /** Names the step within its run, as `/resume` does: the node's id, in loops with `.0.2` behind it. */
  stepId: z.string(),
  /** The node's key. */
  key: z.string(),
  message: z.string(),
  /** The JSON Schema of the answer's `data`; null: anything goes. */
  schema: z.record(z.string(), z.unknown()).nullable(),
  /** E-mail addresses and ids of those who may answer; null: whoever may execute the workflow. */
  approvers: z.array(z.string()).nullable(),
  /** Whether the caller may answer it, now. */
  mayAnswer: z.boolean(),
  onTimeout: z.enum(['approve', 'reject', 'fail', 'continue']),
  createdAt: timeSchema,
  expiresAt: timeSchema,
  answeredAt: timeSchema.nullable(),
  /** Null if nobody did, or who did is no more. */
  answeredBy: z.object({ id: z.uuid(), name: z.string(), email: z.string() }).nullable(),
  data: z.unknown(),
});
export type Approval = z.infer<typeof approvalSchema>;

export const decisionSchema = z.enum(['approve', 'reject']);

export const listApprovals = defineContract({
  method: 'GET',
  path: '/approvals',
  summary: 'Questions of runs to people, newest first; assignee=me: those that the caller may answer',
  tag: 'Executions',
  access: 'execution:read',
  query: pageQuery.extend({
    assignee: z.literal('me').optional(),
    status: approvalStatusSchema.optional(),
    executionId: z.uuid().optional(),
  }),
  responses: { 200: pageOf(approvalSchema) },
});
/** The first valid answer wins: 409 afterwards, 422 if `data` does not fit `schema`, 403 for somebody who is not asked. */
export const answerApproval = defineContract({
  method: 'POST',
  path: '/approvals/{id}',
  summary: 'Answer a question; the run goes on',
  tag: 'Executions',
  access: 'execution:read',
  params: idParams,
  body: z.strictObject({ decision: decisionSchema, data: z.unknown().optional() }),
  responses: { 200: approvalSchema },
});
/** Without `stepId` if only one step waits: else 409, `details.steps` lists them. `data` is for approvals alone. */
export const resumeExecution = defineContract({
  method: 'POST',
  path: '/executions/{id}/resume',
  summary: 'Let a waiting step go on at once; an approval is answered with yes',
  tag: 'Executions',
  access: 'execution:read',
  params: idParams,
  body: z.strictObject({ stepId: storableText(200).min(1).optional(), data: z.unknown().optional() }).prefault({}),
  responses: { 200: executionSchema },
});
/** Of a call that may have happened: `happened` (with its output), `notHappened` (it runs again), `givenUp` (a step error). */
export const settleStep = defineContract({
  method: 'POST',
  path: '/executions/{id}/steps/{stepId}/settle',
  summary: 'Say what became of a call that left no receipt',
  tag: 'Executions',
  access: 'workflow:execute',
  params: idParams.extend({ stepId: storableText(200).min(1) }),
  body: z.strictObject({ as: z.enum(['happened', 'notHappened', 'givenUp']), output: z.unknown().optional() }),
  responses: { 200: executionSchema },
});
/**
 * With another `input` everything runs anew; else finished steps are kept, but for `from` and what is downstream of it.
 * `stepInput` is what the step `from` runs with instead of what its config gives: its recorded input (`step.input`, the
 * resolved config), edited. Values alone can be edited: code, conditions, choices and ids are the workflow's, a text with
 * a secret is kept or replaced as a whole, and a text that is left as the definition has it is resolved as ever. The new
 * run's step says who edited it (`step.edited`). 409 if the run left no data or the step never ran, 422 if the input does
 * not fit, or for triggers (edit `input`) and steps in loops (edit the loop's `items`).
 */
export const retryExecution = defineContract({
  method: 'POST',
  path: '/executions/{id}/retry',
  summary: 'Run it again as a new execution that keeps what is finished',
  tag: 'Executions',
  access: 'workflow:execute',
  params: idParams,
  idempotent: true,
  maxBodyBytes: limits.inputBytes + 64 * 1024,
  body: z
    .strictObject({
      from: z.string().max(64).optional(),
      input: z.unknown().optional(),
      stepInput: z.record(z.string(), z.unknown()).optional(),
    })
    .refine(({ from, stepInput }) => stepInput === undefined || from !== undefined, {
      path: ['from'],
      message: 'Name the step whose input was edited',
    })
    .refine(({ input, stepInput }) => stepInput === undefined || input === undefined, {
      path: ['input'],
      message: 'Edit the input of the run or that of a step, not both',
    })
    .prefault({}),
  responses: { 202: executionSchema },
});
