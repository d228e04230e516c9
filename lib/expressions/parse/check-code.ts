import { parse, type Program } from 'acorn';
import { say, type Said } from '#lib/shared/say.ts';

/** A syntax error in the code of a Code node. Line and column count from 1, in the user's text. */
export interface CodeError {
  said: Said;
  line: number;
  column: number;
}

/** The parameters of a Code node's function, in order; those of loops come last. */
export const codeParameters = ['input', 'steps', 'vars', 'run', 'item', 'index', 'loops'] as const;

/**
 * Wraps code as the body of an async function; the body starts in line 2. It stands in a block of its own, so that it
 * may declare names such as `item` itself.
 */
export function wrapCode(code: string, parameters: readonly string[] = codeParameters): string {
  return `(async function (${parameters.join(', ')}) {{\n${code}\n}})`;
}

/**
 * Checks that a text is the body of one async function, and no more (it cannot close the function and go on behind
 * it). Pure; it runs nothing. Returns null if all is well.
 */
export function checkCode(code: string): CodeError | null {
  try {
    const program = parse(wrapCode(code), { ecmaVersion: 2025, sourceType: 'script', allowHashBang: false });
    if (isOneFunction(program)) return null;
    return fault('code_closes_unopened', 1, 1);
  } catch (error) {
    return describe(error, code);
  }
}

/** Does the text still hold one function with one block, or did the code close them and go on? */
function isOneFunction({ body: [statement, ...others] }: Program): boolean {
  if (statement?.type !== 'ExpressionStatement' || others.length > 0) return false;
  const { expression } = statement;
  if (expression.type !== 'FunctionExpression') return false;
  const [block, ...more] = expression.body.body;
  return block?.type === 'BlockStatement' && more.length === 0;
}

function describe(error: unknown, code: string): CodeError {
  if (error instanceof RangeError || /stack space/.test(String(error))) return fault('code_too_deep', 1, 1);
  if (!(error instanceof SyntaxError)) return fault('code_unreadable', 1, 1);
  const message = error.message.replace(/ \(\d+:\d+\)$/, '');
  const { line, column } = placeOf(error);
  const lines = code.split(/\r\n|[\n\r\u2028\u2029]/);
  if (line - 1 > lines.length) return fault('code_ends_early', lines.length, (lines.at(-1) ?? '').length + 1);
  const place = { line: line - 1, column: column + 1 };
  return { said: say('code_syntax', { ...place, error: message }), ...place };
}

function fault(
  reason: 'code_closes_unopened' | 'code_too_deep' | 'code_unreadable' | 'code_ends_early',
  line: number,
  column: number,
): CodeError {
  return { said: say(reason, { line, column }), line, column };
}

/** Where acorn saw the error, in the wrapped text: lines from 1, columns from 0. */
function placeOf(error: SyntaxError): { line: number; column: number } {
  const place = (error as SyntaxError & { loc?: { line?: unknown; column?: unknown } }).loc;
  return {
    line: typeof place?.line === 'number' ? Math.max(2, place.line) : 2,
    column: typeof place?.column === 'number' ? place.column : 0,
  };
}
