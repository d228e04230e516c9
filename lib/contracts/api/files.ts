import { z } from 'zod';
import { limits } from '../limits.ts';
import { idParams, pageOf, pageQuery, timeSchema } from './common.ts';
import { defineContract } from './contract.ts';

export const fileSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  mimeType: z.string(),
  /** Bytes. */
  size: z.int(),
  sha256: z.string(),
  /** The run that made it, and with which it is deleted; null for an upload. */
  executionId: z.uuid().nullable(),
  workflowId: z.uuid().nullable(),
  createdAt: timeSchema,
});
export type StoredFile = z.infer<typeof fileSchema>;

export const uploadFile = defineContract({
  method: 'POST',
  path: '/files',
  summary:
    'Upload one file, as the body itself or as a form; use it in inputs as {"$file": {id, name, mimeType, size, sha256}}',
  tag: 'Files',
  access: 'workflow:execute',
  query: z.strictObject({
    /** Of a file that is sent as the body itself. */
    name: z.string().max(500).optional(),
  }),
  upload: true,
  maxBodyBytes: limits.fileBytes,
  responses: { 201: fileSchema },
});
export const listFiles = defineContract({
  method: 'GET',
  path: '/files',
  summary: 'Files, newest first',
  tag: 'Files',
  access: 'execution:read',
  query: pageQuery.extend({ executionId: z.uuid().optional() }),
  responses: { 200: pageOf(fileSchema) },
});
export const getFile = defineContract({
  method: 'GET',
  path: '/files/{id}',
  summary: 'What is known of a file',
  tag: 'Files',
  access: 'execution:read',
  params: idParams,
  responses: { 200: fileSchema },
});
export const getFileContent = defineContract({
  method: 'GET',
  path: '/files/{id}/content',
  summary: 'The bytes of a file',
  tag: 'Files',
  access: 'execution:read',
  params: idParams,
  download: true,
  responses: { 200: null },
});
export const deleteFile = defineContract({
  method: 'DELETE',
  path: '/files/{id}',
  summary: 'Delete a file',
  tag: 'Files',
  access: 'workflow:execute',
  params: idParams,
  responses: { 204: null },
});
