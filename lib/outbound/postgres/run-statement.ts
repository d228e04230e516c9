import Cursor from 'pg-cursor';
import type pg from 'pg';
import { limits } from '#lib/contracts/limits.ts';
import { NodeFailure, type SqlAnswer, type SqlStatement } from '#lib/kit/node-executor.ts';
import type { JsonObject } from '#lib/shared/json.ts';
import { say } from '#lib/shared/say.ts';
import type { GuardedClient } from './guarded-client.ts';
import { sqlTypes } from './sql-values.ts';

/** The server ends a statement by itself a little later than we do. */
const SERVER_GRACE_MS = 1_000;
/** What a server may say around the rows. */
const OTHER_BYTES = 256 * 1024;

/** A cursor that takes no part in `COPY`: the driver would ask it, and find nothing. */
class StatementCursor extends Cursor<unknown[]> {
  handleCopyInResponse(connection: { sendCopyFail(text: string): void }): void {
    connection.sendCopyFail('COPY is not possible here');
  }
  handleCopyData(): void {}
}

/** Where a statement is: before its commit was sent, nothing has happened. */
export interface Progress {
  committing: boolean;
  /** Nobody wants it any more: what was not sent yet is not sent. */
  stopped: boolean;
}

/** Runs one statement in a transaction of its own. No more rows are loaded than may be, nor more bytes. */
export async function runStatement(
  client: GuardedClient,
  statement: SqlStatement,
  { timeoutMs }: { timeoutMs: number },
  progress: Progress,
): Promise<SqlAnswer> {
  client.allow(limits.valueBytes + OTHER_BYTES);
  await client.query(beginning(statement.readOnly, timeoutMs));
  requireWanted(progress);
  const answer = await readRows(client, statement);
  requireWanted(progress);
  progress.committing = true;
  await client.query('COMMIT');
  return answer;
}

function requireWanted({ stopped }: Progress): void {
  if (stopped) throw new NodeFailure('canceled', say('sql_stopped'));
}

/** The transaction, with everything that decides how values are written. */
function beginning(readOnly: boolean, timeoutMs: number): string {
  const limit = Math.ceil(timeoutMs) + SERVER_GRACE_MS;
  return [
    readOnly ? 'BEGIN READ ONLY' : 'BEGIN READ WRITE',
    `SET LOCAL statement_timeout = ${limit}`,
    `SET LOCAL idle_in_transaction_session_timeout = ${limit}`,
    `SET LOCAL TimeZone = 'UTC'`,
    `SET LOCAL DateStyle = 'ISO, YMD'`,
    `SET LOCAL IntervalStyle = 'iso_8601'`,
    `SET LOCAL bytea_output = 'hex'`,
  ].join('; ');
}

async function readRows(client: GuardedClient, { sql, params, rowLimit }: SqlStatement): Promise<SqlAnswer> {
  // The driver makes a list of a list, for `= ANY($1)`, and JSON of an object.
  const cursor = client.query(new StatementCursor(sql, [...params], { rowMode: 'array', types: sqlTypes }));
  const { rows, result } = await read(cursor, rowLimit + 1);
  const truncated = rows.length > rowLimit;
  if (truncated) await cursor.close();
  const names = (result.fields ?? []).map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined)
    throw new NodeFailure('database_error', say('sql_column_twice', { name: twice }), { path: '/sql' });
  const objects = rows.slice(0, rowLimit).map((row) => Object.fromEntries(names.map((name, at) => [name, row[at]])));
  const rowCount = names.length > 0 ? objects.length : (result.rowCount ?? 0);
  return { rows: objects as JsonObject[], rowCount, truncated };
}

function read(cursor: StatementCursor, rows: number): Promise<{ rows: unknown[][]; result: pg.QueryResult }> {
  return new Promise((resolve, reject) => {
    cursor.read(rows, (error, taken, result) => {
      if (error) reject(error);
      else resolve({ rows: taken, result });
    });
  });
}
