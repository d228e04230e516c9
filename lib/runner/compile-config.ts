import type { NodeDefinition } from '#lib/kit/node-definition.ts';
import { say, type Said } from '#lib/shared/say.ts';
import { NodeFailure, type SecretText } from '#lib/kit/node-executor.ts';
import { compileTemplate } from '#lib/expressions/evaluate/compile.ts';
import type { Scope } from '#lib/expressions/evaluate/scope.ts';
import { toJson } from '#lib/expressions/evaluate/to-json.ts';
import {
  expressionsOf,
  hasExpression,
  parseTemplate,
  type ParsedExpression,
  type ParsedTemplate,
} from '#lib/expressions/parse/template.ts';
import type { LazyTemplate } from '#lib/kit/field.ts';
import type { JsonSchema } from '#lib/contracts/json-schema.ts';
import { limits } from '#lib/contracts/limits.ts';
import type { NodeTypeDescription } from '#lib/contracts/node-type.ts';
import { checkConfig } from './check-config.ts';
import { compileSecretText, ResolvedSecretText, takeSecretTexts, type SecretPlace } from './secret-text.ts';
import { asNodeFailure, withHint } from './step-error.ts';
import { compileUrl } from './url-template.ts';

/** The resolved config of a step: what the executor gets, and what the log shows (lazy fields as they were written). */
export interface ResolvedConfig {
  readonly config: unknown;
  readonly shown: unknown;
  /** Texts that name secret variables, by JSON Pointer; left out if there are none. */
  readonly secretTexts?: ReadonlyMap<string, SecretText>;
}

/** A node's config, ready to be resolved again and again. */
export interface CompiledConfig {
  /** Resolves every template, in document order, and checks the result. Throws `NodeFailure` with the field's path. */
  resolve(scope: Scope): ResolvedConfig;
  /** Expressions of the config, lazy ones too. */
  readonly expressions: readonly ParsedExpression[];
  /** Is what the log shows all that the executor got? Not with lazy fields and secrets: those are resolved again. */
  readonly shownWhole: boolean;
}

/** What the expressions of a config may take together, ms. */
const configMs = 1_000;
/** So many cannot take longer. */
const fewExpressions = configMs / limits.expressionMs;

type Resolver = { constant: true; value: unknown } | { constant: false; resolve: (scope: Scope) => unknown };
interface Compilation {
  readonly expressions: ParsedExpression[];
  /** Were lazy fields seen? Then the shown config differs from the one that the executor gets. */
  lazy: boolean;
  /** Where texts may carry secret variables. */
  readonly secretPlaces: SecretPlace[];
}

/** A lazy field in a resolved config: bound to the step's scope; shows as its text. */
class BoundTemplate implements LazyTemplate {
  readonly text: unknown;
  readonly #evaluate: (scope: Scope) => unknown;
  readonly #scope: Scope;

  constructor(text: unknown, evaluate: (scope: Scope) => unknown, scope: Scope) {
    this.text = text;
    this.#evaluate = evaluate;
    this.#scope = scope;
  }

  evaluate(extra?: { item: unknown; index: number }): unknown {
    return this.#evaluate(extra ? { ...this.#scope, ...extra, until: undefined } : this.#scope);
  }
}

/** Compiles a config once for a version. A broken template does not fail here: it fails its step. */
export function compileConfig(
  config: Readonly<Record<string, unknown>>,
  definition: NodeDefinition,
  description: NodeTypeDescription,
): CompiledConfig {
  const compilation: Compilation = { expressions: [], lazy: false, secretPlaces: [] };
  const resolver = compileValue(config, description.configSchema, '', compilation);
  const { expressions } = compilation;
  if (resolver.constant) return { resolve: constantConfig(resolver.value, definition), expressions, shownWhole: true };
  const { resolve } = resolver;
  const { lazy, secretPlaces } = compilation;
  return {
    expressions,
    shownWhole: !lazy && secretPlaces.length === 0,
    resolve(scope) {
      const isLong = expressions.length > fewExpressions;
      const resolved = resolve(isLong ? { ...scope, until: performance.now() + configMs } : scope);
      const secretTexts = secretPlaces.length === 0 ? null : takeSecretTexts(resolved, secretPlaces);
      const checked = checkConfig(definition, resolved);
      return { config: checked, shown: lazy ? withoutBindings(checked) : checked, ...(secretTexts && { secretTexts }) };
    },
  };
}

/** A config without expressions is checked once; a wrong one fails each of its steps. */
function constantConfig(value: unknown, definition: NodeDefinition): () => ResolvedConfig {
  try {
    const config = checkConfig(definition, value);
    const resolved = { config, shown: config };
    return () => resolved;
  } catch (error) {
    const failure = asNodeFailure(error);
    return () => {
      throw failure;
    };
  }
}

