import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createClient } from '../../lib/client/create-client.ts';
import type { Deployment } from '../../lib/contracts/api/deployments.ts';
import type { AppEvent } from '../../lib/contracts/events.ts';
import { describeRedis, useRedis } from '../../lib/testing/redis.ts';
import { deployDraft, deployWorkflow } from '../../scripts/deploy-workflow.ts';
import { signUp, type Builder } from '../sign-up.ts';
import { startProduct, type Product } from '../start-product.ts';
import { modernClient } from './clients.ts';
import { startHeldServer, type HeldServer } from './held-server.ts';
import { heldWorkflow } from './held-workflow.ts';
import { startPlainPostgres, type PlainPostgres } from './plain-postgres.ts';
import { callTool, type ToolAnswer } from './raw-call.ts';
import { endOf, loggedIds } from './run-log.ts';

/** Enough that each of two processes gets some: the kernel spreads connections by a hash of their ports. */
const FRESH_CALLS = 16;

describeRedis('the production profile: a Postgres and a Redis of their own, two runtime processes', () => {
  const redis = useRedis();
  let postgres: PlainPostgres;
  let database: pg.Client;
  let memory: Redis;
  let outside: HeldServer;
  let product: Product;
  let builder: Builder;
  let hello: Deployment;
  let key: string;
  /** Executions that calls were answered with, over all tests. */
  const answered: string[] = [];

  beforeAll(async () => {
    [postgres, outside] = await Promise.all([startPlainPostgres(), startHeldServer()]);
    database = new pg.Client({ connectionString: postgres.url });
    await database.connect();
    memory = new Redis(redis.url);
    product = await startProduct({
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
      RUNTIME_PROCESSES: '2',
      OUTBOUND_ALLOW: '127.0.0.1',
    });
    builder = await signUp(product.api);
    const { client } = builder;
    const { id } = await client.call('createWorkflow', { body: { name: 'Hello', templateId: 'say-hello' } });
    hello = await deployDraft(client, id);
    ({ key } = await client.call('createApiKey', { body: { name: 'hello', scopes: ['mcp:call'], servers: [id] } }));
  });

  afterAll(async () => {
    await product?.stop();
    await Promise.all([memory?.quit(), database?.end(), outside?.[Symbol.asyncDispose]()]);
    await postgres?.[Symbol.asyncDispose]();
  });

  const greet = async (withKey = key): Promise<ToolAnswer> => {
    const answer = await callTool(hello.url, withKey, ['say_hello', { name: 'Ada' }]);
    if (answer.executionId !== null) answered.push(answer.executionId);
    return answer;
  };
  const greetAfresh = (withKey?: string): Promise<ToolAnswer[]> =>
    Promise.all(Array.from({ length: FRESH_CALLS }, () => greet(withKey)));

  it('serves a template that was signed up for, made and deployed', async () => {
    expect(hello).toMatchObject({ status: 'active', version: 1 });
    await using client = await modernClient(hello.url, key);
    expect(await client.toolNames()).toEqual(['say_hello']);
    const answer = await client.call('say_hello', { name: 'Ada' });
    expect(answer.structuredContent).toEqual({ greeting: 'Hello, Ada!' });
    answered.push(String(answer._meta?.['toolwright/executionId']));
  });

  it('works on a role without rights over others', async () => {
    const { rows } = await database.query(
      `SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname IN
        (SELECT usename FROM pg_stat_activity WHERE application_name LIKE 'toolwright%')`,
    );
    expect(rows).toEqual([{ rolsuper: false, rolcreaterole: false }]);
  });

  it('spreads calls over both processes', async () => {
    await greetAfresh();
    const counts = await Promise.all([callsServedBy(product, 1), callsServedBy(product, 2)]);
    expect(Math.min(...counts)).toBeGreaterThan(0);
  });

  it('runs from a queue that lives in Redis', async () => {
    const body = { trigger: 'hello', mode: 'async', input: { name: 'Ada' } } as const;
    const queued = await builder.client.call('executeWorkflow', { params: { id: hello.workflowId }, body });
    answered.push(queued.id);
    const end = await endOf(builder.client, queued.id, 10_000);
    expect(end).toMatchObject({ status: 'success', mode: 'queued', output: { greeting: 'Hello, Ada!' } });
    const { rows } = await database.query(`SELECT to_regnamespace('bullmq') IS NULL AS unused`);
    expect(rows).toEqual([{ unused: true }]);
    expect(await memory.keys('*:meta')).toHaveLength(1);
  });

  it('changes the version in both processes within a second, without a gap', async () => {
    const said = await listen(memory);
    const { client } = builder;
    const { id, revision, definition } = await client.call('getWorkflow', { params: { id: hello.workflowId } });
    const nodes = definition.nodes.map((node) =>
      node.key === 'answer' ? { ...node, config: { value: { greeting: 'Welcome, {{ input.name }}!' } } } : node,
    );
    await client.call('saveDraft', {
      params: { id },
      ifMatch: revision,
      body: { definition: { ...definition, nodes } },
    });
    let deployed = false;
    const meanwhile: ToolAnswer[] = [];
    const calling = (async () => {
      while (!deployed) meanwhile.push(await greet());
    })();
    expect(await deployDraft(client, id)).toMatchObject({ status: 'active', version: 2 });
    await sleep(1_000);
    deployed = true;
    await calling;
    const after = await greetAfresh();
    expect(after.map(({ output }) => output)).toEqual(after.map(() => ({ greeting: 'Welcome, Ada!' })));
    expect(meanwhile.filter(({ status, isError }) => status !== 200 || isError)).toEqual([]);
    expect(await said.end()).toContain('server.changed');
  });

  it('refuses a revoked key in both processes within a second', async () => {
    const said = await listen(memory);
    const doomed = await builder.client.call('createApiKey', { body: { name: 'doomed' } });
    const before = await greetAfresh(doomed.key);
    expect(before.map(({ status }) => status)).toEqual(before.map(() => 200));
    await builder.client.call('deleteApiKey', { params: { id: doomed.id } });
    await sleep(1_000);
    const after = await greetAfresh(doomed.key);
    expect(after.map(({ status }) => status)).toEqual(after.map(() => 401));
    expect(await said.end()).toContain('credentials.changed');
  });

  it('slows guessing down, and counts in Redis', async () => {
    const nobody = createClient({ baseUrl: product.api });
    const guess = (): Promise<unknown> =>
      nobody.call('createToken', { body: { email: 'victim@example.com', password: 'a wrong guess' } });
    const codes: unknown[] = [];
    for (let tries = 0; tries < 7; tries += 1) {
      codes.push(await guess().catch((error: { status?: number }) => error.status));
    }
    expect(codes).toEqual([401, 401, 401, 401, 401, 401, 429]);
    expect(await memory.keys('tw-try:*')).not.toEqual([]);
    expect((await database.query('SELECT 1 FROM rate_limit')).rowCount).toBe(0);
  });

  it('streams a queued execution from its start to its end', async () => {
    const { client } = builder;
    const held = await deployWorkflow(client, heldWorkflow(outside.origin, [{ name: 'read', effect: 'read' }]));
    const { id } = await client.call('executeWorkflow', {
      params: { id: held.workflowId },
      body: { trigger: 'read', mode: 'async', input: {} },
    });
    answered.push(id);
    const events: AppEvent[] = [];
    const stop = client.subscribe('streamExecution', { params: { id }, onEvent: (event) => events.push(event) });
    const seen = (): string[] => events.map(({ type }) => type);
    await outside.arrived('/read', 1);
    await vi.waitFor(() => expect(seen()).toContain('execution.started'), { timeout: 10_000 });
    expect(seen()).not.toContain('execution.finished');
    outside.release('/read');
    await vi.waitFor(() => expect(seen()).toContain('execution.finished'), { timeout: 10_000 });
    stop();
    expect(seen().filter((type) => type.startsWith('execution.'))).toEqual(['execution.started', 'execution.finished']);
    expect(events.at(-1)).toMatchObject({ type: 'execution.finished', data: { id, status: 'success' } });
    expect(seen().filter((type) => type === 'step.finished')).toHaveLength(3);
  });

  it('has logged every call, once', async () => {
    expect(answered.length).toBeGreaterThan(3 * FRESH_CALLS);
    const logged = await loggedIds(builder.client);
    expect([...logged].sort()).toEqual([...answered].sort());
    const { rows } = await database.query('SELECT count(*)::int AS count FROM execution');
    expect(rows).toEqual([{ count: answered.length }]);
  });
});

/** MCP requests that a runtime process has answered, by its own metrics. */
async function callsServedBy(product: Product, number: number): Promise<number> {
  const log = readFileSync(path.join(product.dataDir, 'logs', `runtime-${number}.log`), 'utf8');
  const port = /"internalPort":(\d+)/.exec(log)?.[1];
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const counts = text.matchAll(/^toolwright_runtime_request_duration_seconds_count\{[^}]*route="mcp"[^}]*\} (\d+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}

/** Hears what the processes tell each other over Redis, until `end`, which gives all of it. */
async function listen(memory: Redis): Promise<{ end(): Promise<string> }> {
  const ear = memory.duplicate();
  let said = '';
  ear.on('message', (_channel, message: string) => (said += `${message}\n`));
  await ear.subscribe('toolwright:bus');
  return {
    end: async () => {
      await ear.quit();
      return said;
    },
  };
}
