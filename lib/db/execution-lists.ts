import type { Pool } from 'pg';
import { nodeKeySchema } from '#lib/contracts/definition.ts';
import {
  executionStatusSchema,
  triggerKindSchema,
  type ExecutionStatus,
  type TriggerKind,
} from '#lib/contracts/execution.ts';
import { idFloor, isId } from '#lib/shared/ids.ts';
import { decodeIdCursor, encodeCursor, type Page } from './cursor.ts';
import { idBefore, IdQuery, newestIds, USUAL, type Kinds, type Span } from './execution-ids.ts';
import { findSummaries, type ExecutionSummaryRow } from './executions.ts';
import { containsPattern, SqlWhere } from './sql-where.ts';

/**
 * Lists of the run log. Workflow, status, trigger and time are found in indexes that hold exactly those runs, however few
 * there are among millions. What no index knows (a trigger's key, hundreds of workflows at once, a part of one run's
 * calls) is looked for in the newest `LOOKED_AT` runs; the page's cursor goes on behind them.
 */

export interface ExecutionQuery {
  workspaceId: string;
  limit: number;
  cursor?: string | undefined;
  workflowId?: string | undefined;
  status?: ExecutionStatus | undefined;
  trigger?: TriggerKind | undefined;
  parentExecutionId?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  q?: string | undefined;
  /** Only of these workflows, if a list is given. */
  only: readonly string[] | null;
}

export const LOOKED_AT = 5_000;
/** Runs of so many workflows are looked up in each of them. */
const EACH_WORKFLOW = 500;
const COMPARED = 'e.id, e.workspace_id, e.workflow_id, e.status, e.trigger, e.trigger_key, e.trace_id';
/** So many ids are looked up, for pages of any size: few texts, so that plans are remembered. */
const LOOKED_UP = [51, 201];
const TRACE = /^[0-9a-f]{32}$/;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Newest first, more than a page holds if there are so many. */
interface Found {
  ids: string[];
  /** Where the search stopped, if it did. */
  stoppedAt?: string | undefined;
}

/**
 * Executions, newest first. `q` finds a workflow's name, a trigger's key, an execution's or a trace's id. A page with a
 * cursor may hold fewer than it could, or none.
 */
export async function listExecutionRows(pool: Pool, query: ExecutionQuery): Promise<Page<ExecutionSummaryRow>> {
  const found = await find(pool, { ...query, q: query.q || undefined });
  const ids = found.ids.slice(0, query.limit);
  const next = found.ids.length > query.limit ? ids.at(-1) : found.stoppedAt;
  const items = await findSummaries(pool, query.workspaceId, ids);
  return { items, nextCursor: next === undefined ? null : encodeCursor([next]) };
}

async function find(pool: Pool, query: ExecutionQuery): Promise<Found> {
  const { workspaceId, status, trigger, parentExecutionId, q } = query;
  const span = spanOf(query);
  const indexed = new IdQuery(workspaceId, span, LOOKED_UP.find((most) => most > query.limit) ?? query.limit + 1);
  const ofSome = query.workflowId !== undefined || query.only !== null || q !== undefined;
  const plain = !ofSome && status === undefined && trigger === undefined;
  if (parentExecutionId !== undefined && plain) return { ids: await indexed.calledBy(parentExecutionId).find(pool) };
  if (plain) return { ids: await indexed.ofWorkspace().find(pool) };
  const kinds = {
    statuses: status === undefined ? executionStatusSchema.options : [status],
    triggers: trigger === undefined ? triggerKindSchema.options : [trigger],
  };
  const workflows = ofSome || includesUsual(kinds) ? await workflowsOf(pool, query) : [];
  if (parentExecutionId !== undefined || workflows.length > EACH_WORKFLOW) {
    return lookThrough(pool, query, span, workflows);
  }
  if (ofSome) indexed.ofWorkflows(workflows, kinds);
  else indexed.ofKinds(kinds).ofWorkflows(workflows, { statuses: [USUAL.status], triggers: [USUAL.trigger] });
  return q === undefined ? { ids: await indexed.find(pool) } : search(pool, { ...query, q }, { span, indexed });
}

function spanOf(query: ExecutionQuery): Span {
  const until = query.to === undefined ? LAST_ID : idBefore(idFloor(Date.parse(query.to)));
  const cursor = decodeIdCursor(query.cursor)?.toLowerCase() ?? LAST_ID;
  const before = cursor === FIRST_ID || cursor === LAST_ID ? cursor : idBefore(cursor);
  return {
    from: query.from === undefined ? FIRST_ID : idFloor(Date.parse(query.from)),
    to: before < until ? before : until,
  };
}

