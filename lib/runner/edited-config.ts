import { isDeepStrictEqual } from 'node:util';
import type { JsonSchema } from '#lib/contracts/json-schema.ts';
import type { NodeTypeDescription } from '#lib/contracts/node-type.ts';
import { hasExpression } from '#lib/expressions/parse/template.ts';
import type { FieldError } from '#lib/shared/app-error.ts';
import { say, type Said } from '#lib/shared/say.ts';
import { escapePointer, type CompiledConfig } from './compile-config.ts';
import type { CompiledNode } from './compile-workflow.ts';
import { asNodeFailure } from './step-error.ts';

type Config = Readonly<Record<string, unknown>>;

/**
 * A step's input as a person edited it for a retry, as a config again. What it says stands as it is, braces too; where it
 * has the text of the definition, that is a template as ever. Literal and lazy fields, and texts with secrets, are always
 * those of the definition.
 */
export function editedConfig(edited: Config, written: Config, { configSchema }: NodeTypeDescription): Config {
  return merged(edited, written, configSchema) as Config;
}

function merged(edited: unknown, written: unknown, schema: JsonSchema | undefined): unknown {
  if (isFixed(schema)) return written === undefined ? edited : written;
  if (typeof edited === 'string') {
    if (edited === written || keepsSecret(edited, written, schema)) return written;
    return edited.replaceAll('{{', '{{ "{{" }}');
  }
  if (typeof edited !== 'object' || edited === null) return edited;
  if (Array.isArray(edited))
    return edited.map((each, index) => merged(each, memberOf(written, index), schemaOf(schema, index)));
  return Object.fromEntries(
    Object.entries(edited).map(([key, value]) => [key, merged(value, memberOf(written, key), schemaOf(schema, key))]),
  );
}

interface EditedStep {
  edited: Config;
  /** The input that the run recorded; left out if it never came to one. */
  recorded?: unknown;
}

/** What is wrong with an edited input, by its places: what may not be changed, and what does not fit the node. */
export function faultsOfEdit({ planned, edited: compile }: CompiledNode, step: EditedStep): FieldError[] {
  const { configSchema } = planned.description;
  const faults: FieldError[] = [];
  const recorded = step.recorded ?? planned.node.config;
  compare(step.edited, { recorded, written: planned.node.config, schema: configSchema, path: '', faults });
  if (faults.length > 0) return faults;
  const compiled = compile(step.edited);
  return compiled.expressions.length === 0 ? faultsOfConstant(compiled) : [];
}

interface Comparison {
  recorded: unknown;
  written: unknown;
  schema: JsonSchema | undefined;
  path: string;
  faults: FieldError[];
}

function compare(edited: unknown, { recorded, written, schema, path, faults }: Comparison): void {
  if (isDeepStrictEqual(edited, recorded) || isDeepStrictEqual(edited, written)) return;
  if (isFixed(schema)) return void faults.push(fault(path, say('edit_of_fixed')));
  if (typeof edited === 'string' && hasExpression(edited)) {
    const isSecret = keepsSecret(edited, written, schema);
    return void faults.push(fault(path, say(isSecret ? 'edit_of_secret' : 'edit_with_expression')));
  }
  const keys = new Set([...keysOf(edited), ...keysOf(recorded), ...keysOf(written)]);
  for (const key of keys) {
    compare(memberOf(edited, key), {
      recorded: memberOf(recorded, key),
      written: memberOf(written, key),
      schema: schemaOf(schema, key),
      path: `${path}/${escapePointer(String(key))}`,
      faults,
    });
  }
}

/** Nothing is left to be resolved: what the step would fail with is known now. */
function faultsOfConstant(compiled: CompiledConfig): FieldError[] {
  try {
    compiled.resolve({} as never);
    return [];
  } catch (error) {
    const { said, message, path = '' } = asNodeFailure(error);
    return [fault(path, said ?? say('own_words', { text: message }))];
  }
}

const fault = (path: string, said: Said): FieldError => ({ path, code: 'config_invalid', ...said });

const isFixed = (schema: JsonSchema | undefined): boolean =>
  schema?.['x-literal'] === true || schema?.['x-lazy'] === true;

/** The log shows names in the places of secrets. */
function keepsSecret(edited: string, written: unknown, schema: JsonSchema | undefined): boolean {
  if (schema?.['x-secret-variables'] !== true) return false;
  return typeof written === 'string' && hasExpression(written) && hasExpression(edited);
}

function keysOf(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

function memberOf(value: unknown, key: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string | number, unknown>)[key];
}

function schemaOf(schema: JsonSchema | undefined, key: string | number): JsonSchema | undefined {
  const items = schema?.['items'] as JsonSchema | undefined;
  if (items && schema?.['type'] === 'array') return items;
  const properties = schema?.['properties'] as Record<string, JsonSchema> | undefined;
  if (properties && Object.hasOwn(properties, key)) return properties[key];
  const others = schema?.['additionalProperties'] as JsonSchema | boolean | undefined;
  return typeof others === 'object' ? others : undefined;
}
