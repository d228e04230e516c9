import type { Pool } from 'pg';
import type { Tx } from './client.ts';
import { decodeCursor, encodeCursor, type Page } from './cursor.ts';
import type { Variable } from './generated/client.ts';

export type VariableRow = Pick<Variable, 'id' | 'name' | 'secret' | 'value' | 'hosts' | 'createdAt' | 'updatedAt'>;

const columns = {
  id: true,
  name: true,
  secret: true,
  value: true,
  hosts: true,
  createdAt: true,
  updatedAt: true,
} as const;

/** Variables of one workspace by name. */
export async function listVariableRows(
  tx: Tx,
  query: { workspaceId: string; limit: number; cursor?: string | undefined },
): Promise<Page<VariableRow>> {
  const [after] = query.cursor === undefined ? [] : decodeCursor(query.cursor, 1);
  const rows = await tx.variable.findMany({
    where: { workspaceId: query.workspaceId, ...(after === undefined ? {} : { name: { gt: after } }) },
    orderBy: { name: 'asc' },
    take: query.limit + 1,
    select: columns,
  });
  const items = rows.slice(0, query.limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > query.limit && last ? encodeCursor([last.name]) : null };
}

export async function findVariable(
  tx: Tx,
  { workspaceId, name }: { workspaceId: string; name: string },
): Promise<VariableRow | null> {
  return tx.variable.findUnique({ where: { workspaceId_name: { workspaceId, name } }, select: columns });
}

/** Waits until no other transaction writes variables of this workspace, and returns how many there are. */
export async function lockVariables(tx: Tx, { workspaceId }: { workspaceId: string }): Promise<number> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`variable:${workspaceId}`}, 0))`;
  return tx.variable.count({ where: { workspaceId } });
}

interface NewVariable {
  id: string;
  workspaceId: string;
  name: string;
  secret: boolean;
  value: Uint8Array<ArrayBuffer>;
  hosts: string[];
  createdById: string;
  /** Ms since the epoch. */
  now: number;
}

export async function insertVariable(tx: Tx, { now, ...row }: NewVariable): Promise<VariableRow> {
  const at = new Date(now);
  return tx.variable.create({ data: { ...row, createdAt: at, updatedAt: at }, select: columns });
}

export async function updateVariable(
  tx: Tx,
  { id, workspaceId, secret, value, hosts, now }: Omit<NewVariable, 'name' | 'createdById'>,
): Promise<VariableRow> {
  return tx.variable.update({
    where: { id, workspaceId },
    data: { secret, value, hosts, updatedAt: new Date(now) },
    select: columns,
  });
}

/** What was deleted; null if there was no such variable. */
export async function removeVariable(
  tx: Tx,
  { workspaceId, name }: { workspaceId: string; name: string },
): Promise<VariableRow | null> {
  const row = await findVariable(tx, { workspaceId, name });
  if (!row) return null;
  const { count } = await tx.variable.deleteMany({ where: { id: row.id, workspaceId } });
  return count === 1 ? row : null;
}

/** Every name, and the values of plain variables: what a run sees. A secret's bytes are not even read. */
export async function readRunVariables(
  pool: Pool,
  { workspaceId }: { workspaceId: string },
): Promise<{ name: string; value: Uint8Array | null; hosts: string[] }[]> {
  const { rows } = await pool.query<{ name: string; value: Uint8Array | null; hosts: string[] }>(
    'SELECT name, CASE WHEN secret THEN NULL ELSE value END AS value, hosts FROM variable WHERE workspace_id = $1',
    [workspaceId],
  );
  return rows;
}

/** Secret variables of these names, sealed; without those that are not there or no secret. */
export async function readSecretVariables(
  pool: Pool,
  { workspaceId, names }: { workspaceId: string; names: readonly string[] },
): Promise<{ id: string; name: string; value: Uint8Array; hosts: string[] }[]> {
  const { rows } = await pool.query<{ id: string; name: string; value: Uint8Array; hosts: string[] }>({
    name: 'variables_secret',
    text: 'SELECT id, name, value, hosts FROM variable WHERE workspace_id = $1 AND secret AND name = ANY($2)',
    values: [workspaceId, names],
  });
  return rows;
}
