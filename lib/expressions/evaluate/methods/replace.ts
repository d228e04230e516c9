import { Callable, type Evaluation } from '../callable.ts';
import { toText } from '../coerce.ts';
import { say } from '#lib/shared/say.ts';
import { ExpressionError } from '../expression-error.ts';
import { Pattern, type Match } from '../pattern.ts';

/** `text.replace` and `text.replaceAll`, for texts and patterns, with a text or a function. */
export function replaceText(
  text: string,
  by: unknown,
  replacement: unknown,
  all: boolean,
  evaluation: Evaluation,
): string {
  if (by instanceof Pattern && all && !by.global)
    throw new ExpressionError('expression_error', say('needs_global_flag', { name: 'replaceAll' }));
  const matches =
    by instanceof Pattern
      ? by.matches(text, evaluation, by.global ? Infinity : 1)
      : textMatches(text, toText(by, evaluation), all, evaluation);
  const replace = replacer(text, replacement, evaluation);
  const parts: string[] = [];
  let length = 0;
  let from = 0;
  for (const match of matches) {
    const between = text.slice(from, match.index);
    const written = replace(match);
    length += between.length + written.length;
    evaluation.budget.text(written.length);
    parts.push(between, written);
    from = match.index + (match.groups[0]?.length ?? 0);
  }
  parts.push(text.slice(from));
  evaluation.budget.text(length + text.length - from);
  return parts.join('');
}

function textMatches(text: string, part: string, all: boolean, evaluation: Evaluation): Match[] {
  const matches: Match[] = [];
  let at = text.indexOf(part);
  while (at >= 0) {
    matches.push({ groups: [part], index: at, named: undefined });
    evaluation.budget.work(1);
    if (!all || at >= text.length) break;
    at = text.indexOf(part, at + Math.max(1, part.length));
  }
  return matches;
}

function replacer(text: string, replacement: unknown, evaluation: Evaluation): (match: Match) => string {
  if (replacement instanceof Callable) {
    return ({ groups, index, named }) =>
      toText(replacement.call(undefined, [...groups, index, text, ...(named ? [named] : [])], evaluation), evaluation);
  }
  const written = toText(replacement, evaluation);
  if (!written.includes('$')) return () => written;
  return (match) => expand(written, match, text, evaluation);
}

/** ECMAScript's GetSubstitution: `$$`, `$&`, `` $` ``, `$'`, `$1`, `$<name>`. */
function expand(template: string, { groups, index, named }: Match, text: string, evaluation: Evaluation): string {
  const whole = groups[0] ?? '';
  const count = groups.length - 1;
  return template.replace(/\$(?:\$|&|`|'|\d{1,2}|<[^>]*>)/g, (sign) => {
    const written = substitute(sign);
    evaluation.budget.text(written.length);
    return written;
  });
  function substitute(sign: string): string {
    const kind = sign[1]!;
    if (kind === '$') return '$';
    if (kind === '&') return whole;
    if (kind === '`') return text.slice(0, index);
    if (kind === "'") return text.slice(index + whole.length);
    if (kind === '<') return named ? (named[sign.slice(2, -1)] ?? '') : sign;
    const two = Number(sign.slice(1));
    if (two >= 1 && two <= count) return groups[two] ?? '';
    const one = Number(kind);
    return one >= 1 && one <= count ? (groups[one] ?? '') + sign.slice(2) : sign;
  }
}