function includesUsual({ statuses, triggers }: Kinds): boolean {
  return statuses.includes(USUAL.status) && triggers.includes(USUAL.trigger);
}

/** Workflows whose runs the query may name; with `q` those that have it in their name. Deleted ones keep their runs. */
async function workflowsOf(pool: Pool, query: ExecutionQuery): Promise<string[]> {
  const where = new SqlWhere().and('workspace_id = ?', query.workspaceId);
  if (query.workflowId !== undefined) where.and('id = ?', query.workflowId);
  if (query.only !== null) where.and('id = ANY(?::uuid[])', query.only);
  if (query.q !== undefined) where.and('name ILIKE ?', containsPattern(query.q));
  const { rows } = await pool.query<{ id: string }>(`SELECT id FROM workflow WHERE ${where.text}`, where.values);
  return rows.map(({ id }) => id);
}

/** What `indexed` finds by names; the run with this id or those of this trace; and those that such a trigger started. */
async function search(
  pool: Pool,
  query: ExecutionQuery & { q: string },
  { span, indexed }: { span: Span; indexed: IdQuery },
): Promise<Found> {
  const q = query.q.toLowerCase();
  const filter = (where: SqlWhere): SqlWhere => narrow(where, query);
  if (isId(q)) indexed.one(q, filter);
  const isTrace = TRACE.test(q);
  if (isTrace) indexed.ofTrace(q, filter);
  const named = await indexed.find(pool);
  if (isTrace || !isKey(query.q)) return { ids: named };
  // Older ones than the page's last row are no business of this page.
  const last = named.at(query.limit);
  const started = await lookThrough(pool, query, { from: last ?? span.from, to: span.to }, []);
  const { stoppedAt } = started;
  const all = [...new Set([...named, ...started.ids])].filter((id) => stoppedAt === undefined || id >= stoppedAt);
  return { ids: all.sort().reverse(), stoppedAt };
}

/** Compares the newest runs one by one: those of the workspace, or those that one run called. */
async function lookThrough(pool: Pool, query: ExecutionQuery, span: Span, named: readonly string[]): Promise<Found> {
  const where = new SqlWhere();
  const uuid = (id: string): string => `${where.parameter(id)}::uuid`;
  const { parentExecutionId: parent, workspaceId } = query;
  const prefix: Record<string, string> =
    parent === undefined ? { workspace_id: uuid(workspaceId) } : { parent_execution_id: uuid(parent) };
  const bounds = { from: uuid(span.from), to: uuid(span.to), limit: LOOKED_AT };
  const condition = parent === undefined ? 'true' : 'e.parent_execution_id IS NOT NULL';
  const looked = newestIds(prefix, { ...bounds, condition, select: COMPARED });
  narrow(where.and('e.workspace_id = ?', workspaceId), query);
  if (query.q !== undefined) where.and(...mentions(query.q, named));
  const { rows } = await pool.query<{ id: string; last: boolean }>(
    `WITH looked AS MATERIALIZED (${looked})
     (SELECT e.id, false AS last FROM looked e WHERE ${where.text} ORDER BY e.id DESC LIMIT ${query.limit + 1})
     UNION ALL (SELECT e.id, true FROM looked e OFFSET ${LOOKED_AT - 1})`,
    where.values,
  );
  const ids = rows.flatMap(({ id, last }) => (last ? [] : [id]));
  return { ids, stoppedAt: rows.find(({ last }) => last)?.id };
}

/** What `q` may be, besides a part of the names of `workflows`. */
function mentions(q: string, workflows: readonly string[]): [condition: string, ...values: unknown[]] {
  const either: [condition: string, value: unknown][] = [];
  if (workflows.length > 0) either.push(['e.workflow_id = ANY(?::uuid[])', workflows]);
  if (isId(q)) either.push(['e.id = ?', q]);
  if (TRACE.test(q.toLowerCase())) either.push(['e.trace_id = ?', q.toLowerCase()]);
  if (isKey(q)) either.push(['e.trigger_key = ?', q]);
  return [either.map(([condition]) => condition).join(' OR ') || 'false', ...either.map(([, value]) => value)];
}

const isKey = (q: string): boolean => nodeKeySchema.safeParse(q).success;

function narrow(where: SqlWhere, query: ExecutionQuery): SqlWhere {
  if (query.workflowId !== undefined) where.and('e.workflow_id = ?', query.workflowId);
  if (query.only !== null) where.and('e.workflow_id = ANY(?::uuid[])', query.only);
  if (query.status !== undefined) where.and('e.status = ?', query.status);
  if (query.trigger !== undefined) where.and('e.trigger = ?', query.trigger);
  return where;
}
