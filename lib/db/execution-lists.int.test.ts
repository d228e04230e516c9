import { beforeAll, describe, expect, test } from 'vitest';
import pg from 'pg';
import { executionStatusSchema, triggerKindSchema } from '#lib/contracts/execution.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { newId, newTraceId } from '#lib/shared/ids.ts';
import { createDb } from './client.ts';
import { listExecutionRows, LOOKED_AT, type ExecutionQuery } from './execution-lists.ts';
import { createWorkspaceWithOwner } from './workspaces.ts';

const database = useDatabase();
const HOUR_MS = 3_600_000;
/** A run a second, the last one now. */
const SECOND_MS = 1_000;

interface Place {
  workspaceId: string;
  workflows: string[];
}

async function place(workflowCount: number): Promise<Place> {
  const db = createDb({ databaseUrl: database.url });
  const user = await db.prisma.user.create({ data: { id: newId(), email: `${newId()}@example.com`, name: 'Lister' } });
  const workspaceId = newId();
  const slug = `list-${workspaceId}`;
  await db.transaction((tx) => createWorkspaceWithOwner(tx, { id: workspaceId, name: 'List', slug, ownerId: user.id }));
  await db.close();
  const workflows = Array.from({ length: workflowCount }, () => newId());
  await database.pool.query(
    `INSERT INTO workflow (id, workspace_id, slug, name, description, tags, draft, draft_hash, updated_at)
     SELECT w.id, $2, 'w-' || w.id, 'Workflow ' || w.number, '', '{}', '', '', now()
     FROM unnest($1::uuid[]) WITH ORDINALITY AS w(id, number)`,
    [workflows, workspaceId],
  );
  return { workspaceId, workflows };
}

interface Seeded extends Place {
  runs: number;
  /** SQL of the number `n` of a run. */
  workflow: string;
  status: string;
  trigger: string;
  triggerKey: string;
  parent: string;
}

/** Runs numbered from 1, the oldest first. Every third belongs to a trace that began here with it. */
async function seed({ runs, workspaceId, ...of }: Seeded): Promise<void> {
  await database.pool.query(
    `INSERT INTO execution (id, workspace_id, workflow_id, version_id, mode, status, trigger, trigger_key, trace_id,
       parent_execution_id, created_at)
     SELECT id, $1, ${of.workflow}, id, 'direct', ${of.status}, ${of.trigger}, ${of.triggerKey},
       CASE WHEN n % 3 = 0 THEN left(replace(id::text, '-', ''), 12) || substr(md5(n::text), 13)
         ELSE md5('trace ' || n / 2) END, ${of.parent}, to_timestamp(ms / 1000.0)
     FROM (SELECT n, ms, (lpad(to_hex(ms), 12, '0') || '7' || substr(md5($1::uuid::text || n), 1, 3) || '8'
           || substr(md5($1::uuid::text || n), 4, 15))::uuid AS id, $5::uuid[] AS workflows
       FROM (SELECT n, $2::int8 - ($3 - n) * $4::int8 AS ms FROM generate_series(1, $3::int8) AS n) AS moment) AS run`,
    [workspaceId, Date.now(), runs, SECOND_MS, of.workflows],
  );
  await database.pool.query('ANALYZE execution');
}

async function all(query: ExecutionQuery): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listExecutionRows(database.pool, { ...query, cursor });
    expect(page.items.length).toBeLessThanOrEqual(query.limit);
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return ids;
}

