import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOutboundHttp } from '#lib/outbound/outbound-http.ts';
import { createDatabases } from '#lib/outbound/postgres/databases.ts';
import type { PostgresFields } from '#lib/outbound/postgres/guarded-client.ts';
import { memoryPorts, type MemoryPorts } from '#lib/runner/testing/memory-ports.ts';
import { runNode } from '#lib/runner/testing/run-node.ts';
import { aWorkflow } from '#lib/runner/testing/workflow-builder.ts';
import { run } from '#lib/runner/testing/run-workflow.ts';
import { useDatabase } from '#lib/testing/database.ts';

const connectionId = '0193d7a0-0000-7000-8000-000000000001';
const database = useDatabase();
let fields: PostgresFields;
const guard = createOutboundHttp({ outboundAllow: ['localhost', '127.0.0.0/8'] });
const databases = createDatabases({ guard, fieldsOf: () => Promise.resolve(fields) });
/** Every run of these tests is of one workspace. */
const workspaceId = '0193d7a0-0000-7000-8000-000000000002';
const ports = (workspace = workspaceId): MemoryPorts =>
  memoryPorts({ query: (request) => databases.query({ ...request, workspaceId: workspace }) });

beforeAll(async () => {
  const url = new URL(database.url);
  fields = {
    host: url.hostname,
    port: Number(url.port || 5432),
    database: url.pathname.slice(1),
    user: url.username,
    password: decodeURIComponent(url.password),
    tls: 'off',
  };
  await database.pool.query('CREATE TABLE thing (id int PRIMARY KEY, name text)');
});
afterAll(async () => {
  await databases.close();
  await guard.close();
});

const ask = (sql: string, config: object = {}, input: unknown = null, used = ports()) =>
  runNode('postgres.query', { connectionId, sql, readOnly: true, ...config }, input, used);
const rowsOf = async (sql: string, config: object = {}, input: unknown = null): Promise<unknown> => {
  const { output, error } = await ask(sql, config, input);
  if (error) throw new Error(`${error.code}: ${error.message}`);
  return (output as { rows: unknown }).rows;
};
/** Left out, `readOnly` is false. */
const write = (sql: string, params: unknown[] = []) => ask(sql, { params, readOnly: undefined });
const active = async (text: string): Promise<number> => {
  const sql = `SELECT FROM pg_stat_activity WHERE state = 'active' AND query LIKE $1 AND datname = current_database() AND pid <> pg_backend_pid()`;
  return (await database.pool.query(sql, [`%${text}%`])).rowCount ?? 0;
};

