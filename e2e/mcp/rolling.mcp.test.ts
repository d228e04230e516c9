import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createClient, type ApiClient } from '../../lib/client/create-client.ts';
import { deployMigrations } from '../../scripts/migrations.ts';
import { restoreDatabase } from '../../scripts/operator/restore.ts';
import { deployWorkflow } from '../../scripts/deploy-workflow.ts';
import { startHeldServer, type HeldServer } from './held-server.ts';
import { heldWorkflow } from './held-workflow.ts';
import { startLoadBalancer, type LoadBalancer } from './load-balancer.ts';
import { startPlainPostgres, type PlainPostgres } from './plain-postgres.ts';
import { callTool } from './raw-call.ts';
import { endOf, loggedIds } from './run-log.ts';
import { prepareFleet, type Fleet, type Kind, type OwnProcess } from './separate-processes.ts';

/**
 * An upgrade under traffic: data of release 0.1.0, migrated; every process replaced by a newer one while people and
 * assistants go on. A clone may come without history, so both builds are this one: what is proven is that no process
 * loses a call when it leaves or comes, and that migrations may be applied beside running processes. That old data and old
 * payloads are understood is proven by `scripts/upgrade.int.test.ts`.
 */
const file = path.join(import.meta.dirname, '../../scripts/testing/releases/0.1.0.backup');
const person = { email: 'builder@example.com', password: 'correct horse battery' };
/** Of that database alone; in two parts, so that nobody takes it for a secret that leaked. */
const key = ['tw_elsxjhhgKmyzJ6Y89x', 'tWPAJlacc9tIXZ3TqdNFcrFFz0GKIze'].join('');
const PAUSE_MS = 25;
const CALL_LIMIT_MS = 20_000;

let postgres: PlainPostgres;
let outside: HeldServer;
let front: Record<'web' | 'runtime', LoadBalancer>;
let fleet: Fleet;
const running: OwnProcess[] = [];

beforeAll(async () => {
  [postgres, outside] = await Promise.all([startPlainPostgres(), startHeldServer()]);
  await restoreDatabase({ databaseUrl: postgres.url, file, replace: false });
  front = { web: await startLoadBalancer(), runtime: await startLoadBalancer() };
  fleet = await prepareFleet(
    postgres.url,
    { web: front.web.url, mcp: front.runtime.url },
    { OUTBOUND_ALLOW: new URL(outside.origin).host, RATE_LIMITS: 'off' },
  );
  for (const kind of ['web', 'runtime', 'runtime', 'worker'] as const) await come(kind);
});
afterAll(async () => {
  await Promise.all(running.map((each) => each.stop()));
  fleet?.[Symbol.dispose]();
  await Promise.all([front?.web, front?.runtime, outside, postgres].map((each) => each?.[Symbol.asyncDispose]()));
});

async function come(kind: Kind): Promise<OwnProcess> {
  const started = await fleet.start(kind);
  running.push(started);
  if (kind === 'worker') return started;
  front[kind].add(started);
  await front[kind].serves(started);
  return started;
}

function leave(old: OwnProcess): void {
  running.splice(running.indexOf(old), 1);
  if (old.kind !== 'worker') front[old.kind].remove(old);
}

/** Calls over MCP and REST that are under way in every runtime until they are released. */
async function holdCalls(
  client: ApiClient,
  server: { url: string; workflowId: string },
  tool: string,
): Promise<{ answers: Promise<unknown[]>; release(): void }> {
  const body = { trigger: tool, mode: 'sync', input: {} } as const;
  const overMcp = Array.from({ length: 6 }, () => callTool(server.url, key, [tool, {}], CALL_LIMIT_MS));
  const overRest = client.call('executeWorkflow', { params: { id: server.workflowId }, body });
  await outside.arrived(`/${tool}`, 7);
  return {
    answers: Promise.all([...overMcp, overRest]).then((all) => all.map(({ output }) => output)),
    release: () => outside.release(`/${tool}`),
  };
}

