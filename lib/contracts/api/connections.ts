import { z } from 'zod';
import { connectionHostSchema, connectorDescriptionSchema } from '../connector.ts';
import { idParams, nameSchema, pageOf, pageQuery, timeSchema, workflowUseSchema } from './common.ts';
import { defineContract } from './contract.ts';

const hostsSchema = z.array(connectionHostSchema).min(1).max(20);
/**
 * Values by the name of a connector's field; the connector's own schema checks them. In place of a text of a secret
 * field `{"$variable": NAME}` takes the value of a secret variable, whenever the connection is used.
 */
const fieldsSchema = z.record(z.string().max(100), z.json());

/** A connection without its secrets: no answer ever holds them. */
export const connectionSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  connector: z.string(),
  /** The hosts for which it may be used, `host` or `host:port`. */
  hosts: z.array(z.string()),
  /** The fields that are no secret. */
  settings: z.record(z.string(), z.unknown()),
  /** Secret variables that stand in for texts of its secret fields, by JSON Pointer: `{"/token": "API_TOKEN"}`. */
  variables: z.record(z.string(), z.string()),
  /** False: its secret has to be entered (again) before it can be used. */
  ready: z.boolean(),
  /** Its owner's alone; else shared in the workspace. */
  personal: z.boolean(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
  lastTestedAt: timeSchema.nullable(),
  lastTestOk: z.boolean().nullable(),
});
export type Connection = z.infer<typeof connectionSchema>;

export const connectionWithUsesSchema = connectionSchema.extend({ usedBy: z.array(workflowUseSchema) });
export type ConnectionWithUses = z.infer<typeof connectionWithUsesSchema>;

export const connectionTestSchema = z.object({ ok: z.boolean(), message: z.string(), durationMs: z.int() });
export type ConnectionTest = z.infer<typeof connectionTestSchema>;

export const listIntegrations = defineContract({
  method: 'GET',
  path: '/integrations',
  summary: 'The connectors, with the fields that a connection of each holds',
  tag: 'Integrations',
  access: 'account',
  responses: { 200: pageOf(connectorDescriptionSchema) },
});

export const listConnections = defineContract({
  method: 'GET',
  path: '/integrations/connections',
  summary: 'The shared connections of the workspace and one’s own, newest first',
  tag: 'Integrations',
  access: 'workflow:read',
  query: pageQuery,
  responses: { 200: pageOf(connectionSchema) },
});

export const createConnection = defineContract({
  method: 'POST',
  path: '/integrations/connections',
  summary: 'Store a connection; shared ones need connection:manage',
  tag: 'Integrations',
  access: 'workflow:read',
  body: z.strictObject({
    name: nameSchema,
    connector: z.string().max(100),
    /** Left out for connectors whose fields name the host. */
    hosts: hostsSchema.optional(),
    fields: fieldsSchema,
    personal: z.boolean().default(false),
  }),
  responses: { 201: connectionSchema },
});

export const getConnection = defineContract({
  method: 'GET',
  path: '/integrations/connections/{id}',
  summary: 'A connection and the workflows that name it',
  tag: 'Integrations',
  access: 'workflow:read',
  params: idParams,
  responses: { 200: connectionWithUsesSchema },
});

export const updateConnection = defineContract({
  method: 'PATCH',
  path: '/integrations/connections/{id}',
  summary: 'Change a connection; other hosts clear its secret, unless it is sent along',
  tag: 'Integrations',
  access: 'workflow:read',
  params: idParams,
  body: z.strictObject({
    name: nameSchema.optional(),
    hosts: hostsSchema.optional(),
    /** Only what changes; `null` takes an optional field away. */
    fields: fieldsSchema.optional(),
  }),
  responses: { 200: connectionSchema },
});

export const deleteConnection = defineContract({
  method: 'DELETE',
  path: '/integrations/connections/{id}',
  summary: 'Delete a connection; 409 with usedBy while a workflow names it, unless force=true',
  tag: 'Integrations',
  access: 'workflow:read',
  params: idParams,
  query: z.strictObject({ force: z.enum(['true', 'false']).default('false') }),
  responses: { 204: null },
});

export const testConnection = defineContract({
  method: 'POST',
  path: '/integrations/connections/{id}/test',
  summary: 'Try a connection now',
  tag: 'Integrations',
  access: 'connection:use',
  params: idParams,
  responses: { 200: connectionTestSchema },
});
