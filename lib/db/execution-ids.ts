import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { idFloor } from '#lib/shared/ids.ts';
import { SqlWhere } from './sql-where.ts';

/** Ids of runs, both ends included. */
export interface Span {
  from: string;
  to: string;
}

/** Runs of any of these statuses that were started in any of these ways. */
export interface Kinds {
  statuses: readonly string[];
  triggers: readonly string[];
}

/** Adds conditions on `e`, an execution. */
export type Filter = (where: SqlWhere) => SqlWhere;

/**
 * Most runs are of this kind. They are not in the workspace's index by kind, only in their workflow's, so that a call of a
 * tool pays for one index less.
 */
export const USUAL = { status: 'success', trigger: 'tool' } as const;
const UNUSUAL = `NOT (e.status = '${USUAL.status}' AND e.trigger = '${USUAL.trigger}')`;
/** The first ten digits of an id say in which quarter of a second it was made; those of a trace that began here, too. */
const MOMENT_DIGITS = 10;
const MOMENT_MS = 256;
const FOREIGN_TRACE = `left(e.id::text, 11) <> left(e.trace_id, 8) || '-' || substr(e.trace_id, 9, 2)`;
/** The newest so many runs of one trace are known. */
const OF_TRACE = 1_000;

/**
 * Finds the newest ids in several places. A place is the end of one index under a prefix of its columns, said as a
 * comparison of rows: no other index has that order, so the planner takes no other, whatever it believes of how many
 * rows match. Both ends are included because it then expects many, and does not sort all of them.
 */
export class IdQuery {
  readonly #parameters = new SqlWhere();
  readonly #places: string[] = [];
  readonly #workspaceId: string;
  readonly #span: Span;
  readonly #limit: number;

  /** @param limit How many ids are wanted; a part of the text, of which there should be few. */
  constructor(workspaceId: string, span: Span, limit: number) {
    this.#workspaceId = workspaceId;
    this.#span = span;
    this.#limit = limit;
  }

  ofWorkspace(): this {
    return this.#place(this.#newest({ workspace_id: this.#uuid(this.#workspaceId) }));
  }

  /** Runs that this one called. */
  calledBy(parentId: string): this {
    const condition = `e.parent_execution_id IS NOT NULL AND e.workspace_id = ${this.#uuid(this.#workspaceId)}`;
    return this.#place(this.#newest({ parent_execution_id: this.#uuid(parentId) }, { condition }));
  }

  /** Runs of these kinds in the whole workspace, the usual ones apart. */
  ofKinds(kinds: Kinds): this {
    return this.#place(`SELECT n.id FROM (${this.#kinds(kinds)}) AS k, LATERAL (${this.#unusual()}) AS n`);
  }

  /** Runs of these kinds. The workflows must be the workspace's own. */
  ofWorkflows(workflowIds: readonly string[], kinds: Kinds): this {
    if (workflowIds.length === 0) return this;
    const known = workflowIds.length === 1 ? this.#kinds(kinds) : this.#kindsInUse(kinds);
    const workflows = `unnest(${this.#parameters.parameter(workflowIds)}::uuid[]) AS w(id)`;
    const newest = this.#newest({ workflow_id: 'w.id', status: 'k.status', trigger: 'k.trigger' });
    return this.#place(`WITH k AS MATERIALIZED (${known}) SELECT n.id FROM ${workflows}, k, LATERAL (${newest}) AS n`);
  }

  one(id: string, filter: Filter): this {
    return this.#place(`SELECT e.id FROM execution e WHERE e.id = ${this.#uuid(id)} AND ${this.#matches(filter)}`);
  }

