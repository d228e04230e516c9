import pg from 'pg';
import { NodeFailure } from '#lib/kit/node-executor.ts';
import type { JsonObject } from '#lib/shared/json.ts';
import { say } from '#lib/shared/say.ts';

/** Another attempt may do better: conflicts of transactions, no resources, a server that stops or starts. */
const passing = /^(40|53|08|57P)/;
const parameterCount = /supplies (\d+) parameters?, but prepared statement "[^"]*" requires (\d+)/;
/** Refusals of what the text itself says. */
const noParameter = new Set(['42P02', '42P18']);

/** What went wrong, in words that hold no secret. */
export function sqlFailure(error: unknown, secret: string): NodeFailure {
  if (error instanceof NodeFailure) return error;
  if (error instanceof pg.DatabaseError && error.code !== undefined) return refusal(error, error.code, secret);
  const { code, message } = error as NodeJS.ErrnoException;
  const cause = code ?? (message.includes('timeout') ? 'ETIMEDOUT' : 'ECONNRESET');
  return new NodeFailure('outbound_failed', say('sql_no_connection', { cause }), { retryable: true, cause: error });
}

function refusal(error: pg.DatabaseError, sqlstate: string, secret: string): NodeFailure {
  const text = clean(error.message, secret);
  const details = { sqlstate, ...detailsOf(error, secret) };
  const options = { details, cause: error, retryable: passing.test(sqlstate) };
  const counts = parameterCount.exec(error.message);
  if (counts) {
    const said = say('sql_parameters', { given: Number(counts[1]), needed: Number(counts[2]) });
    return new NodeFailure('config_invalid', said, { ...options, path: '/params', retryable: false });
  }
  const said = say(sqlstate === '25006' ? 'sql_read_only' : 'sql_refused', { code: sqlstate, error: text });
  const inText = sqlstate.startsWith('42') && !noParameter.has(sqlstate);
  return new NodeFailure('database_error', said, { ...options, ...(inText && { path: '/sql' }) });
}

function detailsOf(error: pg.DatabaseError, secret: string): JsonObject {
  const { detail, hint, position, constraint, table, column } = error;
  const texts = { detail, hint, position, constraint, table, column };
  return Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) => (text === undefined ? [] : [[name, clean(text, secret)]])),
  );
}

/** One line without the password: the server may be anybody's, and was told it. */
function clean(text: string, secret: string): string {
  const shown = secret === '' ? text : text.replaceAll(secret, '[hidden]');
  return shown.replace(/\p{Cc}+/gu, ' ').slice(0, 1_000);
}
