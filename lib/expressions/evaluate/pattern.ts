import { RE2JS } from 're2js';
import { callables, Opaque, type Callable, type Evaluation } from './callable.ts';
import { hint, say } from '#lib/shared/say.ts';
import { ExpressionError } from './expression-error.ts';

/** Instructions of the compiled pattern times letters of the text: about 100 ms in the slowest case. */
const maxEffort = 20_000_000;
const maxPatternLength = 1_000;

/** One match: the whole, its groups, and where it is. */
export interface Match {
  groups: (string | undefined)[];
  index: number;
  named: Record<string, string | undefined> | undefined;
}

/** A regular expression on a linear-time engine (RE2). It keeps no `lastIndex`: each use starts at the beginning. */
export class Pattern extends Opaque {
  readonly source: string;
  readonly flags: string;
  readonly #compiled: RE2JS;

  constructor(source: string, flags: string) {
    super();
    this.source = source;
    this.flags = flags;
    this.#compiled = compilePattern(source, flags);
  }

  get global(): boolean {
    return this.flags.includes('g');
  }

  get text(): string {
    return `/${this.source}/${this.flags}`;
  }

  test(text: string, evaluation: Evaluation): boolean {
    this.#checkEffort(text, evaluation);
    return this.#compiled.matcher(text).find();
  }

  /** The matches from left to right, at most `limit`. */
  matches(text: string, evaluation: Evaluation, limit = Infinity): Match[] {
    this.#checkEffort(text, evaluation);
    const matcher = this.#compiled.matcher(text);
    const names = Object.entries(this.#compiled.namedGroups());
    const found: Match[] = [];
    while (found.length < limit && matcher.find()) {
      const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, group) => matcher.group(group) ?? undefined);
      const named =
        names.length === 0 ? undefined : Object.fromEntries(names.map(([name, group]) => [name, groups[group]]));
      found.push({ groups, index: matcher.start(), named });
      evaluation.budget.list(groups.length);
    }
    return found;
  }

  member(key: string): unknown {
    if (key === 'source') return this.source;
    if (key === 'flags') return this.flags;
    if (key === 'global') return this.global;
    return patternMethods.get(key);
  }

  toJSON(): object {
    return {};
  }

  #checkEffort(text: string, evaluation: Evaluation): void {
    evaluation.budget.work(text.length);
    if (text.length * this.#compiled.programSize() > maxEffort) {
      throw new ExpressionError(
        'limit_exceeded',
        hint(say('pattern_too_much_work', { pattern: this.text.slice(0, 60), letters: text.length }), 'hint_code_node'),
      );
    }
  }
}

/** A match as JavaScript shows it: a list with `index`, `input` and `groups`. */
export function matchList(match: Match, input: string): unknown[] {
  return Object.assign([...match.groups], { index: match.index, input, groups: match.named });
}

const patternMethods: ReadonlyMap<string, Callable> = new Map(
  Object.entries(
    callables({
      test: ([text], evaluation, self) => patternOf(self).test(String(text), evaluation),
      exec: ([text], evaluation, self) => {
        const [match] = patternOf(self).matches(String(text), evaluation, 1);
        return match ? matchList(match, String(text)) : null;
      },
      toString: (_args: readonly unknown[], _evaluation: Evaluation, self: unknown) => patternOf(self).text,
    }),
  ),
);

function patternOf(self: unknown): Pattern {
  if (self instanceof Pattern) return self;
  throw new ExpressionError('expression_error', say('pattern_method'));
}

function compilePattern(source: string, flags: string): RE2JS {
  if (source.length > maxPatternLength)
    throw new ExpressionError('limit_exceeded', say('pattern_too_long', { limit: maxPatternLength }));
  let bits = 0;
  if (flags.includes('i')) bits |= RE2JS.CASE_INSENSITIVE;
  if (flags.includes('m')) bits |= RE2JS.MULTILINE;
  if (flags.includes('s')) bits |= RE2JS.DOTALL;
  try {
    return RE2JS.compile(RE2JS.translateRegExp(withScriptClasses(source, flags.includes('s'))), bits);
  } catch {
    throw new ExpressionError(
      'expression_error',
      hint(say('pattern_unsupported', { pattern: source.slice(0, 60) }), 'hint_re2'),
    );
  }
}

const space = '\\s\\x{0B}\\x{A0}\\x{FEFF}\\x{2028}\\x{2029}\\p{Zs}';

/** Where RE2 and JavaScript read the same sign differently: `\s`, `\S`, `.`, `[^]` and `[]`. */
function withScriptClasses(source: string, dotAll: boolean): string {
  let inClass = false;
  return source.replace(/\\[^]|\[\^\]|\[\]|\[\^?|\]|\./g, (token) => {
    if (inClass) {
      if (token === ']') inClass = false;
      return token === '\\s' ? space : token;
    }
    if (token === '[^]') return '(?s:.)';
    if (token === '[]') return '[^\\x{0}-\\x{10FFFF}]';
    if (token.startsWith('[')) inClass = true;
    if (token === '\\s') return `[${space}]`;
    if (token === '\\S') return `[^${space}]`;
    return token === '.' && !dotAll ? '[^\\n\\r\\x{2028}\\x{2029}]' : token;
  });
}
