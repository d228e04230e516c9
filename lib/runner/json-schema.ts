import { say, type Said } from '#lib/shared/say.ts';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { RE2JS } from 're2js';
import type { JsonSchema } from '#lib/contracts/json-schema.ts';
import type { FieldError } from '#lib/shared/app-error.ts';
import { checkMs, compileMs, isHeavy, withinBudget } from './json-schema-budget.ts';
import { formats } from './json-schema-formats.ts';
import { costOf, maxSchemaSize, maxSchemaWeight, type SchemaCost } from './schema-cost.ts';

/**
 * JSON Schema 2020-12 (https://json-schema.org/draft/2020-12) as tenants write it. No remote `$ref`, no `$data`;
 * `pattern` runs on a linear-time engine (RE2 syntax), `uniqueItems` in linear time. Compiled at deploy, to see that it can be, and by
 * each process when it is first needed; within a moment, or it is refused (`schema-cost.ts`, `json-schema-budget.ts`).
 */
export type JsonSchemaCheck = { ok: true; value: unknown } | { ok: false; errors: FieldError[] };
export interface CompiledJsonSchema {
  /** Checks a value. With defaults in the schema, `value` is a copy with those filled in. */
  check(value: unknown): JsonSchemaCheck;
}
export type CompileResult = { ok: true; schema: CompiledJsonSchema } | { ok: false; message: string };

const maxPatternLength = 1_000;
const maxErrors = 20;

/** Compiles a schema; a wrong one gives a message that says what is wrong. Never throws. */
export function compileJsonSchema(schema: JsonSchema): CompileResult {
  try {
    // Read as 2020-12 whatever dialect it names: what tools use of older ones means the same.
    const { $schema: _dialect, ...plain } = schema;
    const cost = costOf(plain);
    if (cost.size > maxSchemaSize) throw new Error(`has more than ${maxSchemaSize} members`);
    if (cost.weight > maxSchemaWeight)
      throw new Error(`has more than ${maxSchemaWeight} parts once its references are followed`);
    checkAgainstMetaSchema(plain);
    const fillsDefaults = hasDefaults(schema);
    const validate = compile(plain, cost, true);
    if (!validate) throw new Error('takes too long to compile, or nests too deep');
    const check = checkWith(cost, validate, () => compile(plain, cost, false));
    return { ok: true, schema: { check: (value) => check(fillsDefaults ? structuredClone(value) : value) } };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : 'is not JSON Schema' };
  }
}

/** Null where it takes too long, or more stack than there is. */
function compile(schema: JsonSchema, cost: SchemaCost, allErrors: boolean): ValidateFunction | null {
  const compiled = withinBudget(() => {
    const validate = newAjv(allErrors, cost).compile(schema);
    // What V8 does at the first call is part of compiling; parts may nest too deep for it.
    validate(null);
    return validate;
  }, compileMs);
  return compiled && compiled.done;
}

/** What is wrong with a schema, or null: the port that `validateDefinition` takes. */
export function checkJsonSchema(schema: JsonSchema): string | null {
  const result = compileJsonSchema(schema);
  return result.ok ? null : result.message;
}

/** Knows the meta-schema of 2020-12; compiling that takes tens of milliseconds, so it is done once, when first needed. */
let metaAjv: Ajv2020 | null = null;

function checkAgainstMetaSchema(schema: JsonSchema): void {
  metaAjv ??= new Ajv2020({ strict: false, logger: false, validateFormats: false });
  if (metaAjv.validateSchema(schema) !== true)
    throw new Error(metaAjv.errorsText(metaAjv.errors, { dataVar: 'schema' }));
}

/** One instance for each schema, so that `$id`s of tenants never meet. */
function newAjv(allErrors: boolean, { weight }: SchemaCost): Ajv2020 {
  const ajv = new Ajv2020({
    meta: false,
    validateSchema: false,
    strict: false,
    allErrors,
    useDefaults: true,
    logger: false,
    validateFormats: true,
    formats,
    // Optimizing costs more than linear time; large schemas do without.
    code: { optimize: weight < 200, regExp: Object.assign(linearPattern, { code: 'linearPattern' }) },
  });
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({ keyword: 'uniqueItems', type: 'array', schemaType: 'boolean', validate: itemsAreUnique });
  return ajv;
}

