import { z } from 'zod';
import {
  executionSchema,
  executionStatusSchema,
  executionSummarySchema,
  stepSchema,
  triggerKindSchema,
  valueHashSchema,
} from '../execution.ts';
import { limits } from '../limits.ts';
import { idParams, pageOf, pageQuery, timeSchema } from './common.ts';
import { defineContract } from './contract.ts';

export const executeWorkflow = defineContract({
  method: 'POST',
  path: '/workflows/{id}/execute',
  summary: 'Run a workflow',
  tag: 'Executions',
  access: 'workflow:execute',
  params: idParams,
  idempotent: true,
  maxBodyBytes: limits.inputBytes + 64 * 1024,
  body: z
    .strictObject({
      trigger: z.string().max(64).optional(),
      input: z.unknown().optional(),
      mode: z.enum(['sync', 'async']).default('sync'),
      version: z.union([z.int().min(1), z.enum(['live', 'draft'])]).optional(),
    })
    .prefault({}),
  responses: { 200: executionSchema, 202: executionSchema },
});
export const executeNode = defineContract({
  method: 'POST',
  path: '/workflows/{id}/nodes/{nodeId}/execute',
  summary: 'Try one node of the draft with given or recorded upstream data',
  tag: 'Executions',
  access: 'workflow:execute',
  params: z.strictObject({ id: z.uuid(), nodeId: z.string().max(64) }),
  maxBodyBytes: limits.inputBytes + 64 * 1024,
  body: z
    .strictObject({
      input: z.unknown().optional(),
      steps: z.record(z.string(), z.unknown()).optional(),
      /** For a node inside loops: the items that they are at, by the loops' keys. */
      loops: z.record(z.string(), z.strictObject({ item: z.unknown(), index: z.int().min(0) })).optional(),
    })
    .prefault({}),
  responses: { 200: stepSchema },
});

export const listExecutions = defineContract({
  method: 'GET',
  path: '/executions',
  summary: 'Executions, newest first',
  tag: 'Executions',
  access: 'execution:read',
  query: pageQuery.extend({
    workflowId: z.uuid().optional(),
    status: executionStatusSchema.optional(),
    trigger: triggerKindSchema.optional(),
    /** Runs that this one called. */
    parentExecutionId: z.uuid().optional(),
    from: timeSchema.optional(),
    to: timeSchema.optional(),
    /**
     * In a workflow's name; or all of a trigger's key, of an execution's or a trace's id. A search stops after so many runs:
     * a page with a cursor may hold few or none.
     */
    q: z.string().max(200).optional(),
  }),
  responses: { 200: pageOf(executionSummarySchema) },
});
export const getExecution = defineContract({
  method: 'GET',
  path: '/executions/{id}',
  summary: 'One execution with its steps',
  tag: 'Executions',
  access: 'execution:read',
  params: idParams,
  query: z.strictObject({
    /** `named`: inputs and outputs over 32 kB are left out, and named by `inputAt` and `outputAt`. */
    values: z.enum(['whole', 'named']).default('whole'),
  }),
  responses: { 200: executionSchema },
});
export const getExecutionValue = defineContract({
  method: 'GET',
  path: '/executions/{id}/values/{sha256}',
  summary: 'A large input or output of a run, as a file: a text as text, everything else as JSON',
  tag: 'Executions',
  access: 'execution:read',
  params: idParams.extend({ sha256: valueHashSchema }),
  download: true,
  responses: { 200: null },
});
export const cancelExecution = defineContract({
  method: 'POST',
  path: '/executions/{id}/cancel',
  summary: 'Cancel; it stops within a second',
  tag: 'Executions',
  access: 'workflow:execute',
  params: idParams,
  responses: { 200: executionSchema },
});
export const streamExecution = defineContract({
  method: 'GET',
  path: '/executions/{id}/events',
  summary: 'Events of one execution, resumable with Last-Event-ID',
  tag: 'Executions',
  access: 'execution:read',
  params: idParams,
  stream: true,
  responses: { 200: null },
});
export const streamEvents = defineContract({
  method: 'GET',
  path: '/events',
  summary: 'Events of the workspace, resumable with Last-Event-ID',
  tag: 'Executions',
  access: 'execution:read',
  stream: true,
  responses: { 200: null },
});
export const monitoringSummary = defineContract({
  method: 'GET',
  path: '/monitoring/summary',
  summary: 'Counts and durations of the last 24 hours',
  tag: 'Executions',
  access: 'execution:read',
  responses: {
    200: z.object({
      from: timeSchema,
      to: timeSchema,
      executions: z.int(),
      byStatus: z.record(z.string(), z.int()),
      p50Ms: z.number().nullable(),
      p95Ms: z.number().nullable(),
      servers: z.int(),
      workflows: z.int(),
    }),
  },
});
