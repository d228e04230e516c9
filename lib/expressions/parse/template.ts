import { parseExpressionAt, type Comment, type Expression } from 'acorn';
import { hint, say, type Said } from '#lib/shared/say.ts';
import { findRefused } from './allow-list.ts';

/** One `{{ }}` of a text. Offsets in `ast` count from the start of `source`. */
export interface ParsedExpression {
  /** What stands between the braces, blanks included. */
  source: string;
  /** Where `source` starts in the text. */
  start: number;
  ast: Expression;
}

export type ParsedTemplate =
  | { kind: 'text'; text: string }
  /** Exactly one `{{ }}` and nothing else: it keeps its value. */
  | { kind: 'value'; expression: ParsedExpression }
  | { kind: 'mixed'; parts: (string | ParsedExpression)[] };

/** A place in the text that cannot be an expression; offsets count from the start of the text. */
export interface TemplateError {
  said: Said;
  start: number;
  end: number;
}

export type ParseResult = { ok: true; template: ParsedTemplate } | { ok: false; error: TemplateError };

/** Does the text hold a `{{`, which always opens an expression? */
export function hasExpression(text: string): boolean {
  return text.includes('{{');
}

/**
 * Parses a template text (`semantics.md`, "Expressions"). Never throws. Only the form is checked: names that do not
 * exist are found by `referencesOf`.
 */
export function parseTemplate(text: string): ParseResult {
  const parts: (string | ParsedExpression)[] = [];
  let at = 0;
  for (let open = text.indexOf('{{'); open >= 0; open = text.indexOf('{{', at)) {
    if (open > at) parts.push(text.slice(at, open));
    const parsed = parseExpression(text, open + 2);
    if ('error' in parsed) return { ok: false, error: parsed.error };
    parts.push(parsed.expression);
    at = parsed.end;
  }
  if (at < text.length) parts.push(text.slice(at));
  return { ok: true, template: toTemplate(text, parts) };
}

/** The expressions of a template, in order. */
export function expressionsOf(template: ParsedTemplate): ParsedExpression[] {
  if (template.kind === 'text') return [];
  if (template.kind === 'value') return [template.expression];
  return template.parts.filter((part) => typeof part !== 'string');
}

function toTemplate(text: string, parts: (string | ParsedExpression)[]): ParsedTemplate {
  const [first] = parts;
  if (first === undefined || (parts.length === 1 && typeof first === 'string')) return { kind: 'text', text };
  if (parts.length === 1 && typeof first === 'object') return { kind: 'value', expression: first };
  return { kind: 'mixed', parts };
}

/** Parses the expression that starts at `start`, and the `}}` behind it. `end` is the offset after the braces. */
function parseExpression(
  text: string,
  start: number,
): { expression: ParsedExpression; end: number } | { error: TemplateError } {
  // A slice of its own: given an offset, acorn would count the lines before it for each expression.
  const rest = text.slice(start);
  const comments: Comment[] = [];
  let ast: Expression;
  try {
    ast = parseExpressionAt(rest, 0, {
      ecmaVersion: 2025,
      sourceType: 'module',
      preserveParens: true,
      onComment: comments,
    });
  } catch (error) {
    return { error: shift(syntaxError(rest, error, comments), start) };
  }
  const refused = lineComment(comments) ?? findRefused(ast, rest);
  if (refused) return { error: shift(refused, start) };
  const close = afterBlanks(rest, ast.end);
  if (!rest.startsWith('}}', close)) return { error: shift(notClosed(rest, close), start) };
  return { expression: { source: rest.slice(0, close), start, ast }, end: start + close + 2 };
}

function shift(error: TemplateError, by: number): TemplateError {
  return { ...error, start: error.start + by, end: error.end + by };
}

/** Skips white space and block comments. */
function afterBlanks(text: string, from: number): number {
  const blanks = /(?:\s|\/\*[^]*?\*\/)*/y;
  blanks.lastIndex = from;
  blanks.test(text);
  return blanks.lastIndex;
}

function lineComment(comments: readonly Comment[]): TemplateError | null {
  const comment = comments.find(({ type }) => type === 'Line');
  return comment
    ? {
        said: say('refused_line_comment'),
        start: comment.start,
        end: comment.start + 2,
      }
    : null;
}

function notClosed(rest: string, at: number): TemplateError {
  if (at >= rest.length) return { said: say('expression_not_closed'), start: 0, end: rest.length };
  if (rest[at] === '}') return { said: say('expression_half_closed'), start: at, end: at + 1 };
  if (rest[at] === ';') return { said: say('refused_semicolon'), start: at, end: at + 1 };
  return {
    said: hint(say('expression_unexpected_after', { token: tokenAt(rest, at) }), 'hint_one_expression'),
    start: at,
    end: at + tokenAt(rest, at).length,
  };
}

function tokenAt(text: string, at: number): string {
  const token = /[\p{ID_Continue}$]{1,40}|[^]/uy;
  token.lastIndex = at;
  return token.exec(text)?.[0] ?? '';
}

const statements = /^\s*(if|for|while|do|return|const|let|var|switch|throw|try|with|debugger|break|continue|export)\b/;

/** What acorn threw, in words that name the cause. `rest` starts behind the `{{`. */
function syntaxError(rest: string, error: unknown, comments: readonly Comment[]): TemplateError {
  const comment = lineComment(comments);
  if (comment) return comment;
  const first = afterBlanks(rest, 0);
  if (rest.startsWith('}}', first)) return { said: say('expression_empty'), start: first, end: first + 2 };
  if (first >= rest.length) return { said: say('expression_not_closed'), start: 0, end: rest.length };
  const keyword = statements.exec(rest)?.[1];
  if (keyword !== undefined) {
    return {
      said: say('refused_statement_word', { word: keyword }),
      start: first,
      end: first + keyword.length,
    };
  }
  if (error instanceof RangeError || /stack space/.test(String(error)))
    return { said: say('expression_too_deep'), start: 0, end: 1 };
  if (!(error instanceof SyntaxError)) return { said: say('expression_unreadable'), start: 0, end: 1 };
  const at = positionOf(error, rest);
  return {
    said: describe(error.message.replace(/ \(\d+:\d+\)$/, ''), rest, at),
    start: at,
    end: Math.min(rest.length, at + 1),
  };
}

function positionOf(error: SyntaxError, rest: string): number {
  const position = (error as SyntaxError & { pos?: unknown }).pos;
  return typeof position === 'number' ? Math.min(position, rest.length) : 0;
}

function describe(message: string, rest: string, at: number): Said {
  if (/await/.test(message)) return hint(say('refused_word', { word: 'await' }), 'hint_code_node');
  if (/import/.test(message)) return say('refused_word', { word: 'import' });
  if (/super/.test(message)) return say('refused_word', { word: 'super' });
  if (message !== 'Unexpected token') return say('expression_syntax', { error: message });
  if (at >= rest.length) return say('expression_not_closed');
  return say('expression_unexpected', { token: tokenAt(rest, at) });
}
