import type { JsonSchema } from '#lib/contracts/json-schema.ts';
import type { ParameterOverride } from '#lib/contracts/server-settings.ts';
import { compileJsonSchema, type JsonSchemaCheck } from '#lib/runner/json-schema.ts';
import type { CompiledTool } from '#lib/runner/tools.ts';
import type { FieldError } from '#lib/shared/app-error.ts';
import { isJsonObject, type JsonValue } from '#lib/shared/json.ts';
import { pointerOf } from '#lib/shared/json-pointer.ts';
import { say, type Said } from '#lib/shared/say.ts';

/** A setting that does not fit the tools of a version. `path` is a JSON Pointer into the settings. */
export interface OverrideFault {
  path: string;
  code: string;
  said: Said;
}

type Overrides = Readonly<Record<string, ParameterOverride>>;

/** Words beside `properties` that may speak of a parameter by its name. */
const NAMING = [
  '$ref',
  '$dynamicRef',
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'if',
  'dependentRequired',
  'dependentSchemas',
  'dependencies',
  'patternProperties',
  'propertyNames',
] as const;

/** The parameters of one tool, as its settings change them. */
interface Plan {
  properties: Readonly<Record<string, unknown>>;
  /** Original names of what callers see under another name, by that name. */
  renamed: Map<string, string>;
  /** Callers do not see these. */
  hidden: Set<string>;
  presets: Map<string, JsonValue>;
  descriptions: Map<string, string>;
}

/**
 * A tool whose parameters look as the settings say. What names a parameter that is gone is passed over; what hides or fixes one stays in
 * force even where it does not fit any more (then calls fail, and say so), so that a new version never shows what was hidden.
 */
export function withParameters(
  tool: CompiledTool,
  overrides: Overrides,
  path: string,
): { tool: CompiledTool; faults: OverrideFault[] } {
  const { plan, faults } = planOf(tool.inputSchema, overrides, path);
  const { renamed, hidden, descriptions } = plan;
  if (renamed.size + hidden.size + descriptions.size === 0) return { tool, faults };
  const inputSchema = shownSchema(tool.inputSchema, plan);
  const validateInput = renamed.size + hidden.size === 0 ? tool.validateInput : inputCheck(tool, plan);
  return { tool: { ...tool, inputSchema, validateInput }, faults };
}

function planOf(schema: JsonSchema, overrides: Overrides, path: string): { plan: Plan; faults: OverrideFault[] } {
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  const faults: OverrideFault[] = [];
  const plan: Plan = {
    properties,
    renamed: new Map(),
    hidden: new Set(),
    presets: new Map(),
    descriptions: new Map(),
  };
  const isNamed = NAMING.some((word) => schema[word] !== undefined);
  for (const [name, override] of Object.entries(overrides)) {
    const at = path + pointerOf(name);
    const fault = (code: string, said: Said): void => void faults.push({ path: at, code, said });
    if (!Object.hasOwn(properties, name)) {
      fault('unknown_parameter', say('override_unknown_parameter', { input: name }));
      continue;
    }
    if (override.preset !== undefined || override.hidden) {
      plan.hidden.add(name);
      if (override.preset !== undefined) plan.presets.set(name, override.preset.value);
      const unfit = unfitOf(schema, name, override, required);
      if (unfit) fault('does_not_fit', unfit);
      continue;
    }
    if (override.description !== undefined) plan.descriptions.set(name, override.description);
    if (override.name === undefined || override.name === name) continue;
    if (isNamed) fault('cannot_rename', say('override_cannot_rename', { input: name }));
    else if (plan.renamed.has(override.name))
      fault('name_taken', say('override_parameter_taken', { input: name, name: override.name }));
    else plan.renamed.set(override.name, name);
  }
  return { plan: withoutClashes(plan, path, faults), faults };
}