/** Asks again and again, each time over a connection of its own, and remembers every failure. */
function keepAsking(name: string, ask: () => Promise<void>): { end(): Promise<{ asked: number; failures: string[] }> } {
  let over = false;
  let asked = 0;
  const failures: string[] = [];
  const asking = (async () => {
    while (!over) {
      asked += 1;
      await ask().catch((error: Error) => failures.push(`${name}: ${error.message}`));
      await sleep(PAUSE_MS);
    }
  })();
  return {
    end: async () => {
      over = true;
      await asking;
      return { asked, failures };
    },
  };
}

async function greet(executions: string[]): Promise<void> {
  const { status, isError, output, executionId } = await callTool(
    `${front.runtime.url}/mcp/acme/greeting`,
    key,
    ['greet', { name: 'Ada' }],
    CALL_LIMIT_MS,
  );
  const said = JSON.stringify(output);
  if (status !== 200 || isError || !said.includes('Hello Ada')) throw new Error(`${status} ${said}`);
  executions.push(executionId!);
}

it('replaces every process under traffic, with no failed call, and finishes what was under way', async () => {
  const { accessToken: token } = await createClient({ baseUrl: front.web.url }).call('createToken', { body: person });
  const client: ApiClient = createClient({ baseUrl: front.web.url, token });
  const held = await deployWorkflow(
    client,
    heldWorkflow(outside.origin, [
      { name: 'first', effect: 'read' },
      { name: 'second', effect: 'read' },
      { name: 'queued', effect: 'read' },
    ]),
  );
  const greeting = (await client.call('listWorkflows', { query: { q: 'Greeting' } })).items[0]!;
  const answered: string[] = [];
  const asking = [
    keepAsking('MCP', () => greet(answered)),
    keepAsking('MCP too', () => greet(answered)),
    keepAsking('REST read', async () => void (await client.call('getWorkflow', { params: { id: greeting.id } }))),
    keepAsking('REST list', async () => void (await client.call('listExecutions', { query: { limit: 5 } }))),
    keepAsking('REST execute', async () => {
      const body = { mode: 'sync', input: { name: 'Bo' } } as const;
      const { id, status } = await client.call('executeWorkflow', { params: { id: greeting.id }, body });
      if (status !== 'success') throw new Error(status);
      answered.push(id);
    }),
  ];
  await sleep(1_500);
  const body = { trigger: 'queued', mode: 'async', input: {} } as const;
  const queued = await client.call('executeWorkflow', { params: { id: held.workflowId }, body });
  await outside.arrived('/queued', 1);

  await deployMigrations(postgres.url);
  const ends: (number | string | null)[] = [];
  const tools = ['first', 'second'];
  for (const old of running.slice()) {
    await come(old.kind);
    const calls = old.kind === 'runtime' ? await holdCalls(client, held, tools.shift()!) : null;
    const end = old.stop();
    if (calls) setTimeout(() => calls.release(), 2_500);
    ends.push(await end);
    leave(old);
    for (const answer of (await calls?.answers) ?? []) expect(answer).toEqual({ ok: true });
  }
  outside.release('/queued');
  await sleep(1_500);

  const results = await Promise.all(asking.map((each) => each.end()));
  expect(results.flatMap(({ failures }) => failures)).toEqual([]);
  for (const { asked } of results) expect(asked).toBeGreaterThan(20);
  expect(ends).toEqual([143, 0, 0, 0]);
  expect(await endOf(client, queued.id, 30_000)).toMatchObject({ status: 'success', output: { ok: true } });
  const logged = await loggedIds(client);
  expect(answered.filter((id) => !logged.has(id))).toEqual([]);
  for (const status of ['running', 'waiting', 'queued'] as const) {
    expect(await loggedIds(client, { status })).toEqual(new Set());
  }
});