function compileValue(
  value: unknown,
  schema: JsonSchema | undefined,
  path: string,
  compilation: Compilation,
): Resolver {
  if (schema?.['x-literal'] === true) return { constant: true, value };
  if (schema?.['x-lazy'] === true) return compileLazy(value, path, compilation);
  if (typeof value === 'string') return compileText(value, schema, path, compilation);
  if (Array.isArray(value)) return compileList(value, schema, path, compilation);
  if (typeof value === 'object' && value !== null)
    return compileObject(value as Record<string, unknown>, schema, path, compilation);
  return { constant: true, value };
}

function compileText(text: string, schema: JsonSchema | undefined, path: string, compilation: Compilation): Resolver {
  if (!hasExpression(text)) return { constant: true, value: text };
  const parsed = parseTemplate(text);
  if (!parsed.ok) return failing(parsed.error.said, path);
  compilation.expressions.push(...expressionsOf(parsed.template));
  const evaluate = schema?.['x-encode'] === 'url' ? compileUrl(parsed.template) : evaluatorOf(parsed.template);
  const carrying = schema?.['x-secret-variables'] === true ? compileSecretText(parsed.template, evaluate) : null;
  if (carrying) {
    compilation.secretPlaces.push({ keys: path.slice(1).split('/').map(unescapePointer), pointer: path });
    return { constant: false, resolve: leaf(carrying, path) };
  }
  return { constant: false, resolve: leaf(evaluate, path) };
}

/** Evaluates one text; `undefined` stays, so that objects can drop it. */
function leaf(evaluate: (scope: Scope) => unknown, path: string): (scope: Scope) => unknown {
  return (scope) => {
    try {
      const value = evaluate(scope);
      return value === undefined || value instanceof ResolvedSecretText ? value : toJson(value);
    } catch (error) {
      throw withPath(asNodeFailure(error, path), path);
    }
  };
}

function evaluatorOf(template: ParsedTemplate): (scope: Scope) => unknown {
  const compiled = compileTemplate(template);
  return (scope) => compiled.evaluate(scope);
}

function withPath(failure: NodeFailure, path: string): NodeFailure {
  return failure.path === undefined
    ? new NodeFailure(failure.code, failure.said ?? failure.message, { path, cause: failure.cause })
    : failure;
}

function compileLazy(value: unknown, path: string, compilation: Compilation): Resolver {
  compilation.lazy = true;
  if (typeof value !== 'string' || !hasExpression(value)) {
    return failing(value === undefined || value === '' ? say('missing') : say('no_condition'), path);
  }
  const parsed = parseTemplate(value);
  if (!parsed.ok) return failing(parsed.error.said, path);
  compilation.expressions.push(...expressionsOf(parsed.template));
  const evaluate = leaf(evaluatorOf(parsed.template), path);
  return { constant: false, resolve: (scope) => new BoundTemplate(value, evaluate, scope) };
}

function failing(said: Said, path: string): Resolver {
  const failure = new NodeFailure('config_invalid', withHint(said), { path });
  return {
    constant: false,
    resolve: () => {
      throw failure;
    },
  };
}

function compileList(
  list: readonly unknown[],
  schema: JsonSchema | undefined,
  path: string,
  compilation: Compilation,
): Resolver {
  const items = schema?.['items'] as JsonSchema | undefined;
  const resolvers = list.map((element, index) => compileValue(element, items, `${path}/${index}`, compilation));
  if (resolvers.every((resolver) => resolver.constant)) return { constant: true, value: list };
  return {
    constant: false,
    resolve: (scope) =>
      resolvers.map((resolver) => (resolver.constant ? resolver.value : resolver.resolve(scope)) ?? null),
  };
}

function compileObject(
  object: Readonly<Record<string, unknown>>,
  schema: JsonSchema | undefined,
  path: string,
  compilation: Compilation,
): Resolver {
  const properties = schema?.['properties'] as Record<string, JsonSchema> | undefined;
  const others = schema?.['additionalProperties'] as JsonSchema | boolean | undefined;
  const entries = Object.entries(object).map(([key, value]) => {
    const own =
      properties && Object.hasOwn(properties, key) ? properties[key] : typeof others === 'object' ? others : undefined;
    return { key, resolver: compileValue(value, own, `${path}/${escapePointer(key)}`, compilation) };
  });
  if (entries.every(({ resolver }) => resolver.constant)) return { constant: true, value: object };
  return { constant: false, resolve: (scope) => resolveEntries(entries, scope) };
}

function resolveEntries(
  entries: readonly { key: string; resolver: Resolver }[],
  scope: Scope,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const { key, resolver } of entries) {
    const value = resolver.constant ? resolver.value : resolver.resolve(scope);
    if (value === undefined) continue;
    if (key === '__proto__')
      Object.defineProperty(result, key, { value, enumerable: true, configurable: true, writable: true });
    else result[key] = value;
  }
  return result;
}

/** The config with bound templates replaced by their texts. */
function withoutBindings(value: unknown): unknown {
  if (value instanceof BoundTemplate) return value.text;
  if (Array.isArray(value)) return value.map(withoutBindings);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withoutBindings(member)]));
}

function unescapePointer(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** RFC 6901: `~` and `/` in a reference token. */
export function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