/** Why a parameter cannot be hidden like this; null: it can. */
function unfitOf(
  schema: JsonSchema,
  name: string,
  { preset }: ParameterOverride,
  required: readonly unknown[],
): Said | null {
  const property = (schema['properties'] as Record<string, unknown>)[name];
  if (preset === undefined) {
    const fills = isJsonObject(property) && property['default'] !== undefined;
    return required.includes(name) && !fills ? say('override_required', { input: name }) : null;
  }
  if (!isJsonObject(property)) return property === false ? say('override_preset', { input: name }) : null;
  const { $defs, definitions } = schema;
  const compiled = compileJsonSchema({
    ...property,
    ...($defs ? { $defs } : {}),
    ...(definitions ? { definitions } : {}),
  });
  return compiled.ok && compiled.schema.check(preset.value).ok ? null : say('override_preset', { input: name });
}

/** Two parameters under one name: the one that was renamed keeps its own. */
function withoutClashes(plan: Plan, path: string, faults: OverrideFault[]): Plan {
  for (;;) {
    const sources = new Set(plan.renamed.values());
    const clash = [...plan.renamed].find(([shown]) => Object.hasOwn(plan.properties, shown) && !sources.has(shown));
    if (!clash) return plan;
    const [name, input] = clash;
    plan.renamed.delete(name);
    const said = say('override_parameter_taken', { input, name });
    faults.push({ path: path + pointerOf(input), code: 'name_taken', said });
  }
}

function shownSchema(schema: JsonSchema, plan: Plan): JsonSchema {
  const shownOf = new Map([...plan.renamed].map(([shown, original]) => [original, shown]));
  const properties = Object.entries(plan.properties)
    .filter(([name]) => !plan.hidden.has(name))
    .map(([name, property]) => [shownOf.get(name) ?? name, described(property, plan.descriptions.get(name))]);
  const required: unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  const needs = required
    .filter((name) => typeof name !== 'string' || !plan.hidden.has(name))
    .map((name) => (typeof name === 'string' ? (shownOf.get(name) ?? name) : name));
  const { required: _required, examples: _examples, default: _default, ...rest } = schema;
  return {
    ...rest,
    properties: Object.fromEntries(properties) as Record<string, unknown>,
    ...(needs.length > 0 && { required: needs }),
  };
}

function described(property: unknown, description: string | undefined): unknown {
  if (description === undefined) return property;
  return { ...(isJsonObject(property) ? property : {}), description };
}

/** Puts what a caller sent under the names that the workflow knows, adds what is fixed, and says faults in the caller's words. */
function inputCheck(tool: CompiledTool, plan: Plan): CompiledTool['validateInput'] {
  const shownOf = new Map([...plan.renamed].map(([shown, original]) => [original, shown]));
  const isClosed = tool.inputSchema['additionalProperties'] === false;
  return (value): JsonSchemaCheck => {
    if (!isJsonObject(value)) return tool.validateInput(value);
    const given: [string, unknown][] = [];
    const errors: FieldError[] = [];
    for (const [name, one] of Object.entries(value)) {
      const original = plan.renamed.get(name);
      if (original !== undefined) given.push([original, one]);
      else if (!plan.hidden.has(name) && !shownOf.has(name)) given.push([name, one]);
      else if (isClosed) errors.push({ path: pointerOf(name), code: 'unknown', ...say('no_such_field') });
    }
    if (errors.length > 0) return { ok: false, errors };
    for (const [name, preset] of plan.presets) given.push([name, structuredClone(preset)]);
    const checked = tool.validateInput(Object.fromEntries(given));
    return checked.ok
      ? checked
      : { ok: false, errors: checked.errors.map((error) => inCallersWords(error, plan, shownOf)) };
  };
}

function inCallersWords(error: FieldError, plan: Plan, shownOf: ReadonlyMap<string, string>): FieldError {
  for (const name of plan.hidden) {
    if (isBelow(error.path, name)) return { path: '', code: 'server_settings', ...say('override_unfit') };
  }
  for (const [original, shown] of shownOf) {
    const from = pointerOf(original);
    if (isBelow(error.path, original)) return { ...error, path: pointerOf(shown) + error.path.slice(from.length) };
  }
  return error;
}

function isBelow(path: string, name: string): boolean {
  const top = pointerOf(name);
  return path === top || path.startsWith(`${top}/`);
}
