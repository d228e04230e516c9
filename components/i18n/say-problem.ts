import { fillText, type Params } from '#lib/shared/fill-text.ts';

/** The texts of problems and errors in a language other than English, whose texts come with the problems themselves. */
export interface ProblemTexts {
  /** By `params.reason`, the same keys as `texts` of `#lib/shared/say.ts`. */
  readonly texts: Readonly<Record<string, string>>;
  /** For HTTP problems without a reason, by `code`. */
  readonly codes: Readonly<Record<string, string>>;
  /** Kinds of values. */
  readonly words: Readonly<Record<string, string>>;
  /** What stands before a text: the node, the field, both; and the word between kinds of values. */
  readonly place: Readonly<Record<'node' | 'field' | 'nodeAndField' | 'or', string>>;
}

/** A problem of validation, an error of a step or a run, a wrong field, or an HTTP problem. */
export interface Sayable {
  readonly message: string;
  readonly hint?: string | undefined;
  readonly params?: Params | undefined;
  /** Of a step's error: the node and its field. */
  readonly key?: string | undefined;
  readonly path?: string | undefined;
}

export interface SaidText {
  message: string;
  hint: string | undefined;
}

/** Says it in the language of `known`; what this catalogue does not know stays as it came, in English. */
export function sayProblem(item: Sayable, known: ProblemTexts | null): SaidText {
  const asItCame = { message: item.message, hint: item.hint };
  const { params } = item;
  const text = known && params && textOf(known, params['reason']);
  if (!known || !params || text === undefined || text === null) return asItCame;
  const words = fillText(text, params, known.words, known.place.or);
  const hintText = textOf(known, params['hint']);
  const hint = hintText === undefined ? undefined : fillText(hintText, params, known.words, known.place.or);
  const message = placeBefore(text, item, known) + words;
  // The error of a step has its hint in the message.
  return item.hint === undefined && hint !== undefined
    ? { message: `${message} ${hint}`, hint: undefined }
    : { message, hint };
}

/** An HTTP problem: by its reason, else by its code. */
export function sayHttpProblem(item: Sayable & { code: string }, known: ProblemTexts | null): string {
  if (!known || textOf(known, item.params?.['reason']) !== undefined) return sayProblem(item, known).message;
  return Object.hasOwn(known.codes, item.code) ? known.codes[item.code]! : item.message;
}

function textOf(known: ProblemTexts, key: unknown): string | undefined {
  return typeof key === 'string' && Object.hasOwn(known.texts, key) ? known.texts[key] : undefined;
}

function placeBefore(text: string, { params, key, path }: Sayable, { place, words }: ProblemTexts): string {
  const node = text.includes('{node}') ? undefined : (params?.['node'] ?? key);
  const field = params?.['field'] ?? (key !== undefined && path ? path.slice(1) : undefined);
  if (node !== undefined && field !== undefined) return fillText(place.nodeAndField, { node, field }, words);
  if (node !== undefined) return fillText(place.node, { node }, words);
  return field === undefined ? '' : fillText(place.field, { field }, words);
}
