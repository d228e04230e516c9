import { z } from 'zod';
import { workflowDefinitionSchema } from '../definition.ts';
import { executionSchema, stepSchema } from '../execution.ts';
import { limits } from '../limits.ts';
import { nodeTypeDescriptionSchema } from '../node-type.ts';
import { problemSchema, validationSchema } from '../problem.ts';
import { idParams, nameSchema, pageOf, pageQuery, slugSchema, timeSchema } from './common.ts';
import { defineContract } from './contract.ts';
import { deploymentSchema } from './deployments.ts';

const tagsSchema = z.array(nameSchema.max(50)).max(20);
/** What a `text` column takes: no U+0000, no half of a surrogate pair. */
const storable = /^[^\u0000\p{Cs}]*$/u;
const messageSchema = z
  .string()
  .max(500)
  .regex(storable, 'This text holds what cannot be stored (U+0000, half a character)');
const descriptionSchema = z
  .string()
  .max(2_000)
  .regex(storable, 'This text holds what cannot be stored (U+0000, half a character)');
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
    .strictObject({ input: z.unknown().optional(), steps: z.record(z.string(), z.unknown()).optional() })
    .prefault({}),
  responses: { 200: stepSchema },
});

export const versionSchema = z.object({
  version: z.int(),
  message: z.string(),
  hash: z.string(),
  createdAt: timeSchema,
  createdBy: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  live: z.boolean(),
});
const versionParams = z.strictObject({ id: z.uuid(), version: z.coerce.number().int().min(1) });
export const listVersions = defineContract({
  method: 'GET',
  path: '/workflows/{id}/versions',
  summary: 'Versions, newest first',
  tag: 'Workflows',
  access: 'workflow:read',
  params: idParams,
  query: pageQuery,
  responses: { 200: pageOf(versionSchema) },
});
export const getVersion = defineContract({
  method: 'GET',
  path: '/workflows/{id}/versions/{version}',
  summary: 'One version with its definition',
  tag: 'Workflows',
  access: 'workflow:read',
  params: versionParams,
  responses: { 200: versionSchema.extend({ definition: workflowDefinitionSchema }) },
});
export const restoreVersion = defineContract({
  method: 'POST',
  path: '/workflows/{id}/versions/{version}/restore',
  summary: 'Make a version the draft again',
  tag: 'Workflows',
  access: 'workflow:update',
  params: versionParams,
  responses: { 200: workflowSchema },
});

const changeSchema = z.object({
  kind: z.enum(['added', 'removed', 'changed']),
  element: z.enum(['node', 'edge', 'settings']),
  id: z.string(),
  label: z.string(),
  /** Of changed elements: which places, with both values. */
  fields: z.array(z.object({ path: z.string(), from: z.unknown(), to: z.unknown() })),
});
export const diffVersions = defineContract({
  method: 'GET',
  path: '/workflows/{id}/versions/diff',
  summary: 'What changed between two versions (numbers, or draft)',
  tag: 'Workflows',
  access: 'workflow:read',
  params: idParams,
  query: z.strictObject({
    from: z.union([z.coerce.number().int().min(1), z.literal('draft')]),
    to: z.union([z.coerce.number().int().min(1), z.literal('draft')]),
  }),
  responses: { 200: z.object({ changes: z.array(changeSchema) }) },
});

export const deployWorkflow = defineContract({
  method: 'POST',
  path: '/workflows/{id}/deploy',
  summary: 'Make a version of the draft and put it live',
  tag: 'Deployments',
  access: 'deployment:manage',
  params: idParams,
  idempotent: true,
  body: z.strictObject({ message: messageSchema.optional(), version: z.int().min(1).optional() }).prefault({}),
  responses: { 202: deploymentSchema },
});
export const rollbackWorkflow = defineContract({
  method: 'POST',
  path: '/workflows/{id}/rollback',
  summary: 'Put an earlier version live again',
  tag: 'Deployments',
  access: 'deployment:manage',
  params: idParams,
  body: z.strictObject({ version: z.int().min(1) }),
  responses: { 202: deploymentSchema },
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

export const templateSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  category: z.string(),
  definition: workflowDefinitionSchema,
  /** An input with which it can be tried at once. */
  sampleInput: z.unknown(),
});
export const listTemplates = defineContract({
  method: 'GET',
  path: '/templates',
  summary: 'Starters',
  tag: 'Catalogue',
  access: 'account',
  responses: { 200: pageOf(templateSchema) },
});
export const listNodeTypes = defineContract({
  method: 'GET',
  path: '/nodes',
  summary: 'The node catalogue',
  tag: 'Catalogue',
  access: 'account',
  responses: { 200: pageOf(nodeTypeDescriptionSchema) },
});

export type Version = z.infer<typeof versionSchema>;
export type Template = z.infer<typeof templateSchema>;
export type WorkflowFile = z.infer<typeof workflowFileSchema>;
export type VersionChange = z.infer<typeof changeSchema>;
