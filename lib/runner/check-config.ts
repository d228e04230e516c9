import type { z } from 'zod';
import type { NodeDefinition } from '#lib/kit/node-definition.ts';
import { NodeFailure } from '#lib/kit/node-executor.ts';
import { say, type Said } from '#lib/shared/say.ts';

type Issue = z.core.$ZodIssue;

/**
 * Checks a resolved config by the type's schema and fills in defaults (`semantics.md`, "Values"). A wholly numeric text
 * passes as number, number and boolean as text, nothing else is converted. Throws `config_invalid` with the first
 * wrong place.
 */
export function checkConfig(definition: NodeDefinition, config: unknown): unknown {
  const parsed = definition.config.safeParse(config);
  if (parsed.success) return parsed.data;
  const converted = convert(config, parsed.error.issues);
  if (converted.changed) {
    const again = definition.config.safeParse(converted.value);
    if (again.success) return again.data;
    throw invalidConfig(again.error.issues[0]!, converted.value);
  }
  throw invalidConfig(parsed.error.issues[0]!, config);
}

interface Wanted {
  path: readonly PropertyKey[];
  expected: string;
}

/** The type that each wrong place was expected to have; of a union, those of its members. */
function wantedTypes(issue: Issue, prefix: readonly PropertyKey[] = []): Wanted[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'invalid_type') return [{ path, expected: issue.expected }];
  if (issue.code === 'invalid_union') return issue.errors.flat().flatMap((inner) => wantedTypes(inner, path));
  return [];
}

function convert(config: unknown, issues: readonly Issue[]): { changed: boolean; value: unknown } {
  let value = config;
  let changed = false;
  for (const { path, expected } of issues.flatMap((issue) => wantedTypes(issue))) {
    const current = valueAt(value, path);
    const next = convertValue(current, expected);
    if (next === current) continue;
    value = replaceAt(value, path, next);
    changed = true;
  }
  return { changed, value };
}

const numeric = /^\s*-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*$/;

function convertValue(value: unknown, expected: string): unknown {
  if (expected === 'number' || expected === 'int')
    return typeof value === 'string' && numeric.test(value) ? Number(value) : value;
  if (expected === 'string') return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  // A field for any value whose template gave `undefined`.
  if (expected === 'nonoptional') return value ?? null;
  return value;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<PropertyKey, unknown>)[key];
  }
  return at;
}

/** A copy with one place replaced; the rest is shared. */
function replaceAt(value: unknown, path: readonly PropertyKey[], next: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return next;
  if (typeof value !== 'object' || value === null) return value;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<PropertyKey, unknown>;
  copy[key] = replaceAt(copy[key], rest, next);
  return copy;
}

function invalidConfig(issue: Issue, config: unknown): NodeFailure {
  const deepest = deepestIssue(issue);
  const path = deepest.path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  return new NodeFailure('config_invalid', issueText(deepest.issue, valueAt(config, deepest.path)), { path });
}

/** Of a union, the member that got furthest. */
function deepestIssue(issue: Issue, prefix: readonly PropertyKey[] = []): { issue: Issue; path: PropertyKey[] } {
  const path = [...prefix, ...issue.path];
  if (issue.code !== 'invalid_union') return { issue, path };
  const inner = issue.errors.flat().map((one) => deepestIssue(one, path));
  const best = inner.reduce<{ issue: Issue; path: PropertyKey[] } | null>(
    (a, b) => (a === null || b.path.length > a.path.length ? b : a),
    null,
  );
  return best && best.path.length > path.length ? best : { issue, path };
}

const kinds: Readonly<Record<string, string>> = { string: 'text', int: 'integer', array: 'list', record: 'object' };

function issueText(issue: Issue, value: unknown): Said | string {
  if (value === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_union')) return say('missing');
  switch (issue.code) {
    case 'invalid_type':
      return say('expected_got', { expected: kinds[issue.expected] ?? issue.expected, got: typeName(value) });
    case 'invalid_value':
      return say('expected_option', { options: issue.values.map(String), got: typeName(value) });
    case 'unrecognized_keys':
      return say('unknown_config_field', { fields: issue.keys.map((key) => `"${key}"`) });
    case 'invalid_union':
      return say('impossible_value', { got: typeName(value) });
    default:
      return issue.message;
  }
}

/** What kind of value it is: a word of `#lib/shared/texts/words.ts`, with the value of numbers and booleans. */
export function typeName(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'string') return value === '' ? 'empty' : 'text';
  return typeof value === 'object' ? 'object' : `${typeof value} ${String(value)}`;
}
