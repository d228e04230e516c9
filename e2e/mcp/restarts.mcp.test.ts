import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ApiProblem } from '../../lib/client/api-problem.ts';
import { createClient } from '../../lib/client/create-client.ts';
import type { Deployment } from '../../lib/contracts/api/deployments.ts';
import type { Execution } from '../../lib/contracts/execution.ts';
import { deployWorkflow } from '../../scripts/deploy-workflow.ts';
import { signUp, type Builder } from '../sign-up.ts';
import { startProduct, type Product } from '../start-product.ts';
import { startHeldServer, type HeldServer } from './held-server.ts';
import { heldWorkflow, type HeldTool } from './held-workflow.ts';
import { startLoad } from './load.ts';
import { callTool } from './raw-call.ts';
import { endOf, loggedIds } from './run-log.ts';

/** How each process looks in the list of processes. */
const commands = {
  Postgres: /bin\/postgres -D/,
  web: /next-server|next\/dist\/bin\/next start/,
  runtime: /workers\/runtime\.ts/,
  worker: /workers\/worker\.ts/,
} as const;
type Victim = keyof typeof commands;

const tools: HeldTool[] = [
  { name: 'read', effect: 'read' },
  { name: 'write', effect: 'write' },
  { name: 'lasting', effect: 'write' },
  { name: 'slow', effect: 'read' },
  { name: 'slower', effect: 'read' },
];
const settings = { OUTBOUND_ALLOW: '127.0.0.1' };
/** Ten seconds until a silent process counts as dead, as long again until a new worker may say so, and a sweep. */
const SETTLED_MS = 30_000;
const BACK_MS = 15_000;

