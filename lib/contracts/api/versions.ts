import { z } from 'zod';
import { workflowDefinitionSchema } from '../definition.ts';
import { idParams, pageOf, pageQuery, timeSchema } from './common.ts';
import { defineContract } from './contract.ts';
import { workflowSchema } from './workflows.ts';

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

export type Version = z.infer<typeof versionSchema>;
export type VersionChange = z.infer<typeof changeSchema>;