function linearPattern(pattern: string, _flags: string): { test(text: string): boolean; toString(): string } {
  if (pattern.length > maxPatternLength) throw new Error(`A pattern may have ${maxPatternLength} letters at most`);
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
  } catch {
    throw new Error(
      `The pattern ${JSON.stringify(pattern)} is not supported: patterns run in linear time, with the syntax of RE2`,
    );
  }
  // Ajv keeps patterns by their text form: without one of its own, all patterns of a schema would be the first.
  return { test: (text) => compiled.matcher(text).find(), toString: () => pattern };
}

function itemsAreUnique(wanted: boolean, items: readonly unknown[]): boolean {
  return !wanted || new Set(items.map(canonicalJson)).size === items.length;
}

/** JSON with sorted keys: equal texts are equal values (JSON Schema core, 4.2.2). */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

function hasDefaults(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false;
  if (Array.isArray(schema)) return schema.some(hasDefaults);
  return 'default' in schema || Object.values(schema).some(hasDefaults);
}

/**
 * Checks with all errors where that is cheap. Else against the clock and up to the first error, because one tenant's schema
 * and a caller's large value would hold up everybody, and a list of all errors may not fit into memory.
 */
function checkWith(
  cost: SchemaCost,
  validate: ValidateFunction,
  compileStopping: () => ValidateFunction | null,
): (value: unknown) => JsonSchemaCheck {
  let stopping: ValidateFunction | null = null;
  const resultOf = (check: ValidateFunction, value: unknown): JsonSchemaCheck =>
    check(value)
      ? { ok: true, value }
      : { ok: false, errors: (check.errors ?? []).slice(0, maxErrors).map(fieldError) };
  return (value) => {
    if (!isHeavy(cost, value)) return withinStack(() => resultOf(validate, value));
    stopping ??= compileStopping();
    const check = stopping;
    const checked = check && withinBudget(() => resultOf(check, value), checkMs);
    return checked?.done ?? { ok: false, errors: [tooMuch] };
  };
}

function withinStack(work: () => JsonSchemaCheck): JsonSchemaCheck {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) return { ok: false, errors: [tooMuch] };
    throw error;
  }
}

const tooMuch: FieldError = { path: '', code: 'too_complex', message: 'takes too long to check; send less at once' };

/** An ajv error with a path that names the missing or surplus member itself. */
function fieldError(error: ErrorObject): FieldError {
  const params = error.params as Record<string, unknown>;
  const member = (params['missingProperty'] ?? params['additionalProperty'] ?? params['unevaluatedProperty']) as
    string | undefined;
  const path =
    member === undefined
      ? error.instancePath
      : `${error.instancePath}/${member.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return { path, code: error.keyword, ...sayError(error, params) };
}

function sayError(error: ErrorObject, params: Record<string, unknown>): Said | { message: string } {
  const limit = Number(params['limit']);
  switch (error.keyword) {
    case 'required':
      return say('field_required');
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return say('field_unknown');
    case 'enum':
      return say('field_enum', { options: optionsOf(params['allowedValues'] as unknown[]) });
    case 'const':
      return say('field_const', { value: JSON.stringify(params['allowedValue']).slice(0, 200) });
    case 'type':
      return say('field_type', { type: String(params['type']) });
    case 'uniqueItems':
      return say('field_unique');
    case 'pattern':
      return say('field_pattern', { pattern: String(params['pattern']) });
    case 'format':
      return say('field_format', { format: String(params['format']) });
    case 'multipleOf':
      return say('field_multiple', { multiple: Number(params['multipleOf']) });
    default: {
      const reason = Object.hasOwn(limits, error.keyword) ? limits[error.keyword as keyof typeof limits] : undefined;
      return reason ? say(reason, { limit }) : { message: error.message ?? 'is not valid' };
    }
  }
}

const limits = {
  minimum: 'field_minimum',
  maximum: 'field_maximum',
  exclusiveMinimum: 'field_above',
  exclusiveMaximum: 'field_below',
  minLength: 'field_min_length',
  maxLength: 'field_max_length',
  minItems: 'field_min_items',
  maxItems: 'field_max_items',
} as const;

/** As many of the possible values as 500 letters hold. */
function optionsOf(values: readonly unknown[]): string[] {
  let left = 500;
  return values.map((value) => JSON.stringify(value)).filter((text) => (left -= text.length + 2) >= 0);
}
