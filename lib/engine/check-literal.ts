import type { JsonSchema } from '#lib/contracts/json-schema.ts';
import { nearestName } from '#lib/expressions/parse/names.ts';
import { hint, say, type Said } from '#lib/shared/say.ts';
import { hasExpression } from '#lib/expressions/parse/template.ts';

/** Something in a config that is known to be wrong before any run. */
export interface SchemaFault {
  kind: 'missing' | 'wrong' | 'unknown';
  path: string;
  said: Said;
}

/**
 * Checks a config as it is written against the schema of the resolved one. Templates can become anything, so they pass.
 * Knows the part of JSON Schema that node definitions produce; `semantics.md` ("Values"): numeric texts pass as numbers,
 * numbers and booleans as texts.
 */
export function checkLiteral(value: unknown, schema: JsonSchema, path = ''): SchemaFault[] {
  if (schema['x-lazy'] === true) return value === '' ? [missing(path)] : [];
  if (typeof value === 'string' && schema['x-literal'] !== true && hasExpression(value)) return [];
  const anyOf = schema['anyOf'] as JsonSchema[] | undefined;
  if (anyOf) return checkAnyOf(value, anyOf, path);
  const types = typesOf(schema);
  if (types.length > 0 && !types.some((type) => hasType(value, type))) {
    // A cleared field of the form, where no text can stand.
    if (value === '') return [missing(path)];
    const expected = types.map((type) => kinds[type] ?? type);
    return [wrong(path, say('expected_got', { expected, got: kindOf(value) }))];
  }
  const options = schema['enum'] as unknown[] | undefined;
  if (options && !options.includes(value)) return [wrong(path, noOption(value, options))];
  if (Array.isArray(value)) return checkList(value, schema, path);
  if (typeof value === 'object' && value !== null) return checkObject(value as Record<string, unknown>, schema, path);
  return checkBounds(value, schema, path);
}

function checkAnyOf(value: unknown, options: readonly JsonSchema[], path: string): SchemaFault[] {
  const results = options.map((option) => checkLiteral(value, option, path));
  if (results.some((faults) => faults.length === 0)) return [];
  const deeper = results.find((faults) => faults.some((fault) => fault.path !== path));
  return deeper ?? [wrong(path, say('impossible_value', { got: kindOf(value) }))];
}

function checkList(list: readonly unknown[], schema: JsonSchema, path: string): SchemaFault[] {
  const least = schema['minItems'] as number | undefined;
  const most = schema['maxItems'] as number | undefined;
  const items = schema['items'] as JsonSchema | undefined;
  if (least !== undefined && list.length < least)
    return [wrong(path, least === 1 ? say('needs_an_entry') : say('too_few_entries', { limit: least }))];
  if (most !== undefined && list.length > most) return [wrong(path, say('too_many_entries', { limit: most }))];
  return items ? list.flatMap((element, index) => checkLiteral(element, items, `${path}/${index}`)) : [];
}

function checkObject(object: Readonly<Record<string, unknown>>, schema: JsonSchema, path: string): SchemaFault[] {
  const properties = (schema['properties'] ?? {}) as Record<string, JsonSchema>;
  const required = (schema['required'] ?? []) as string[];
  const others = schema['additionalProperties'] as JsonSchema | boolean | undefined;
  const faults = required.filter((key) => !Object.hasOwn(object, key)).map((key) => missing(`${path}/${key}`));
  for (const [key, member] of Object.entries(object)) {
    const at = `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (Object.hasOwn(properties, key)) faults.push(...checkLiteral(member, properties[key]!, at));
    else if (others === false) faults.push(unknown(at, key, Object.keys(properties)));
    else if (typeof others === 'object') faults.push(...checkLiteral(member, others, at));
  }
  return faults;
}

function checkBounds(value: unknown, schema: JsonSchema, path: string): SchemaFault[] {
  if (typeof value === 'string' && schema['type'] === 'string') {
    const least = (schema['minLength'] as number | undefined) ?? 0;
    const most = (schema['maxLength'] as number | undefined) ?? Infinity;
    if (value.length < least)
      return value === '' ? [missing(path)] : [wrong(path, say('too_few_letters', { limit: least }))];
    if (value.length > most) return [wrong(path, say('too_many_letters', { limit: most }))];
    if (!hasForm(value, schema)) return [wrong(path, wrongForm(schema))];
  }
  if (schema['type'] === 'number' || schema['type'] === 'integer') {
    const number = Number(value);
    const least = (schema['minimum'] as number | undefined) ?? -Infinity;
    const most = (schema['maximum'] as number | undefined) ?? Infinity;
    if (number < least) return [wrong(path, say('at_least', { limit: least }))];
    if (number > most) return [wrong(path, say('at_most', { limit: most }))];
  }
  return [];
}

/** Patterns are those of node definitions, never of tenants. Ids, whose format says enough, are looked up elsewhere. */
function hasForm(text: string, { pattern, format }: JsonSchema): boolean {
  return typeof pattern !== 'string' || format !== undefined || new RegExp(pattern, 'u').test(text);
}

function wrongForm({ 'x-placeholder': example }: JsonSchema): Said {
  return typeof example === 'string' ? say('wrong_form_example', { example }) : say('wrong_form');
}

function typesOf(schema: JsonSchema): string[] {
  const type = schema['type'] as string | string[] | undefined;
  return type === undefined ? [] : Array.isArray(type) ? type : [type];
}

function hasType(value: unknown, type: string): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    case 'number':
      return typeof value === 'number' || isNumericText(value);
    case 'integer':
      return Number.isInteger(value) || (isNumericText(value) && Number.isInteger(Number(value)));
    case 'boolean':
      return typeof value === 'boolean';
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    default:
      return true;
  }
}

function isNumericText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value));
}

const kinds: Readonly<Record<string, string>> = { string: 'text', array: 'list' };

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'object') return 'object';
  return value === '' ? 'empty' : JSON.stringify(value).slice(0, 60);
}

function noOption(value: unknown, options: readonly unknown[]): Said {
  const said = say('expected_option', { options: options.map(String), got: kindOf(value) });
  const near = typeof value === 'string' ? nearestName(value, options.map(String)) : undefined;
  return near === undefined ? said : hint(said, 'hint_did_you_mean', { near });
}

const missing = (path: string): SchemaFault => ({ kind: 'missing', path, said: hint(say('missing'), 'hint_fill_in') });

const wrong = (path: string, said: Said): SchemaFault => ({ kind: 'wrong', path, said });

function unknown(path: string, key: string, known: readonly string[]): SchemaFault {
  const near = nearestName(key, known);
  const said = say('unknown_config_field', { fields: [`"${key}"`] });
  if (near !== undefined) return { kind: 'unknown', path, said: hint(said, 'hint_did_you_mean', { near }) };
  return {
    kind: 'unknown',
    path,
    said: known.length > 0 ? hint(said, 'hint_it_has', { known }) : hint(said, 'hint_remove'),
  };
}
