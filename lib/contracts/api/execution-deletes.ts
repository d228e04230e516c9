import { z } from 'zod';
import { idParams, timeSchema } from './common.ts';
import { defineContract } from './contract.ts';

/** Runs that ended, began before a moment, and belong to one workflow if one is named. */
const deletableFields = { before: timeSchema, workflowId: z.uuid().optional() };

/** 409 while it, or a run that called it, goes on. */
export const deleteExecution = defineContract({
  method: 'DELETE',
  path: '/executions/{id}',
  summary: 'Delete a run that ended, with its steps, values, files and questions',
  tag: 'Executions',
  access: 'workflow:delete',
  params: idParams,
  responses: { 204: null },
});
export const countDeletableExecutions = defineContract({
  method: 'GET',
  path: '/executions/deletable',
  summary: 'How many runs a deletion of old ones would find',
  tag: 'Executions',
  access: 'workflow:delete',
  query: z.strictObject(deletableFields),
  responses: {
    200: z.object({
      count: z.int(),
      /** There are more: counting stops somewhere. */
      more: z.boolean(),
    }),
  },
});
/** A call works for about a second: repeat it as long as there are more. What goes on stays. */
export const deleteExecutions = defineContract({
  method: 'POST',
  path: '/executions/delete',
  summary: 'Delete runs that ended, oldest first, some at a time',
  tag: 'Executions',
  access: 'workflow:delete',
  body: z.strictObject(deletableFields),
  responses: { 200: z.object({ deleted: z.int(), more: z.boolean() }) },
});