describe('postgres.query reads', () => {
  it('values of every kind as JSON, without losing digits', async () => {
    const sql = `SELECT 7 AS i, 9007199254740993 AS big, 1.10::numeric AS n, 1.5::float8 AS f, 'NaN'::float8 AS nan,
      true AS b, 'x' AS t, null AS nothing, '{"a":[1]}'::jsonb AS j, '\\x00ff'::bytea AS bytes, date '2026-01-02' AS d,
      timestamptz '2026-01-02 03:04:05.123456+09' AS tz, timestamp '2026-01-02 03:04:05' AS ts, 'infinity'::timestamptz AS inf,
      ARRAY[1,2] AS list, ARRAY['a,b',NULL,'"'] AS texts, ARRAY[9007199254740993] AS bigs, interval '1 day 2 hours' AS span,
      1 AS "__proto__"`;
    const [row] = (await rowsOf(sql)) as [object];
    expect(JSON.parse(JSON.stringify(row), (key, value: unknown) => (key === '__proto__' ? undefined : value))).toEqual(
      {
        i: 7,
        big: '9007199254740993',
        n: '1.10',
        f: 1.5,
        nan: 'NaN',
        b: true,
        t: 'x',
        nothing: null,
        j: { a: [1] },
        bytes: 'AP8=',
        d: '2026-01-02',
        tz: '2026-01-01T18:04:05.123456Z',
        ts: '2026-01-02T03:04:05',
        inf: 'infinity',
        list: [1, 2],
        texts: ['a,b', null, '"'],
        bigs: ['9007199254740993'],
        span: 'P1DT2H',
      },
    );
    expect(Object.hasOwn(row, '__proto__')).toBe(true);
  });
  it('parameters are values and never SQL', async () => {
    const evil = `'; DROP TABLE thing; --`;
    const config = { params: ['{{ input.text }}', '{{ input.list }}', '{{ input.object }}', '{{ input.none }}', 5] };
    const input = { text: evil, list: [1, 2], object: { a: "'" }, none: null };
    const sql = 'SELECT $1::text AS t, 2 = ANY($2::int[]) AS found, $3::jsonb AS j, $4::text AS n, $5::int AS i';
    expect(await rowsOf(sql, config, input)).toEqual([{ t: evil, found: true, j: { a: "'" }, n: null, i: 5 }]);
    expect(await rowsOf('SELECT count(*)::int AS n FROM thing')).toEqual([{ n: 0 }]);
  });
  it('the text is literal: braces in it are no template', async () => {
    expect(await rowsOf(`SELECT '{{ input }}' AS t`)).toEqual([{ t: '{{ input }}' }]);
  });
  it('no more rows than the limit, and says that there are more', async () => {
    const { output } = await ask('SELECT g AS n FROM generate_series(1, 5000000) g', { rowLimit: 3 });
    expect(output).toEqual({ rows: [{ n: 1 }, { n: 2 }, { n: 3 }], rowCount: 3, truncated: true });
    const exact = await ask('SELECT g FROM generate_series(1, 3) g', { rowLimit: 3 });
    expect(exact.output).toMatchObject({ rowCount: 3, truncated: false });
  });
  it('one value or many that are too large end the step before they are loaded; the next statement works', async () => {
    for (const sql of [
      `SELECT repeat('x', 200000000) AS t`,
      `SELECT repeat('x', 100000) FROM generate_series(1, 1000)`,
    ]) {
      const before = process.memoryUsage().rss;
      expect((await ask(sql)).error).toMatchObject({ code: 'limit_exceeded' });
      expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
    }
    expect(await rowsOf('SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });
  it('changes nothing while "Only read" is on, by whatever way', async () => {
    const insert = await ask(`INSERT INTO thing VALUES (1, 'x')`);
    expect(insert.error).toMatchObject({ code: 'database_error', details: { sqlstate: '25006' } });
    await ask('SET TRANSACTION READ WRITE');
    await ask(`DO $$ BEGIN SET TRANSACTION READ WRITE; INSERT INTO thing VALUES (1, 'x'); END $$`);
    await ask('COMMIT');
    await ask('ROLLBACK');
    await ask(`INSERT INTO thing VALUES (1, 'x')`);
    expect(await rowsOf('SELECT * FROM thing')).toEqual([]);
  });
  it('leaves nothing behind for the next statement of the connection', async () => {
    await write(`SET search_path = pg_catalog`);
    await write(`SET statement_timeout = 1`);
    expect(await rowsOf('SHOW search_path')).toEqual([{ search_path: '"$user", public' }]);
    const backend = 'SELECT pg_backend_pid() AS pid';
    const foreign = await ask(backend, {}, null, ports('0193d7a0-0000-7000-8000-000000000003'));
    const own = await Promise.all(Array.from({ length: 20 }, () => rowsOf(backend)));
    expect(new Set(own.map((rows) => JSON.stringify(rows))).size).toBeLessThanOrEqual(4);
    expect(own).not.toContainEqual((foreign.output as { rows: unknown }).rows);
  });
  it('keeps four connections at most, also after refusals', async () => {
    await Promise.all(Array.from({ length: 20 }, () => ask('SELECT 1/0')));
    const clients = `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'toolwright' AND datname = current_database()`;
    const count = async (): Promise<number> => ((await rowsOf(clients)) as [{ n: number }])[0].n;
    // One is the other workspace's.
    await expect.poll(count, { timeout: 5_000 }).toBeLessThanOrEqual(5);
  });
});

describe('postgres.query writes', () => {
  it('commits, counts, and brackets the change with intent and receipt', async () => {
    const used = ports();
    const config = { readOnly: false, params: [1, 'Ada'] };
    const { output } = await ask('INSERT INTO thing VALUES ($1, $2)', config, null, used);
    expect(output).toEqual({ rows: [], rowCount: 1, truncated: false });
    expect(used.journal.kinds.filter((kind) => kind === 'intend' || kind === 'receipt')).toEqual(['intend', 'receipt']);
    const returned = await write('UPDATE thing SET name = $2 WHERE id = $1 RETURNING name', [1, 'Kim']);
    expect(returned.output).toEqual({ rows: [{ name: 'Kim' }], rowCount: 1, truncated: false });
    expect(await rowsOf('SELECT name FROM thing')).toEqual([{ name: 'Kim' }]);
  });
  it('rows beyond the limit are written all the same', async () => {
    const sql = 'INSERT INTO thing SELECT g FROM generate_series(100, 199) g RETURNING id';
    const { output } = await ask(sql, { readOnly: false, rowLimit: 2 });
    expect(output).toMatchObject({ rowCount: 2, truncated: true });
    expect(await rowsOf('SELECT count(*)::int AS n FROM thing WHERE id >= 100')).toEqual([{ n: 100 }]);
  });
  it('a refusal is named by SQLSTATE, changes nothing and leaves a receipt', async () => {
    const used = ports();
    const { error } = await ask(`INSERT INTO thing VALUES (1, 'x')`, { readOnly: false }, null, used);
    expect(error).toMatchObject({
      code: 'database_error',
      message: expect.stringMatching(/SQLSTATE 23505.*thing_pkey/),
      details: { sqlstate: '23505', constraint: 'thing_pkey' },
    });
    expect(error!.details).not.toHaveProperty('mayHaveHappened');
    expect(used.journal.kinds).toContain('receipt');
  });
  it('a statement that times out or is canceled changes nothing, and the server stops it within a second', async () => {
    const sql = `INSERT INTO thing SELECT 500 FROM pg_sleep(60)`;
    const { error } = await ask(sql, { readOnly: false, timeoutMs: 300 });
    expect(error).toMatchObject({ code: 'timeout' });
    expect(error!.details ?? {}).not.toHaveProperty('mayHaveHappened');
    const controller = new AbortController();
    const workflow = aWorkflow()
      .node('start', 'trigger.manual')
      .node('node', 'postgres.query', { connectionId, sql, readOnly: false })
      .chain('start', 'node')
      .build();
    const running = run(workflow, { input: null, ports: ports(), signal: controller.signal });
    await expect.poll(() => active('SELECT 500')).toBe(1);
    const stoppedAt = performance.now();
    controller.abort();
    expect((await running).status).toBe('canceled');
    await expect.poll(() => active('SELECT 500'), { interval: 20 }).toBe(0);
    expect(performance.now() - stoppedAt).toBeLessThan(1_000);
    expect(await rowsOf('SELECT FROM thing WHERE id = 500')).toEqual([]);
  });
});

describe('a statement that is stopped at any moment', () => {
  it('is either committed and answered, or has changed nothing, and never goes on', async () => {
    await database.pool.query('CREATE TABLE moment (at int)');
    for (let at = 0; at < 60; at += 1) {
      const controller = new AbortController();
      const statement = { sql: 'INSERT INTO moment VALUES ($1)', params: [at], readOnly: false, rowLimit: 1 };
      const asking = databases
        .query({ workspaceId, actorId: null, connectionId, statement, timeoutMs: 9_000, signal: controller.signal })
        .then(
          () => 'done',
          (error: { mayHaveHappened: boolean }) => (error.mayHaveHappened ? 'unknown' : 'nothing'),
        );
      await pause(at / 8);
      controller.abort();
      const outcome = await asking;
      await pause(20);
      const { rowCount } = await database.pool.query('SELECT FROM moment WHERE at = $1', [at]);
      if (outcome !== 'unknown') expect([at, outcome, rowCount]).toEqual([at, outcome, outcome === 'done' ? 1 : 0]);
    }
    await expect.poll(() => active('INSERT INTO moment')).toBe(0);
  });
});

describe('postgres.query refuses clearly', () => {
  it.each([
    [
      'SELECT $1::int + $2::int',
      { params: [1] },
      { code: 'config_invalid', path: '/params' },
      /needs 2 parameters, and 1/,
    ],
    ['SELECT 1', { params: [1] }, { code: 'config_invalid', path: '/params' }, /needs 0 parameters, and 1/],
    ['SELEC 1', {}, { code: 'database_error', path: '/sql', details: { sqlstate: '42601' } }, /syntax error/],
    ['SELECT 1; SELECT 2', {}, { path: '/sql', details: { sqlstate: '42601' } }, /multiple commands/],
    ['SELECT * FROM no_such', {}, { path: '/sql', details: { sqlstate: '42P01' } }, /no_such/],
    ['SELECT 1 AS a, 2 AS a', {}, { code: 'database_error', path: '/sql' }, /two columns are called "a"/i],
    ['SELECT $1::int', { params: ['x'] }, { details: { sqlstate: '22P02' } }, /invalid input syntax/],
  ])('%s %j', async (sql, config, expected, message) => {
    const { error } = await ask(sql, config);
    expect(error).toMatchObject(expected);
    expect(error!.message).toMatch(message);
  });
  it('a server without TLS, if the connection asks for it', async () => {
    const right = fields;
    for (const tls of ['verify', 'encrypt'] as const) {
      fields = { ...right, tls };
      expect((await ask('SELECT 1')).error).toMatchObject({ code: 'outbound_failed' });
    }
    fields = right;
  });
  it.each(['COPY thing FROM STDIN', 'COPY thing TO STDOUT', '', ' -- nothing'])('%j does not hang', async (sql) => {
    const { error } = await ask(sql, { readOnly: false, timeoutMs: 5_000 });
    if (sql !== ' -- nothing' && !sql.includes('TO')) expect(error).not.toBeNull();
    expect(error?.code).not.toBe('timeout');
    expect(await rowsOf('SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });
  it('wrong passwords without showing them', async () => {
    const right = fields;
    fields = { ...right, password: 'canary-password' };
    const { error } = await ask('SELECT 1');
    fields = right;
    expect(error).toMatchObject({ code: 'database_error', details: { sqlstate: '28P01' } });
    expect(JSON.stringify(error)).not.toContain('canary-password');
  });
  it('internal addresses, however they are named', async () => {
    const closed = createOutboundHttp({ outboundAllow: [] });
    const guarded = createDatabases({ guard: closed, fieldsOf: () => Promise.resolve(fields) });
    const { error } = await ask('SELECT 1', {}, null, memoryPorts({ query: guarded.query }));
    expect(error).toMatchObject({ code: 'outbound_refused' });
    await guarded.close();
    await closed.close();
  });
});
