import { hint, say } from '#lib/shared/say.ts';
import type { ParsedExpression, ParsedTemplate } from '../parse/template.ts';
import { Budget } from './budget.ts';
import type { Evaluation } from './callable.ts';
import { compileExpression } from './compile-expression.ts';
import { asExpressionError, ExpressionError } from './expression-error.ts';
import type { Scope } from './scope.ts';
import type { Closure } from './surroundings.ts';
import { toJson } from './to-json.ts';

export type { Scope } from './scope.ts';

/** A template that is ready to be evaluated, as often as needed. */
export interface CompiledTemplate {
  /** It has no `{{ }}`: it is the same text in every scope. */
  readonly constant: boolean;
  /**
   * The value of the one `{{ }}`, or the text that a mixed template makes. The value may hold what JSON cannot
   * (`undefined`, dates, ...): `toJson` is the gate. Throws `ExpressionError` and nothing else.
   */
  evaluate(scope: Scope): unknown;
}

/** Compiles a parsed template to closures; once for each version of a workflow. Never throws. */
export function compileTemplate(template: ParsedTemplate): CompiledTemplate {
  switch (template.kind) {
    case 'text':
      return { constant: true, evaluate: () => template.text };
    case 'value': {
      const closure = compileParsed(template.expression);
      return { constant: false, evaluate: (scope) => evaluateSafely(scope, closure) };
    }
    case 'mixed': {
      const parts = template.parts.map((part) => (typeof part === 'string' ? part : compileParsed(part)));
      return {
        constant: false,
        evaluate: (scope) => evaluateSafely(scope, (frame) => joinParts(parts, frame.evaluation)),
      };
    }
  }
}

function compileParsed(expression: ParsedExpression): Closure {
  try {
    return compileExpression(expression.ast, { source: expression.source, names: [], compile: compileExpression });
  } catch (error) {
    const failure = asExpressionError(error);
    return () => {
      throw failure;
    };
  }
}

function evaluateSafely(scope: Scope, closure: Closure): unknown {
  if (scope.until !== undefined && performance.now() > scope.until) {
    throw new ExpressionError('limit_exceeded', hint(say('expressions_too_slow'), 'hint_heavy_work'));
  }
  try {
    return closure({ evaluation: { scope, budget: new Budget() }, slots: [], parent: null });
  } catch (error) {
    throw asExpressionError(error);
  }
}

function joinParts(parts: readonly (string | Closure)[], evaluation: Evaluation): string {
  let text = '';
  for (const part of parts) {
    text += typeof part === 'string' ? part : textOf(part({ evaluation, slots: [], parent: null }));
    if (text.length > 1_024) evaluation.budget.text(text.length);
  }
  return text;
}

/** A value inside a text: null and undefined vanish, lists and objects are compact JSON, dates ISO. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  if (typeof value !== 'object') return String(value);
  const json = toJson(value);
  return typeof json === 'string' ? json : JSON.stringify(json);
}
