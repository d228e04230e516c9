import type { Evaluation } from '../callable.ts';
import { toNumber, toOptionalNumber, toText } from '../coerce.ts';
import { hint, say } from '#lib/shared/say.ts';
import { ExpressionError } from '../expression-error.ts';
import { matchList, Pattern } from '../pattern.ts';
import { collator } from './international.ts';
import { methodTable, type MethodRun } from './method-table.ts';
import { replaceText } from './replace.ts';

type TextRun = MethodRun<string>;

/** The search text of `includes` and its kin, which refuse patterns as JavaScript does. */
function search(value: unknown, name: string, evaluation: Evaluation): string {
  if (value instanceof Pattern)
    throw new ExpressionError('expression_error', hint(say('needs_text', { name }), 'hint_test_pattern'));
  return toText(value, evaluation);
}

function pad(text: string, args: readonly unknown[], name: 'padStart' | 'padEnd', evaluation: Evaluation): string {
  const length = toNumber(args[0], evaluation);
  evaluation.budget.text(Math.max(text.length, Number.isNaN(length) ? 0 : length));
  return text[name](length, args[1] === undefined ? undefined : toText(args[1], evaluation));
}

function repeat(text: string, count: number, evaluation: Evaluation): string {
  if (count >= 0) evaluation.budget.text(text.length * Math.floor(count));
  return text.repeat(count);
}

function split(text: string, separator: unknown, limit: unknown, evaluation: Evaluation): string[] {
  const most = limit === undefined ? undefined : toNumber(limit, evaluation);
  if (!(separator instanceof Pattern)) {
    const by = separator === undefined ? undefined : toText(separator, evaluation);
    evaluation.budget.text(text.length);
    const parts = by === undefined ? (most === 0 ? [] : [text]) : text.split(by, most);
    evaluation.budget.list(parts.length);
    return parts;
  }
  return splitByPattern(text, separator, most === undefined ? 2 ** 32 - 1 : most >>> 0, evaluation);
}

/** ECMAScript's `RegExp.prototype[Symbol.split]`: an empty match splits only between letters. */
function splitByPattern(text: string, pattern: Pattern, most: number, evaluation: Evaluation): string[] {
  if (text === '') return pattern.test(text, evaluation) ? [] : [text].slice(0, most);
  const parts: (string | undefined)[] = [];
  let from = 0;
  for (const { groups, index } of pattern.matches(text, evaluation)) {
    const end = index + (groups[0]?.length ?? 0);
    if (index >= text.length || (end === index && (index === from || index === 0))) continue;
    parts.push(text.slice(from, index), ...groups.slice(1));
    from = end;
  }
  parts.push(text.slice(from));
  return parts.slice(0, most) as string[];
}

function match(text: string, by: unknown, evaluation: Evaluation): unknown {
  const pattern = toPattern(by, '', evaluation);
  if (!pattern.global) {
    const [first] = pattern.matches(text, evaluation, 1);
    return first ? matchList(first, text) : null;
  }
  const all = pattern.matches(text, evaluation).map(({ groups }) => groups[0]);
  return all.length > 0 ? all : null;
}

function matchAll(text: string, by: unknown, evaluation: Evaluation): unknown[] {
  const pattern = toPattern(by, 'g', evaluation);
  if (!pattern.global) throw new ExpressionError('expression_error', say('needs_global_flag', { name: 'matchAll' }));
  return pattern.matches(text, evaluation).map((one) => matchList(one, text));
}

/** A text given where a pattern belongs is read as one. */
function toPattern(value: unknown, flags: string, evaluation: Evaluation): Pattern {
  return value instanceof Pattern ? value : new Pattern(value === undefined ? '' : toText(value, evaluation), flags);
}

function changed(make: (text: string) => string): TextRun {
  return (text, _args, { budget }) => {
    budget.text(text.length);
    return make(text);
  };
}

const reading: Record<string, TextRun> = {
  at: (text, [index], e) => text.at(toNumber(index ?? 0, e)),
  charAt: (text, [index], e) => text.charAt(toNumber(index ?? 0, e)),
  charCodeAt: (text, [index], e) => text.charCodeAt(toNumber(index ?? 0, e)),
  codePointAt: (text, [index], e) => text.codePointAt(toNumber(index ?? 0, e)),
  endsWith: (text, [part, end], e) => text.endsWith(search(part, 'endsWith', e), toOptionalNumber(end, e)),
  includes: (text, [part, from], e) => text.includes(search(part, 'includes', e), toOptionalNumber(from, e)),
  indexOf: (text, [part, from], e) => text.indexOf(toText(part, e), toOptionalNumber(from, e)),
  lastIndexOf: (text, [part, from], e) => text.lastIndexOf(toText(part, e), toOptionalNumber(from, e)),
  localeCompare: (text, [other, locale, options], e) => collator(locale, options).compare(text, toText(other, e)),
  isWellFormed: (text) => text.isWellFormed(),
  match: (text, [by], e) => match(text, by, e),
  matchAll: (text, [by], e) => matchAll(text, by, e),
  search: (text, [by], e) => toPattern(by, '', e).matches(text, e, 1)[0]?.index ?? -1,
  startsWith: (text, [part, from], e) => text.startsWith(search(part, 'startsWith', e), toOptionalNumber(from, e)),
  toString: (text: string) => text,
  valueOf: (text: string) => text,
};

const making: Record<string, TextRun> = {
  concat: (text, others, e) => {
    const texts = others.map((other) => toText(other, e));
    e.budget.text(texts.reduce((sum, other) => sum + other.length, text.length));
    return text.concat(...texts);
  },
  normalize: (text, [form], e) => {
    e.budget.text(text.length * 3);
    return text.normalize(form === undefined ? undefined : toText(form, e));
  },
  padEnd: (text, args, e) => pad(text, args, 'padEnd', e),
  padStart: (text, args, e) => pad(text, args, 'padStart', e),
  repeat: (text, [count], e) => repeat(text, toNumber(count, e), e),
  replace: (text, [by, replacement], e) => replaceText(text, by, replacement, false, e),
  replaceAll: (text, [by, replacement], e) => replaceText(text, by, replacement, true, e),
  slice: (text, [start, end], e) => text.slice(toOptionalNumber(start, e), toOptionalNumber(end, e)),
  split: (text, [separator, limit], e) => split(text, separator, limit, e),
  substr: (text, [start, length], e) =>
    text.slice(...substrRange(text, toNumber(start ?? 0, e), toOptionalNumber(length, e))),
  substring: (text, [start, end], e) => text.substring(toNumber(start ?? 0, e), toOptionalNumber(end, e)),
  toLocaleLowerCase: changed((text) => text.toLocaleLowerCase('en-US')),
  toLocaleUpperCase: changed((text) => text.toLocaleUpperCase('en-US')),
  toLowerCase: changed((text) => text.toLowerCase()),
  toUpperCase: changed((text) => text.toUpperCase()),
  toWellFormed: changed((text) => text.toWellFormed()),
  trim: changed((text) => text.trim()),
  trimEnd: changed((text) => text.trimEnd()),
  trimStart: changed((text) => text.trimStart()),
};

function substrRange(text: string, start: number, length: number | undefined): [number, number] {
  const from = start < 0 ? Math.max(0, text.length + Math.trunc(start)) : Math.trunc(start) || 0;
  return [from, length === undefined ? text.length : from + Math.max(0, Math.trunc(length) || 0)];
}

export const stringMethods = methodTable<string>(
  'texts',
  (value) => typeof value === 'string',
  (text) => text.length,
  { ...reading, ...making },
);
