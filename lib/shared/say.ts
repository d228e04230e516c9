import { fillText, type Params } from './fill-text.ts';
import { expressionTexts } from './texts/expressions.ts';
import { requestTexts } from './texts/requests.ts';
import { stepTexts } from './texts/steps.ts';
import { validationTexts } from './texts/validation.ts';
import { words } from './texts/words.ts';

/** Every text that a problem or an error may hold, in English: what programs and assistants read. */
export const texts = { ...validationTexts, ...expressionTexts, ...stepTexts, ...requestTexts } as const;
type TextKey = keyof typeof texts;

/** Names in braces of a text; `{{ }}` and `{ a, b }` are none. */
type Places<T extends string> = T extends `${string}{${infer After}`
  ? After extends `${infer Name}}${infer Rest}`
    ? Name extends '' | `${string}${' ' | '{' | ',' | '.'}${string}`
      ? Places<After>
      : Name | Places<Rest>
    : never
  : never;
type Values<K extends TextKey> = Record<Places<(typeof texts)[K]>, string | number | readonly string[]>;
type Given<K extends TextKey> = [Places<(typeof texts)[K]>] extends [never] ? [] : [values: Values<K>];

/**
 * A text in English, and what it takes to say the same in another language: `params.reason` is its key, `params.hint`
 * that of the hint, and the rest are the values in them.
 */
export interface Said {
  readonly message: string;
  readonly hint?: string;
  readonly params: Params;
}

/** Says a text. Costs something, so call it where a failure is made, never on the way of success. */
export function say<K extends TextKey>(key: K, ...[values]: Given<K>): Said {
  const params = { reason: key, ...values } as Params;
  return { message: fillText(texts[key], params, words), params };
}

/** The same with a hint. */
export function hint<K extends TextKey>(said: Said, key: K, ...[values]: Given<K>): Said {
  const params = { ...said.params, hint: key, ...values } as Params;
  return { message: said.message, hint: fillText(texts[key], params, words), params };
}
