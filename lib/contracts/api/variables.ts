import { z } from 'zod';
import { connectionHostSchema } from '../connector.ts';
import { pageOf, pageQuery, timeSchema, workflowUseSchema } from './common.ts';
import { defineContract } from './contract.ts';

/** Names as expressions write them: `vars.name`. */
export const variableNameSchema = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9_]{0,63}$/, 'Use letters, digits and _, beginning with a letter; at most 64');

export const variableLimits = {
  /** In one workspace. */
  count: 500,
  /** Bytes of a value as JSON. */
  valueBytes: 64 * 1024,
} as const;

export const variableSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  secret: z.boolean(),
  /** Absent if the variable is secret: what was stored as a secret never comes back. */
  value: z.json().optional(),
  /** Of a secret: the only hosts that it may be sent to, `host` or `host:port`. Without one it can be sent nowhere. */
  hosts: z.array(z.string()),
  createdAt: timeSchema,
  updatedAt: timeSchema,
});
/** Where a variable is named. */
export const variableUsesSchema = z.object({
  workflows: z.array(workflowUseSchema),
  /** Connections that take a secret field from it, as far as one may see them. */
  connections: z.array(z.object({ id: z.uuid(), name: z.string() })),
  /** Personal connections of others that do. */
  othersConnections: z.int(),
});
export const variableWithUsesSchema = variableSchema.extend({ usedBy: variableUsesSchema });
const nameParams = z.strictObject({ name: variableNameSchema });

export const listVariables = defineContract({
  method: 'GET',
  path: '/variables',
  summary: 'Variables of the workspace by name; values of secret ones are left out',
  tag: 'Variables',
  access: 'workflow:read',
  query: pageQuery,
  responses: { 200: pageOf(variableSchema) },
});
export const getVariable = defineContract({
  method: 'GET',
  path: '/variables/{name}',
  summary: 'One variable and where it is named; the value of a secret one is left out',
  tag: 'Variables',
  access: 'workflow:read',
  params: nameParams,
  responses: { 200: variableWithUsesSchema },
});
export const putVariable = defineContract({
  method: 'PUT',
  path: '/variables/{name}',
  summary: 'Create a variable or replace its value',
  tag: 'Variables',
  access: 'variable:manage',
  params: nameParams,
  body: z.strictObject({
    /** Any JSON; a secret is a text. */
    value: z.json(),
    /** Left out: as it is; a new variable is plain. */
    secret: z.boolean().optional(),
    /** Of a secret, at most 20. Left out: as they are; a new secret has none. */
    hosts: z.array(connectionHostSchema).max(20).optional(),
  }),
  responses: { 200: variableSchema, 201: variableSchema },
});
export const deleteVariable = defineContract({
  method: 'DELETE',
  path: '/variables/{name}',
  summary: 'Delete a variable; 409 with usedBy while a workflow or connection names it, unless force=true',
  tag: 'Variables',
  access: 'variable:manage',
  params: nameParams,
  query: z.strictObject({ force: z.enum(['true', 'false']).default('false') }),
  responses: { 204: null },
});

export type Variable = z.infer<typeof variableSchema>;
export type VariableUses = z.infer<typeof variableUsesSchema>;
export type VariableWithUses = z.infer<typeof variableWithUsesSchema>;
