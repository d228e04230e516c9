import { z } from 'zod';
import { idParams, pageOf, timeSchema } from './common.ts';
import { defineContract } from './contract.ts';

export const exportSchema = z.object({
  id: z.uuid(),
  status: z.enum(['queued', 'running', 'done', 'failed']),
  /** Rows and files that are in the archive so far. */
  done: z.int(),
  /** How many there were when it was begun; null before. */
  total: z.int().nullable(),
  /** Bytes, once it is whole. */
  size: z.int().nullable(),
  createdAt: timeSchema,
  finishedAt: timeSchema.nullable(),
  /** When it is deleted. */
  expiresAt: timeSchema.nullable(),
});
export type WorkspaceExport = z.infer<typeof exportSchema>;

export const createExport = defineContract({
  method: 'POST',
  path: '/exports',
  summary: 'Have an archive of the whole workspace written; the one before it is deleted',
  tag: 'Exports',
  access: 'workspace:delete',
  responses: { 202: exportSchema },
});
export const listExports = defineContract({
  method: 'GET',
  path: '/exports',
  summary: 'Archives of the workspace, newest first: what is being written, and what can be fetched',
  tag: 'Exports',
  access: 'workspace:delete',
  responses: { 200: pageOf(exportSchema) },
});
export const getExportContent = defineContract({
  method: 'GET',
  path: '/exports/{id}/content',
  summary: 'The archive (zip), for a day after it was finished',
  tag: 'Exports',
  access: 'workspace:delete',
  params: idParams,
  download: true,
  responses: { 200: null },
});
export const deleteExport = defineContract({
  method: 'DELETE',
  path: '/exports/{id}',
  summary: 'Delete an archive, or give up writing it',
  tag: 'Exports',
  access: 'workspace:delete',
  params: idParams,
  responses: { 204: null },
});
export const exportMe = defineContract({
  method: 'GET',
  path: '/users/me/export',
  summary: 'What is stored about the signed-in person, as one JSON document',
  tag: 'Identity',
  access: 'account',
  download: true,
  responses: { 200: null },
});
