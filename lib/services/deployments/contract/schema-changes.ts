import { isDeepStrictEqual } from 'node:util';
import type { JsonSchema } from '#lib/contracts/json-schema.ts';
import { isJsonObject } from '#lib/shared/json.ts';

/** A difference between two JSON Schemas, seen from what values they let through. */
export interface SchemaChange {
  kind: 'added' | 'removed' | 'required' | 'optional' | 'narrower' | 'wider' | 'other';
  /** JSON Pointer into the schema. */
  path: string;
  /** The nearest property's name; empty at the root. */
  field: string;
}

/** Words that let the same values through, whatever they say. */
const annotations: ReadonlySet<string> = new Set([
  '$schema',
  '$id',
  '$comment',
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
]);
/** Bounds: the lower ones let less through as they grow, the others as they shrink. */
const lower: ReadonlySet<string> = new Set(['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties']);
const upper: ReadonlySet<string> = new Set(['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties']);
const looked: ReadonlySet<string> = new Set([
  ...annotations,
  ...lower,
  ...upper,
  'type',
  'enum',
  'properties',
  'required',
  'items',
]);

/**
 * What has changed from one schema to the next. It follows properties, items, types, enumerations and bounds; where anything else
 * differs it cannot tell which of the two lets more through, and says `other`.
 */
export function schemaChanges(before: JsonSchema, after: JsonSchema, path = '', field = ''): SchemaChange[] {
  const here = (kind: SchemaChange['kind']): SchemaChange => ({ kind, path, field });
  const words = new Set([...Object.keys(before), ...Object.keys(after)]);
  const others = [...words].filter((word) => !looked.has(word) && !isDeepStrictEqual(before[word], after[word]));
  return [
    ...(others.length > 0 ? [here('other')] : []),
    ...setChange(typesOf(before), typesOf(after)).map(here),
    ...setChange(listOf(before['enum']), listOf(after['enum'])).map(here),
    ...[...lower].flatMap((word) => boundChange(before[word], after[word], 1)).map(here),
    ...[...upper].flatMap((word) => boundChange(before[word], after[word], -1)).map(here),
    ...itemChanges(before, after, path, field),
    ...propertyChanges(before, after, path),
  ];
}

/** Values that are allowed; `null`: all are. */
type Allowed = readonly unknown[] | null;

const listOf = (value: unknown): Allowed => (Array.isArray(value) ? value : null);

function typesOf({ type }: JsonSchema): Allowed {
  if (type === undefined) return null;
  const types = [type].flat();
  return types.includes('number') ? [...types, 'integer'] : types;
}

function setChange(before: Allowed, after: Allowed): ('narrower' | 'wider')[] {
  const less = after !== null && (before === null || before.some((one) => !has(after, one)));
  const more = before !== null && (after === null || after.some((one) => !has(before, one)));
  return [...(less ? (['narrower'] as const) : []), ...(more ? (['wider'] as const) : [])];
}

const has = (list: readonly unknown[], one: unknown): boolean => list.some((other) => isDeepStrictEqual(other, one));

function boundChange(before: unknown, after: unknown, direction: 1 | -1): ('narrower' | 'wider')[] {
  const [from, to] = [before, after].map((bound) => (typeof bound === 'number' ? bound * direction : -Infinity));
  if (from === to) return [];
  return [to! > from! ? 'narrower' : 'wider'];
}

function itemChanges(before: JsonSchema, after: JsonSchema, path: string, field: string): SchemaChange[] {
  const [from, to] = [before['items'], after['items']];
  if (isDeepStrictEqual(from, to)) return [];
  if (!isSchema(from) || !isSchema(to)) return [{ kind: 'other', path: `${path}/items`, field }];
  return schemaChanges(from, to, `${path}/items`, field);
}

function propertyChanges(before: JsonSchema, after: JsonSchema, path: string): SchemaChange[] {
  const [from, to] = [propertiesOf(before), propertiesOf(after)];
  const [needed, needs] = [listOf(before['required']) ?? [], listOf(after['required']) ?? []];
  const names = new Set([...Object.keys(from), ...Object.keys(to), ...needed.map(String), ...needs.map(String)]);
  return [...names].flatMap((field): SchemaChange[] => {
    const at = `${path}/properties/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const change = (kind: SchemaChange['kind']): SchemaChange => ({ kind, path: at, field });
    const [was, is] = [from[field], to[field]];
    if (was === undefined && is !== undefined)
      return [change('added'), ...(needs.includes(field) ? [change('required')] : [])];
    if (was !== undefined && is === undefined) return [change('removed')];
    const required =
      needs.includes(field) === needed.includes(field) ? [] : [change(needs.includes(field) ? 'required' : 'optional')];
    if (isDeepStrictEqual(was, is)) return required;
    if (!isSchema(was) || !isSchema(is)) return [...required, change('other')];
    return [...required, ...schemaChanges(was, is, at, field)];
  });
}

function propertiesOf({ properties }: JsonSchema): Record<string, unknown> {
  return Object.assign(Object.create(null) as Record<string, unknown>, isSchema(properties) ? properties : {});
}

function isSchema(value: unknown): value is JsonSchema {
  return isJsonObject(value);
}