  /** A trace that began here says when; its runs of that moment are there. The others are in an index of their own. */
  ofTrace(traceId: string, filter: Filter): this {
    const trace = `${this.#parameters.parameter(traceId)}::text`;
    const begun = parseInt(traceId.slice(0, MOMENT_DIGITS), 16) * MOMENT_MS;
    const moment = `e.id >= ${this.#uuid(idFloor(begun))} AND e.id < ${this.#uuid(idFloor(begun + MOMENT_MS))}`;
    const own = `SELECT e.id FROM execution e WHERE e.workspace_id = ${this.#uuid(this.#workspaceId)} AND ${moment}
      AND e.trace_id = ${trace} LIMIT ${OF_TRACE}`;
    const foreign = this.#newest({ trace_id: trace }, { condition: FOREIGN_TRACE, limit: OF_TRACE });
    return this.#place(
      `SELECT e.id FROM execution e WHERE e.id = ANY(ARRAY((${own}) UNION (${foreign}))) AND ${this.#matches(filter)}`,
    );
  }

  /** Newest first. */
  async find(pool: Pick<Pool, 'query'>): Promise<string[]> {
    if (this.#places.length === 0) return [];
    const { text, values } = this;
    // Planning costs more than the look itself: each connection remembers the plan, by the text.
    const name = `execution_ids_${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
    const { rows } = await pool.query<{ id: string }>({ name, text, values });
    return rows.map(({ id }) => id);
  }

  get text(): string {
    return `SELECT id FROM (${this.#places.join(' UNION ')}) AS found ORDER BY id DESC LIMIT ${this.#limit}`;
  }

  get values(): unknown[] {
    return this.#parameters.values;
  }

  #place(sql: string): this {
    this.#places.push(`(${sql})`);
    return this;
  }

  #uuid(id: string): string {
    return `${this.#parameters.parameter(id)}::uuid`;
  }

  #newest(prefix: Readonly<Record<string, string>>, { condition = 'true', limit = this.#limit } = {}): string {
    const [from, to] = [this.#uuid(this.#span.from), this.#uuid(this.#span.to)];
    return newestIds(prefix, { condition, from, to, limit });
  }

  #unusual(limit = this.#limit): string {
    const workspace = this.#uuid(this.#workspaceId);
    const prefix = { workspace_id: workspace, status: 'k.status', trigger: 'k.trigger' };
    return this.#newest(prefix, { condition: UNUSUAL, limit });
  }

  #kinds({ statuses, triggers }: Kinds): string {
    const list = (values: readonly string[]): string => `unnest(${this.#parameters.parameter(values)}::text[])`;
    return `SELECT s.status, t.trigger FROM ${list(statuses)} AS s(status), ${list(triggers)} AS t(trigger)`;
  }

  /** Those of which the workspace has any: far fewer, and each costs a look for every workflow. */
  #kindsInUse(kinds: Kinds): string {
    return `SELECT k.status, k.trigger FROM (${this.#kinds(kinds)}) AS k LEFT JOIN LATERAL (${this.#unusual(1)}) AS n ON true
      WHERE n.id IS NOT NULL OR (k.status = '${USUAL.status}' AND k.trigger = '${USUAL.trigger}')`;
  }

  #matches(filter: Filter): string {
    const where = new SqlWhere(this.#parameters.values).and('e.workspace_id = ?', this.#workspaceId);
    return filter(where.and('e.id >= ? AND e.id <= ?', this.#span.from, this.#span.to)).text;
  }
}

/** The greatest id that is smaller. */
export function idBefore(id: string): string {
  const digits = (BigInt(`0x${id.replaceAll('-', '')}`) - 1n).toString(16).padStart(32, '0');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** `prefix`: the index's columns before the id, and what they are. */
export function newestIds(
  prefix: Readonly<Record<string, string>>,
  { condition, from, to, limit, select = 'e.id' }: Span & { condition: string; limit: number; select?: string },
): string {
  const columns = [...Object.keys(prefix).map((name) => `e.${name}`), 'e.id'];
  const bound = (id: string): string => `(${[...Object.values(prefix), id].join(', ')})`;
  const key = `(${columns.join(', ')})`;
  // Not the id's bounds alone, too, which would leave partitions out: of those a remembered plan expects few rows to be left.
  return `SELECT ${select} FROM execution e WHERE ${key} >= ${bound(from)} AND ${key} <= ${bound(to)} AND ${condition}
    ORDER BY ${columns.join(' DESC, ')} DESC LIMIT ${limit}`;
}
