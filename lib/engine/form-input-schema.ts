import type { JsonSchema } from '#lib/contracts/json-schema.ts';

/** The member of `input` that says who filled in a form for members. */
export const SUBMITTED_BY = 'submittedBy';

const member: JsonSchema = {
  type: 'object',
  properties: { id: { type: 'string' }, name: { type: 'string' }, email: { type: 'string' } },
};

/** What `input` of a run that a form starts looks like: its fields and, of members, who it was. */
export function formInputSchema(config: Readonly<Record<string, unknown>>): JsonSchema {
  const { inputSchema, access } = config;
  const schema: JsonSchema = isObject(inputSchema) ? inputSchema : { type: 'object' };
  if (access !== 'members') return schema;
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  return { ...schema, properties: { ...properties, [SUBMITTED_BY]: member } };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
