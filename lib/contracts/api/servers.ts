import { z } from 'zod';
import { jsonSchemaSchema } from '../json-schema.ts';
import { contractComparisonSchema, settingWarningSchema } from '../server-contract.ts';
import { serverAccessSchema, serverSettingsSchema } from '../server-settings.ts';
import { idParams } from './common.ts';
import { defineContract } from './contract.ts';

/** A tool with all that a caller sees of it. */
const toolFaceSchema = z.object({
  name: z.string(),
  title: z.string().nullable(),
  description: z.string(),
  inputSchema: jsonSchemaSchema,
});

export const serverToolSchema = z.object({
  /** Key of the tool's trigger node. */
  key: z.string(),
  /** As its workflow has it. */
  original: toolFaceSchema,
  /** As callers see it; null: they do not. */
  served: toolFaceSchema.nullable(),
});
export type ServerTool = z.infer<typeof serverToolSchema>;

export const serverSchema = z.object({
  workflowId: z.uuid(),
  url: z.string(),
  access: serverAccessSchema,
  /** What `access` may be set to in this installation. */
  accessChoices: z.array(serverAccessSchema),
  settings: serverSettingsSchema,
  /** Of the live version, in its order; empty while the server is stopped. */
  tools: z.array(serverToolSchema),
  warnings: z.array(settingWarningSchema),
});
export type ServerView = z.infer<typeof serverSchema>;

/** Each field replaces the one that is there; `{}` empties it. */
export const settingsChangeSchema = serverSettingsSchema.omit({ v: true });
const changeBody = z.strictObject({ access: serverAccessSchema.optional(), settings: settingsChangeSchema.optional() });

export const getServer = defineContract({
  method: 'GET',
  path: '/workflows/{id}/server',
  summary: 'How a workflow’s MCP server is set, and how its tools look',
  tag: 'Servers',
  access: 'workflow:read',
  params: idParams,
  responses: { 200: serverSchema },
});
export const updateServer = defineContract({
  method: 'PATCH',
  path: '/workflows/{id}/server',
  summary: 'Set who may use the server, its limits, and how its tools look',
  tag: 'Servers',
  access: 'deployment:manage',
  params: idParams,
  body: changeBody,
  responses: { 200: serverSchema },
});
export const previewServer = defineContract({
  method: 'POST',
  path: '/workflows/{id}/server/preview',
  summary: 'What a change of the settings would make of the server',
  tag: 'Servers',
  access: 'deployment:manage',
  params: idParams,
  body: changeBody,
  responses: {
    200: serverSchema.extend({
      /** How callers would see the change; null: nothing is live. */
      contract: contractComparisonSchema.nullable(),
    }),
  },
});
