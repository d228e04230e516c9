import { z } from 'zod';
import { pageOf, pageQuery, timeSchema } from './common.ts';
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
  createdAt: timeSchema,
  updatedAt: timeSchema,
});
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
  summary: 'One variable; the value of a secret one is left out',
  tag: 'Variables',
  access: 'workflow:read',
  params: nameParams,
  responses: { 200: variableSchema },
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
  }),
  responses: { 200: variableSchema, 201: variableSchema },
});
export const deleteVariable = defineContract({
  method: 'DELETE',
  path: '/variables/{name}',
  summary: 'Delete a variable',
  tag: 'Variables',
  access: 'variable:manage',
  params: nameParams,
  responses: { 204: null },
});

export type Variable = z.infer<typeof variableSchema>;
