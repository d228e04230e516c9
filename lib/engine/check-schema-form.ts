import type { JsonSchema } from '#lib/contracts/json-schema.ts';
import { hint, say, type Said } from '#lib/shared/say.ts';

/** What is wrong with the form of a JSON Schema, and where in it. */
export interface SchemaFormFault {
  code: 'schema_invalid' | 'schema_root' | 'schema_too_deep' | 'schema_remote_ref';
  /** JSON Pointer into the schema. */
  path: string;
  said: Said;
}

/** A level of schema is two of JSON, and a definition has 64. */
const maxDepth = 24;
const typeNames = new Set(['object', 'array', 'string', 'number', 'integer', 'boolean', 'null']);
/** Keywords whose value is a schema, a list of schemas, or an object of schemas (JSON Schema 2020-12). */
const schemaKeywords = new Set([
  'additionalProperties',
  'items',
  'contains',
  'propertyNames',
  'not',
  'if',
  'then',
  'else',
  'unevaluatedItems',
  'unevaluatedProperties',
  'contentSchema',
]);
const listKeywords = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const mapKeywords = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']);

/**
 * Checks the form of a schema without compiling it: light enough for the browser. `objectRoot`: MCP wants an object at the
 * root of a tool's input.
 */
export function checkSchemaForm(schema: JsonSchema, options: { objectRoot: boolean }): SchemaFormFault | null {
  if (options.objectRoot && schema['type'] !== 'object') {
    return { code: 'schema_root', path: '', said: hint(say('schema_root'), 'hint_type_object') };
  }
  return checkSchema(schema, '', 0);
}

function checkSchema(schema: unknown, path: string, depth: number): SchemaFormFault | null {
  if (typeof schema === 'boolean') return null;
  if (!isObject(schema)) return invalid(path, say('schema_no_schema'));
  if (depth > maxDepth) return { code: 'schema_too_deep', path, said: say('schema_too_deep', { limit: maxDepth }) };
  for (const [keyword, value] of Object.entries(schema)) {
    const fault = checkKeyword(keyword, value, `${path}/${keyword.replaceAll('~', '~0').replaceAll('/', '~1')}`, depth);
    if (fault) return fault;
  }
  return null;
}

function checkKeyword(keyword: string, value: unknown, path: string, depth: number): SchemaFormFault | null {
  if (schemaKeywords.has(keyword)) return checkSchema(value, path, depth + 1);
  if (listKeywords.has(keyword)) {
    if (!Array.isArray(value)) return invalid(path, say('schema_no_list', { keyword }));
    return firstFault(value.map((one, index) => () => checkSchema(one, `${path}/${index}`, depth + 1)));
  }
  if (mapKeywords.has(keyword)) {
    if (!isObject(value)) return invalid(path, say('schema_no_map', { keyword }));
    return firstFault(
      Object.entries(value).map(
        ([key, one]) =>
          () =>
            checkSchema(one, `${path}/${key}`, depth + 1),
      ),
    );
  }
  return checkSimple(keyword, value, path);
}

function checkSimple(keyword: string, value: unknown, path: string): SchemaFormFault | null {
  switch (keyword) {
    case '$ref':
    case '$dynamicRef':
      if (typeof value !== 'string') return invalid(path, say('schema_no_text', { keyword }));
      if (value.startsWith('#')) return null;
      return {
        code: 'schema_remote_ref',
        path,
        said: hint(say('schema_remote_ref', { reference: value.slice(0, 100) }), 'hint_use_defs'),
      };
    case 'type':
      return (Array.isArray(value) ? value : [value]).every((one) => typeof one === 'string' && typeNames.has(one))
        ? null
        : invalid(path, say('schema_type', { options: [...typeNames] }));
    case 'required':
      return Array.isArray(value) && value.every((one) => typeof one === 'string')
        ? null
        : invalid(path, say('schema_required'));
    case 'enum':
      return Array.isArray(value) && value.length > 0 ? null : invalid(path, say('schema_enum'));
    case 'pattern':
      return isPattern(value) ? null : invalid(path, say('schema_pattern'));
    case 'minLength':
    case 'maxLength':
    case 'minItems':
    case 'maxItems':
    case 'minProperties':
    case 'maxProperties':
      return Number.isInteger(value) && (value as number) >= 0
        ? null
        : invalid(path, say('schema_no_whole_number', { keyword }));
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
    case 'multipleOf':
      return typeof value === 'number' ? null : invalid(path, say('schema_no_number', { keyword }));
    default:
      return null;
  }
}

function isPattern(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    new RegExp(value, 'u');
    return true;
  } catch {
    return false;
  }
}

function firstFault(checks: readonly (() => SchemaFormFault | null)[]): SchemaFormFault | null {
  for (const check of checks) {
    const fault = check();
    if (fault) return fault;
  }
  return null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const invalid = (path: string, said: Said): SchemaFormFault => ({ code: 'schema_invalid', path, said });
