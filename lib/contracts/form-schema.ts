import { isJsonObject, type JsonObject } from '#lib/shared/json.ts';

/** What a form of MCP may say of each kind of field; anything else stays with us and is checked with the answer. */
const COMMON = ['type', 'title', 'description', 'default'];
const KEYWORDS: Readonly<Record<string, readonly string[]>> = {
  string: [...COMMON, 'minLength', 'maxLength', 'format', 'enum', 'enumNames', 'oneOf'],
  number: [...COMMON, 'minimum', 'maximum'],
  integer: [...COMMON, 'minimum', 'maximum'],
  boolean: COMMON,
  array: [...COMMON, 'minItems', 'maxItems', 'items'],
};
const FORMATS: ReadonlySet<unknown> = new Set(['email', 'uri', 'date', 'date-time']);

export interface FormSchema {
  type: 'object';
  properties: JsonObject;
  required?: string[];
}

/**
 * The schema of an answer as MCP lets a client's form be asked for: one level, texts, numbers, yes or no, and choices. `null` for a
 * schema that says more than that: no client could show it.
 */
export function formSchema(schema: JsonObject | null): FormSchema | null {
  if (schema === null) return { type: 'object', properties: {} };
  const { type = 'object', properties = {}, required } = schema;
  if (type !== 'object' || !isJsonObject(properties)) return null;
  const fields: [string, JsonObject][] = [];
  for (const [name, property] of Object.entries(properties)) {
    const field = formField(property);
    if (!field) return null;
    fields.push([name, field]);
  }
  const needed = Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [];
  if (needed.some((name) => !Object.hasOwn(properties, name))) return null;
  return { type: 'object', properties: Object.fromEntries(fields), ...(needed.length > 0 && { required: needed }) };
}

function formField(property: unknown): JsonObject | null {
  if (!isJsonObject(property) || typeof property['type'] !== 'string') return null;
  const keywords = KEYWORDS[property['type']];
  if (!keywords || (property['type'] === 'array' && !isChoices(property['items']))) return null;
  const said = keywords.flatMap((keyword) => {
    const value = property[keyword];
    if (value === undefined || (keyword === 'format' && !FORMATS.has(value))) return [];
    return [[keyword, value] as const];
  });
  return Object.fromEntries(said);
}

/** A list can only be chosen from texts that are named. */
function isChoices(items: unknown): boolean {
  if (!isJsonObject(items)) return false;
  return (items['type'] === 'string' && Array.isArray(items['enum'])) || Array.isArray(items['anyOf']);
}