describe('every filter together with every other', () => {
  let here: Place;
  let rows: {
    id: string;
    workflow_id: string;
    status: string;
    trigger: string;
    trigger_key: string;
    trace_id: string;
    parent_execution_id: string | null;
    created_at: Date;
  }[];
  beforeAll(async () => {
    here = await place(3);
    const kinds = {
      status: `(ARRAY['success', 'success', 'error', 'waiting', 'canceled'])[1 + n % 5]`,
      trigger: `(ARRAY['tool', 'manual', 'tool', 'webhook'])[1 + n % 4]`,
      triggerKey: `(ARRAY['start', 'hook'])[1 + n % 2]`,
      workflow: 'workflows[1 + n % 2]',
      parent: `CASE WHEN n % 7 = 0 THEN '${newId()}'::uuid END`,
    };
    await seed({ ...here, ...kinds, runs: 400 });
    // Somebody else's runs, some under the same parent.
    await seed({ ...(await place(2)), ...kinds, runs: 50 });
    ({ rows } = await database.pool.query('SELECT * FROM execution WHERE workspace_id = $1 ORDER BY id DESC', [
      here.workspaceId,
    ]));
  });

  test('finds what a plain comparison finds, page by page', async () => {
    const some = rows[200]!;
    const called = rows.find((row) => row.parent_execution_id !== null)!.parent_execution_id!;
    const choices = {
      workflowId: [undefined, here.workflows[1], here.workflows[2]],
      status: [undefined, 'success', 'error', 'crashed'],
      trigger: [undefined, 'tool', 'webhook', 'form'],
      parentExecutionId: [undefined, called],
      from: [undefined, rows[300]!.created_at.toISOString()],
      to: [undefined, rows[100]!.created_at.toISOString()],
      q: [undefined, 'flow 2', 'hook', some.id, some.trace_id, rows.find(isOwnTrace)!.trace_id, 'nothing of it'],
      only: [null, here.workflows.slice(0, 1), here.workflows.slice(1)],
    };
    let compared = 0;
    for (const query of combinations(choices)) {
      // A part of them, of every kind: the whole would take half a minute.
      if (compared++ % 11 !== 0) continue;
      const found = await all({ ...query, workspaceId: here.workspaceId, limit: 70 } as ExecutionQuery);
      expect({ query, found }).toEqual({ query, found: rows.filter((row) => matches(row, query)).map(({ id }) => id) });
    }
    expect(compared).toBe(3 * 4 * 4 * 2 * 2 * 2 * 7 * 3);
  });

  const isOwnTrace = (row: (typeof rows)[number]): boolean =>
    row.id.replaceAll('-', '').startsWith(row.trace_id.slice(0, 12));

  function matches(row: (typeof rows)[number], query: Record<string, unknown>): boolean {
    const q = query['q'] as string | undefined;
    const name = `Workflow ${here.workflows.indexOf(row.workflow_id) + 1}`;
    return (
      (query['workflowId'] === undefined || row.workflow_id === query['workflowId']) &&
      (query['status'] === undefined || row.status === query['status']) &&
      (query['trigger'] === undefined || row.trigger === query['trigger']) &&
      (query['parentExecutionId'] === undefined || row.parent_execution_id === query['parentExecutionId']) &&
      (query['from'] === undefined || row.created_at >= new Date(query['from'] as string)) &&
      (query['to'] === undefined || row.created_at < new Date(query['to'] as string)) &&
      (query['only'] === null || (query['only'] as string[]).includes(row.workflow_id)) &&
      (q === undefined || [row.id, row.trace_id, row.trigger_key].includes(q) || name.includes(q))
    );
  }
});

function* combinations(choices: Record<string, readonly unknown[]>): Generator<Record<string, unknown>> {
  const [first, ...rest] = Object.entries(choices);
  if (!first) return yield {};
  for (const value of first[1]) {
    for (const others of combinations(Object.fromEntries(rest))) yield { [first[0]]: value, ...others };
  }
}

