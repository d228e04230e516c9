import { compileTemplate, type Scope } from '../compile.ts';
import { ExpressionError } from '../expression-error.ts';
import { toJson } from '../to-json.ts';
import { parseTemplate } from '../../parse/template.ts';
import type { JsonValue } from '#lib/shared/json.ts';

/** A scope for tests; `over` replaces names. */
export function aScope(over: Partial<Scope> = {}): Scope {
  const input = {
    name: 'Ada',
    n: 4,
    list: [3, 1, 2],
    people: [
      { name: 'Bo', age: 30 },
      { name: 'Al', age: 20 },
    ],
    nothing: null,
    nested: { a: { b: [{ c: 'deep' }] } },
  };
  return {
    input,
    steps: { find: { items: [1, 2] }, skipped: undefined },
    vars: { REGION: 'eu' },
    run: { id: 'run-1' },
    now: Date.UTC(2026, 10, 20, 9, 30),
    ...over,
  };
}

/** The value of a template text, before it leaves. */
export function evaluate(text: string, over: Partial<Scope> = {}): unknown {
  const parsed = parseTemplate(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.error.said.message}`);
  return compileTemplate(parsed.template).evaluate(aScope(over));
}

/** The value of one expression as it leaves. */
export function valueOf(source: string, over: Partial<Scope> = {}): JsonValue {
  return toJson(evaluate(`{{${source}}}`, over));
}

/** The error of one expression; fails if there is none or if it is of another kind. */
export function errorOf(source: string, over: Partial<Scope> = {}): ExpressionError {
  try {
    valueOf(source, over);
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error(`${source} was evaluated`);
}
