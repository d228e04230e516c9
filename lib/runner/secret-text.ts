import { compileTemplate } from '#lib/expressions/evaluate/compile.ts';
import type { Scope } from '#lib/expressions/evaluate/scope.ts';
import { isSecretName } from '#lib/expressions/evaluate/secret-names.ts';
import { variableAlone } from '#lib/expressions/parse/references.ts';
import type { ParsedTemplate } from '#lib/expressions/parse/template.ts';
import type { SecretText } from '#lib/kit/node-executor.ts';

type Evaluate = (scope: Scope) => unknown;
type Part = string | { variable: string | null; text: Evaluate };

/** A text with secret variables, as a resolved config holds it for a moment: `shown` has their names, not their values. */
export class ResolvedSecretText {
  readonly text: SecretText;
  readonly shown: string;

  constructor(text: SecretText) {
    this.text = text;
    this.shown = text.map((part) => (typeof part === 'string' ? part : `{{ vars.${part.variable} }}`)).join('');
  }
}

/**
 * Compiles a text in which `{{ vars.NAME }}` may stand for a secret variable. Gives a `ResolvedSecretText` if one of
 * the workspace's secrets is named that way, else what the template gives anywhere. Null: it names no variable alone.
 */
export function compileSecretText(template: ParsedTemplate, evaluate: Evaluate): Evaluate | null {
  if (template.kind === 'text') return null;
  const pieces = template.kind === 'value' ? [template.expression] : template.parts;
  const parts = pieces.map((piece): Part => {
    if (typeof piece === 'string') return piece;
    const compiled = compileTemplate({ kind: 'mixed', parts: [piece] });
    return { variable: variableAlone(piece), text: (scope) => compiled.evaluate(scope) };
  });
  const names = parts.flatMap((part) => (typeof part === 'string' || part.variable === null ? [] : [part.variable]));
  if (names.length === 0) return null;
  return (scope) => {
    const isSecret = (name: string | null): name is string => name !== null && isSecretName(scope.vars, name);
    if (!names.some(isSecret)) return evaluate(scope);
    return new ResolvedSecretText(
      parts.map((part) => {
        if (typeof part === 'string') return part;
        return isSecret(part.variable) ? { variable: part.variable } : String(part.text(scope));
      }),
    );
  };
}

/**
 * Takes the texts with secrets out of a resolved config, which was made for this step alone: names take their places.
 * What was taken is known by its JSON Pointer.
 */
export function takeSecretTexts(config: unknown, places: readonly SecretPlace[]): ReadonlyMap<string, SecretText> {
  const taken = new Map<string, SecretText>();
  for (const { keys, pointer } of places) {
    const last = keys.at(-1)!;
    const holder = keys.slice(0, -1).reduce((at, key) => at?.[key] as Holder | undefined, config as Holder | undefined);
    const value = holder?.[last];
    if (!(value instanceof ResolvedSecretText)) continue;
    holder![last] = value.shown;
    taken.set(pointer, value.text);
  }
  return taken;
}

/** Where in a config a text may carry secrets. */
export interface SecretPlace {
  keys: readonly string[];
  pointer: string;
}
type Holder = Record<string, unknown>;