describe('a large log', () => {
  const RUNS = 60_000;
  let here: Place;
  beforeAll(async () => {
    // A statement that walks through the log would read most of it: one workflow and one kind of run fill it.
    here = await place(3);
    const usual = { status: `'success'`, trigger: `'tool'`, triggerKey: `'start'`, workflow: 'workflows[1]' };
    await seed({ ...here, ...usual, parent: 'NULL', runs: RUNS });
    await database.pool.query('VACUUM execution');
  }, 120_000);

  const day = {
    from: new Date(Date.now() - 12 * HOUR_MS).toISOString(),
    to: new Date(Date.now() - HOUR_MS).toISOString(),
  };
  const filters = (): Record<string, Partial<ExecutionQuery>> => ({
    nothing: {},
    'a workflow': { workflowId: here.workflows[0] },
    'a workflow that never ran': { workflowId: here.workflows[1] },
    ...Object.fromEntries(executionStatusSchema.options.map((status) => [`status ${status}`, { status }])),
    ...Object.fromEntries(triggerKindSchema.options.map((trigger) => [`trigger ${trigger}`, { trigger }])),
    'a status and a trigger': { status: 'error', trigger: 'tool' },
    'a workflow and a status that it never had': { workflowId: here.workflows[0], status: 'crashed' },
    'a workflow and its status': { workflowId: here.workflows[0], status: 'success' },
    'a workflow, a status and a trigger': { workflowId: here.workflows[0], status: 'success', trigger: 'manual' },
    'a time': day,
    'a time and a status': { ...day, status: 'error' },
    'a time, a workflow and a trigger': { ...day, workflowId: here.workflows[0], trigger: 'webhook' },
    'a key of two workflows': { only: here.workflows.slice(1) },
    'a key of two workflows, and a status': { only: here.workflows.slice(0, 2), status: 'timeout' },
    'what another run called': { parentExecutionId: newId() },
    'a name': { q: 'flow 2' },
    'a name that all have': { q: 'flow 1' },
    'a text that is nowhere': { q: 'nothing of it' },
    'an id': { q: newId() },
    'a trace of elsewhere': { q: 'ab'.repeat(16) },
    'a trace': { q: newTraceId() },
    'a name and a status that nothing had': { q: 'flow 2', status: 'crashed' },
  });

  test.for(['force_custom_plan', 'force_generic_plan'])(
    'is never walked through: no filter reads more rows than a few pages hold (%s)',
    async (mode) => {
      for (const [name, query] of Object.entries(filters())) {
        const whole = { ...query, workspaceId: here.workspaceId, limit: 50, only: query.only ?? null };
        const read = await rowsRead(whole, mode);
        expect({ name, many: read > 1_000, read }).toEqual({ name, many: false, read });
      }
    },
  );

  test('a key that no index knows is looked for in the newest runs, and the cursor goes on', async () => {
    const query = { workspaceId: here.workspaceId, limit: 50, only: null, q: 'nowhere' };
    expect(await rowsRead(query)).toBeLessThan(2 * LOOKED_AT + 1_000);
    const page = await listExecutionRows(database.pool, query);
    expect(page.items).toEqual([]);
    expect(page.nextCursor).not.toBeNull();
    expect(await all(query)).toEqual([]);
    const { rows } = await database.pool.query<{ id: string }>(
      `UPDATE execution SET trigger_key = 'lonely' WHERE id IN (SELECT id FROM execution WHERE workspace_id = $1
         ORDER BY id OFFSET 7 LIMIT 1) RETURNING id`,
      [here.workspaceId],
    );
    expect(await all({ ...query, q: 'lonely' })).toEqual([rows[0]!.id]);
  });

  /** Rows of the log and entries of its indexes that a page's statements touch. */
  async function rowsRead(query: ExecutionQuery, mode = 'force_custom_plan'): Promise<number> {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(`SET plan_cache_mode = ${mode}`);
    let read = 0;
    let asked = 0;
    const literal = (value: unknown): string =>
      client.escapeLiteral(Array.isArray(value) ? `{${value.join(',')}}` : String(value));
    const explained = {
      query: async (statement: string | pg.QueryConfig, values?: unknown[]) => {
        const { text, values: given = values ?? [] } = typeof statement === 'string' ? { text: statement } : statement;
        const name = `asked_${(asked += 1)}`;
        await client.query(`PREPARE ${name} AS ${text}`);
        const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
          `EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE ${name}(${given.map(literal).join(', ')})`,
        );
        read += scanned(rows[0]!['QUERY PLAN'][0].Plan);
        return client.query(text, given);
      },
    };
    try {
      await listExecutionRows(explained as unknown as pg.Pool, query);
    } finally {
      await client.end();
    }
    return read;
  }
});

interface PlanNode {
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: PlanNode[];
}

function scanned(node: PlanNode): number {
  const here = node['Relation Name']?.startsWith('execution')
    ? (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)) *
      node['Actual Loops']
    : 0;
  return (node.Plans ?? []).reduce((sum, child) => sum + scanned(child), here);
}