describe('a running copy under light load', () => {
  let product: Product;
  let outside: HeldServer;
  let builder: Builder;
  let server: Deployment;
  let key: string;

  beforeAll(async () => {
    outside = await startHeldServer();
    product = await startProduct(settings);
    builder = await signUp(product.api);
    server = await deployWorkflow(builder.client, heldWorkflow(outside.origin, tools));
    ({ key } = await builder.client.call('createApiKey', { body: { name: 'load', scopes: ['mcp:call'] } }));
  });

  afterAll(async () => {
    await product?.stop();
    await outside?.[Symbol.asyncDispose]();
  });

  const pidOf = (victim: Victim): number | null =>
    product.processes().find(([, command]) => commands[victim].test(command))?.[0] ?? null;

  /** Kills a process and resolves once there is another one in its place. */
  async function kill(victim: Victim): Promise<void> {
    const killed = pidOf(victim);
    if (killed === null) throw new Error(`There is no process that looks like ${victim}`);
    process.kill(killed, 'SIGKILL');
    await vi.waitFor(
      () => {
        const next = pidOf(victim);
        if (next === null || next === killed) throw new Error(`${victim} did not come back`);
      },
      { timeout: BACK_MS, interval: 50 },
    );
  }

  /** Asks until there is an answer; resolves with the codes of the refusals before it. */
  async function untilAnswered(ask: () => Promise<unknown>): Promise<string[]> {
    const refusals: string[] = [];
    const noting = (error: ApiProblem): never => {
      refusals.push(error.code);
      throw error;
    };
    await vi.waitFor(() => ask().catch(noting), { timeout: BACK_MS, interval: 50 });
    return refusals;
  }

  /** Follows the workspace's events, as every open page does. */
  const openPage = (): Promise<() => void> =>
    new Promise((resolve) => {
      const leave = builder.client.subscribe('streamEvents', {
        onEvent: () => undefined,
        onState: (state) => state === 'open' && resolve(leave),
      });
    });

  const execute = (trigger: string, mode: 'sync' | 'async'): Promise<Execution> =>
    builder.client.call('executeWorkflow', { params: { id: server.workflowId }, body: { trigger, mode, input: {} } });

  it.each<Victim>(['Postgres', 'web', 'runtime', 'worker'])('loses no answer when %s is killed', async (victim) => {
    const load = startLoad(server.url, key);
    await load.answersAgain(10);
    await kill(victim);
    const killedAt = performance.now();
    const refusals = await untilAnswered(() => builder.client.call('getMe'));
    expect(refusals.filter((code) => code !== (victim === 'web' ? 'network' : 'unavailable'))).toEqual([]);
    await load.answersAgain(10);
    expect(performance.now() - killedAt).toBeLessThan(BACK_MS);
    const queued = await execute('echo', 'async');
    const { executionIds, failures } = await load.end();
    if (victim === 'web' || victim === 'worker') expect(failures).toEqual([]);
    const logged = await loggedIds(builder.client, { trigger: 'tool' });
    expect(executionIds.filter((id) => !logged.has(id))).toEqual([]);
    expect(await endOf(builder.client, queued.id, BACK_MS)).toMatchObject({ status: 'success' });
  });

  it('goes on with what is under way when Postgres is killed', async () => {
    const direct = callTool(server.url, key, ['lasting', {}]);
    const queued = await execute('lasting', 'async');
    await outside.arrived('/lasting', 2);
    await kill('Postgres');
    outside.release('/lasting');
    const { executionId, output } = await direct;
    expect(output).toEqual({ ok: true });
    expect((await loggedIds(builder.client, { status: 'success' })).has(executionId!)).toBe(true);
    expect(await endOf(builder.client, queued.id, BACK_MS)).toMatchObject({ status: 'success', output: { ok: true } });
    expect(outside.requests('/lasting')).toBe(2);
  });

  it('ends what was under way in killed processes, says truly how, and asks where it cannot know', async () => {
    const direct = callTool(server.url, key, ['write', {}]).catch((error: Error) => error);
    await outside.arrived('/write', 1);
    const [read, write] = [await execute('read', 'async'), await execute('write', 'async')];
    await Promise.all([outside.arrived('/read', 1), outside.arrived('/write', 2)]);
    const running = await loggedIds(builder.client, { status: 'running' });
    expect(running.size).toBe(3);
    await Promise.all([kill('runtime'), kill('worker')]);
    expect(await direct).toBeInstanceOf(Error);
    outside.release('/read');

    const others = [...running].filter((id) => id !== write.id);
    const ends = await Promise.all(others.map((id) => endOf(builder.client, id, SETTLED_MS)));
    expect(ends.find(({ id }) => id === read.id)).toMatchObject({ status: 'success', output: { ok: true } });
    expect(ends.find(({ mode }) => mode === 'direct')).toMatchObject({ status: 'crashed', trigger: 'tool' });

    // Whether the write happened only people can know: its run waits until somebody says so, and does not do it again.
    const params = { id: write.id };
    const asked = await vi.waitFor(
      async () => {
        const execution = await builder.client.call('getExecution', { params });
        expect(execution.status).toBe('waiting');
        return execution;
      },
      { timeout: SETTLED_MS, interval: 100 },
    );
    expect(asked.steps.at(-1)).toMatchObject({ key: 'writeFetch', status: 'unknown' });
    await builder.client.call('settleStep', {
      params: { ...params, stepId: 'writeFetch' },
      body: { as: 'happened', output: { body: { ok: 'as somebody said' } } },
    });
    const end = await endOf(builder.client, write.id, SETTLED_MS);
    expect(end).toMatchObject({ status: 'success', output: { ok: 'as somebody said' } });
    expect([outside.requests('/read'), outside.requests('/write')]).toEqual([2, 2]);
  });

  it('leaves nothing running', async () => {
    for (const status of ['queued', 'running', 'waiting'] as const) {
      expect(await loggedIds(builder.client, { status })).toEqual(new Set());
    }
  });

  it('finishes calls under way when it is stopped, and goes on with the rest when it is started again', async () => {
    const calls = Array.from({ length: 5 }, () => callTool(server.url, key, ['slow', {}]));
    const waited = execute('slow', 'sync');
    const handedOver = await execute('slower', 'async');
    await Promise.all([outside.arrived('/slow', 6), outside.arrived('/slower', 1)]);
    const leavePage = await openPage();
    const haltedAt = performance.now();
    const halted = product.halt();
    setTimeout(() => outside.release('/slow'), 1_000);
    const answers = await Promise.all(calls);
    expect(answers.map(({ output }) => output)).toEqual(answers.map(() => ({ ok: true })));
    expect(await waited).toMatchObject({ status: 'success' });
    await halted;
    // The worker gives its run five seconds; a process that has to be killed takes fifteen.
    expect(performance.now() - haltedAt).toBeLessThan(15_000);
    leavePage();

    outside.release('/slower');
    product = await startProduct(settings, product.dataDir);
    const client = createClient({ baseUrl: product.api, token: builder.accessToken });
    const logged = await loggedIds(client, { status: 'success' });
    const ids = [...answers.map(({ executionId }) => executionId!), (await waited).id];
    expect(ids.filter((id) => !logged.has(id))).toEqual([]);
    expect(await endOf(client, handedOver.id, SETTLED_MS)).toMatchObject({ status: 'success', output: { ok: true } });
    expect(outside.requests('/slower')).toBe(2);
  });
});
