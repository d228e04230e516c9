import { z } from 'zod';
import { workflowDefinitionSchema } from '../definition.ts';
import { limits } from '../limits.ts';
import { problemSchema, validationSchema } from '../problem.ts';
import { idParams, nameSchema, pageOf, pageQuery, slugSchema, storableText, timeSchema } from './common.ts';
import { defineContract } from './contract.ts';

const tagsSchema = z.array(nameSchema.max(50)).max(20);
const descriptionSchema = storableText(2_000);
const bodyLimit = limits.definitionBytes + 64 * 1024;

export const workflowSummarySchema = z.object({
  id: z.uuid(),
  slug: slugSchema,
  name: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  /** Live: a deployment is active. */
  status: z.enum(['draft', 'live', 'stopped']),
  revision: z.int(),
  liveVersion: z.int().nullable(),
  /** The draft differs from the newest version. */
  changed: z.boolean(),
  url: z.string().nullable(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
});
export const workflowSchema = workflowSummarySchema.extend({ definition: workflowDefinitionSchema });
export type WorkflowSummary = z.infer<typeof workflowSummarySchema>;
export type Workflow = z.infer<typeof workflowSchema>;

export const listWorkflows = defineContract({
  method: 'GET',
  path: '/workflows',
  summary: 'Workflows of the workspace, last changed first',
  tag: 'Workflows',
  access: 'workflow:read',
  query: pageQuery.extend({
    q: z.string().max(200).optional(),
    status: z.enum(['draft', 'live', 'stopped']).optional(),
    tag: z.string().max(50).optional(),
  }),
  responses: { 200: pageOf(workflowSummarySchema) },
});
export const createWorkflow = defineContract({
  method: 'POST',
  path: '/workflows',
  summary: 'Create a workflow: empty, from a definition, or from a template',
  tag: 'Workflows',
  access: 'workflow:create',
  maxBodyBytes: bodyLimit,
  body: z.strictObject({
    name: nameSchema,
    description: descriptionSchema.optional(),
    definition: workflowDefinitionSchema.optional(),
    templateId: z.string().max(100).optional(),
  }),
  responses: { 201: workflowSchema },
});
export const getWorkflow = defineContract({
  method: 'GET',
  path: '/workflows/{id}',
  summary: 'A workflow with its draft',
  tag: 'Workflows',
  access: 'workflow:read',
  params: idParams,
  responses: { 200: workflowSchema },
});
export const saveDraft = defineContract({
  method: 'PUT',
  path: '/workflows/{id}',
  summary: 'Replace the draft',
  tag: 'Workflows',
  access: 'workflow:update',
  params: idParams,
  ifMatch: true,
  maxBodyBytes: bodyLimit,
  body: z.strictObject({ definition: workflowDefinitionSchema }),
  responses: { 200: workflowSchema },
});
export const updateWorkflow = defineContract({
  method: 'PATCH',
  path: '/workflows/{id}',
  summary: 'Rename, describe, tag',
  tag: 'Workflows',
  access: 'workflow:update',
  params: idParams,
  body: z.strictObject({
    name: nameSchema.optional(),
    description: descriptionSchema.optional(),
    tags: tagsSchema.optional(),
  }),
  responses: { 200: workflowSchema },
});
export const deleteWorkflow = defineContract({
  method: 'DELETE',
  path: '/workflows/{id}',
  summary: 'Delete; its server stops at once. Restorable for 30 days',
  tag: 'Workflows',
  access: 'workflow:delete',
  params: idParams,
  responses: { 204: null },
});
export const restoreWorkflow = defineContract({
  method: 'POST',
  path: '/workflows/{id}/restore',
  summary: 'Bring a deleted workflow back',
  tag: 'Workflows',
  access: 'workflow:delete',
  params: idParams,
  responses: { 200: workflowSchema },
});
export const validateWorkflow = defineContract({
  method: 'POST',
  path: '/workflows/{id}/validate',
  summary: 'Problems of the draft, or of a definition that is sent along',
  tag: 'Workflows',
  access: 'workflow:read',
  params: idParams,
  maxBodyBytes: bodyLimit,
  body: z.strictObject({ definition: workflowDefinitionSchema.optional() }).prefault({}),
  responses: { 200: validationSchema },
});

/** The portable file. It holds no secret. */
export const workflowFileSchema = z.strictObject({
  format: z.literal('toolwright.workflow'),
  formatVersion: z.literal(1),
  name: nameSchema,
  description: descriptionSchema.default(''),
  tags: tagsSchema.default([]),
  definition: workflowDefinitionSchema,
});
export const exportWorkflow = defineContract({
  method: 'GET',
  path: '/workflows/{id}/export',
  summary: 'One portable file, without secrets',
  tag: 'Workflows',
  access: 'workflow:read',
  params: idParams,
  responses: { 200: workflowFileSchema },
});
export const importWorkflow = defineContract({
  method: 'POST',
  path: '/workflows/import',
  summary: 'Create a workflow from a portable file',
  tag: 'Workflows',
  access: 'workflow:create',
  maxBodyBytes: bodyLimit,
  body: workflowFileSchema,
  responses: { 201: workflowSchema.extend({ problems: z.array(problemSchema) }) },
});

export type WorkflowFile = z.infer<typeof workflowFileSchema>;
