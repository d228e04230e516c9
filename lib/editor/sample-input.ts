import { isJsonObject } from '#lib/shared/json.ts';

/**
 * A value that a person can start from: defaults and examples of the schema, else an empty value of each type. A number
 * has none: 0 would look like an answer, so it is `undefined`, and left out of objects.
 */
export function sampleInput(schema: unknown, depth = 0): unknown {
  if (!isJsonObject(schema) || depth > 8) return null;
  if (schema.default !== undefined) return schema.default;
  if (Array.isArray(schema.examples) && schema.examples.length > 0) return schema.examples[0];
  if (schema.const !== undefined) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0] ?? null;
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'string':
      return '';
    case 'number':
    case 'integer':
      return undefined;
    case 'boolean':
      return false;
    case 'array':
      return [];
    case 'null':
      return null;
    default:
      return isJsonObject(schema.properties) || type === 'object' ? sampleObject(schema, depth) : null;
  }
}

/** Required members, and optional ones that bring a default. */
function sampleObject(schema: Record<string, unknown>, depth: number): Record<string, unknown> {
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  const entries = Object.entries(isJsonObject(schema.properties) ? schema.properties : {});
  return Object.fromEntries(
    entries
      .filter(([name, member]) => required.has(name) || (isJsonObject(member) && member.default !== undefined))
      .map(([name, member]) => [name, sampleInput(member, depth + 1)] as const)
      .filter(([, value]) => value !== undefined),
  );
}
