import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Principal } from '#lib/contracts/principal.ts';
import { saveQuota } from '#lib/db/quotas.ts';
import { chain, echoDefinition, toolTrigger } from '#lib/services/testing/definitions.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { newId } from '#lib/shared/ids.ts';
import { describeRedis, useRedis } from '#lib/testing/redis.ts';
import type { RunningWorker } from '#workers/processors/start-worker.ts';
import { findFreePort } from '../../../scripts/free-port.ts';
import { executeWorkflow } from './execute-workflow.ts';
import { getExecution } from './get-execution.ts';
import { monitoringSummary } from './monitoring-summary.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const FLOOD = 500;
/** `WORKER_CONCURRENCY` by default. */
const PLACES = 10;
const PATIENCE = { timeout: 60_000, interval: 50 };

describe('slots of queued runs, bells over Postgres', () => proveSlots(() => ({})));
describeRedis('slots of queued runs, bells over Redis', () => {
  const redis = useRedis();
  proveSlots(() => ({ REDIS_URL: redis.url }));
});

describe('slots of a workflow that somebody waits for, or that another calls', () => {
  const world = useWorld({ worker: true, runtime: true });
  const outside = useOutside();
  const limited = (principal: Principal, name: string): Promise<string> =>
    world.newWorkflow(
      principal,
      chain(
        { start: toolTrigger(), call: { type: 'http.request', config: { method: 'GET', url: outside.url(name) } } },
        { concurrency: 1 },
      ),
    );
  const calling = (principal: Principal, workflowId: string): Promise<string> =>
    world.newWorkflow(
      principal,
      chain({
        start: toolTrigger(),
        call: { type: 'logic.workflow', config: { workflowId, input: { text: 'x' } } },
      }),
    );
  const run = async (principal: Principal, id: string, mode: 'sync' | 'async') =>
    (await executeWorkflow(world.deps, principal, { id, mode, input: { text: 'x' } })).execution;
  const statusOf = async (principal: Principal, id: string) =>
    (await getExecution(world.deps, principal, { id })).status;

  it('who waits is refused with a time to come back; what is queued waits on; both count', async () => {
    const principal = await world.newWorkspace();
    const id = await limited(principal, 'direct');
    const release = outside.hold('direct');
    const first = run(principal, id, 'sync');
    await vi.waitFor(() => expect(outside.now('direct')).toBe(1), PATIENCE);
    const queued = await run(principal, id, 'async');
    await expect(run(principal, id, 'sync')).rejects.toMatchObject({
      code: 'rate_limited',
      status: 429,
      retryAfterMs: 1_000,
      message: 'This workflow is at its limit of runs at once (1), as its settings say',
    });
    expect((await getExecution(world.deps, principal, { id: queued.id })).obstacle).toEqual({
      reason: 'workflow',
      limit: 1,
    });
    release();
    expect((await first).status).toBe('success');
    await vi.waitFor(async () => expect(await statusOf(principal, queued.id)).toBe('success'), PATIENCE);
    expect((await run(principal, id, 'sync')).status).toBe('success');
    expect(outside.most('direct')).toBe(1);
  });

  it('a called run waits for its slot while its caller is parked', async () => {
    const principal = await world.newWorkspace();
    const callee = await limited(principal, 'called');
    const id = await calling(principal, callee);
    const release = outside.hold('called');
    const callers = await Promise.all([run(principal, id, 'async'), run(principal, id, 'async')]);
    const statuses = async () => (await Promise.all(callers.map((one) => statusOf(principal, one.id)))).toSorted();
    await vi.waitFor(async () => expect(await statuses()).toEqual(['running', 'waiting']), PATIENCE);
    release();
    await vi.waitFor(async () => expect(await statuses()).toEqual(['success', 'success']), PATIENCE);
    expect([outside.seen('called'), outside.most('called')]).toEqual([2, 1]);
  });

  it('a call from a run that somebody waits for fails, in words, and may be tried again', async () => {
    const principal = await world.newWorkspace();
    const callee = await limited(principal, 'busy');
    const id = await calling(principal, callee);
    const release = outside.hold('busy');
    const first = run(principal, callee, 'sync');
    await vi.waitFor(() => expect(outside.now('busy')).toBe(1), PATIENCE);
    expect(await run(principal, id, 'sync')).toMatchObject({ status: 'error', error: { code: 'workflow_busy' } });
    release();
    expect((await first).status).toBe('success');
    expect(outside.most('busy')).toBe(1);
  });
});

function proveSlots(environment: () => Record<string, string>): void {
  const world = useWorld({ environment });
  const outside = useOutside();
  const workers: RunningWorker[] = [];
  const killed: ChildProcess[] = [];
  afterEach(async () => {
    for (const child of killed.splice(0)) child.kill('SIGKILL');
    await Promise.all(workers.splice(0).map((worker) => worker.stop(2_000)));
  });
  const startTwo = async (): Promise<void> => {
    workers.push(...(await Promise.all([world.startWorker(), world.startWorker()])));
  };
  const startProcess = async (): Promise<ChildProcess> => {
    const port = await findFreePort();
    const env = { ...process.env, ...world.environment, WORKER_PORT: String(port) };
    const child = spawn(process.execPath, ['workers/worker.ts'], { cwd: ROOT, env, stdio: 'ignore' });
    killed.push(child);
    const ready = async () => expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
    await vi.waitFor(ready, PATIENCE);
    return child;
  };
  const queue = async (principal: Principal, id: string): Promise<string> =>
    (await executeWorkflow(world.deps, principal, { id, mode: 'async', input: { text: 'x' } })).execution.id;
  const queueMany = (principal: Principal, id: string, count: number): Promise<string[]> =>
    Promise.all(Array.from({ length: count }, () => queue(principal, id)));
  /** Calls outside, which counts how many do at once. */
  const calling = (principal: Principal, name: string, concurrency?: number): Promise<string> =>
    world.newWorkflow(
      principal,
      chain(
        {
          start: toolTrigger(),
          call: { type: 'http.request', config: { method: 'GET', url: outside.url(name) } },
        },
        concurrency === undefined ? {} : { concurrency },
      ),
    );
  const untilEnded = (principal: Principal, count: number): Promise<void> =>
    vi.waitFor(async () => {
      expect((await monitoringSummary(world.deps, principal)).byStatus).toEqual({ success: count });
    }, PATIENCE);
  /** One run as any other, and all the others as copies of its row: a flood that no bell tells of. */
  const flood = async (principal: Principal): Promise<void> => {
    const first = await queue(principal, await world.newWorkflow(principal, echoDefinition()));
    await world.deps.db.pool.query(
      `INSERT INTO execution (id, workspace_id, workflow_id, version_id, mode, status, trigger, trigger_key, trace_id, input)
       SELECT r.id, e.workspace_id, e.workflow_id, e.version_id, e.mode, 'queued', e.trigger, e.trigger_key, e.trace_id, e.input
       FROM unnest($2::uuid[]) AS r(id), execution e WHERE e.id = $1`,
      [first, Array.from({ length: FLOOD - 1 }, () => newId())],
    );
  };
  const startedAmong = async (principal: Principal, from: string, to: string): Promise<number> => {
    const { rows } = await world.deps.db.pool.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM execution WHERE workspace_id = $1
         AND started_at >= $2::timestamptz AND started_at <= (SELECT started_at FROM execution WHERE id = $3)`,
      [principal.workspaceId, from, to],
    );
    return rows[0]!.count;
  };

  it('one tenant that floods the queue delays another by one turn, not by what it has queued', async () => {
    const [noisy, quiet] = [await world.newWorkspace(), await world.newWorkspace()];
    await flood(noisy);
    const late = await queue(quiet, await world.newWorkflow(quiet, echoDefinition()));
    await startTwo();
    await Promise.all([untilEnded(noisy, FLOOD), untilEnded(quiet, 1)]);
    expect(await startedAmong(noisy, '-infinity', late)).toBeLessThanOrEqual(2 * PLACES);
  });

  it('also when it comes while the flood is executed', async () => {
    const [noisy, quiet] = [await world.newWorkspace(), await world.newWorkspace()];
    const id = await world.newWorkflow(quiet, echoDefinition());
    await startTwo();
    await flood(noisy);
    const late = await queue(quiet, id);
    const { rows } = await world.deps.db.pool.query<{ now: string }>('SELECT clock_timestamp()::text AS now');
    await Promise.all([untilEnded(noisy, FLOOD), untilEnded(quiet, 1)]);
    expect(await startedAmong(noisy, rows[0]!.now, late)).toBeLessThanOrEqual(4 * PLACES);
  });

  it('one tenant with runs that do not end leaves places for others', async () => {
    const [noisy, quiet] = [await world.newWorkspace(), await world.newWorkspace()];
    const endless = await calling(noisy, 'held');
    const release = outside.hold('held');
    await startTwo();
    await queueMany(noisy, endless, 3 * PLACES);
    await vi.waitFor(() => expect(outside.now('held')).toBe(2 * 0.8 * PLACES), PATIENCE);
    await queue(quiet, await world.newWorkflow(quiet, echoDefinition()));
    await untilEnded(quiet, 1);
    expect(outside.now('held')).toBe(2 * 0.8 * PLACES);
    release();
    await untilEnded(noisy, 3 * PLACES);
  });

  it('never more runs of a workflow at once than its settings say; the others are not held up, and say what they wait for', async () => {
    const principal = await world.newWorkspace();
    const [limited, free] = [await calling(principal, 'limited', 3), await calling(principal, 'free')];
    const release = outside.hold('limited');
    await startTwo();
    const queued = await queueMany(principal, limited, 30);
    await vi.waitFor(() => expect(outside.now('limited')).toBe(3), PATIENCE);
    await queueMany(principal, free, 10);
    await vi.waitFor(() => expect(outside.seen('free')).toBe(10), PATIENCE);
    const waiting = await Promise.all(queued.map((id) => getExecution(world.deps, principal, { id })));
    expect(waiting.filter(({ status }) => status === 'queued')).toHaveLength(27);
    for (const { status, obstacle } of waiting) {
      expect(obstacle).toEqual(status === 'queued' ? { reason: 'workflow', limit: 3 } : undefined);
    }
    release();
    await untilEnded(principal, 40);
    expect(outside.most('limited')).toBe(3);
  });

  it('never more queued runs of a workspace at once than its quota says, whatever it queues', async () => {
    const principal = await world.newWorkspace();
    const { workspaceId } = principal;
    await saveQuota(world.deps.db.prisma, { workspaceId, concurrentRuns: 4 });
    const ids = [await calling(principal, 'quota'), await calling(principal, 'quota')];
    const release = outside.hold('quota');
    await startTwo();
    const queued = (await Promise.all(ids.map((id) => queueMany(principal, id, 20)))).flat();
    await vi.waitFor(() => expect(outside.now('quota')).toBe(4), PATIENCE);
    const waiting = await Promise.all(queued.map((id) => getExecution(world.deps, principal, { id })));
    expect(waiting.filter(({ obstacle }) => obstacle?.reason === 'workspace' && obstacle.limit === 4)).toHaveLength(36);
    release();
    await untilEnded(principal, 40);
    expect(outside.most('quota')).toBe(4);
  });

  it('slots of a worker that was killed come back, and never more are given out', { timeout: 120_000 }, async () => {
    const principal = await world.newWorkspace();
    const id = await calling(principal, 'killed', 3);
    const release = outside.hold('killed');
    const victim = await startProcess();
    await queueMany(principal, id, 20);
    await vi.waitFor(() => expect(outside.now('killed')).toBe(3), PATIENCE);
    await startProcess();
    victim.kill('SIGKILL');
    await vi.waitFor(() => expect(outside.now('killed')).toBe(0), PATIENCE);
    release();
    await untilEnded(principal, 20);
    expect(outside.most('killed')).toBe(3);
  });
}

/** A server outside that counts who calls at once, by the last part of the path, and lets them wait if it is told to. */
function useOutside() {
  let server: Server;
  const counts = new Map<string, { now: number; most: number; seen: number }>();
  const held = new Map<string, Promise<void>>();
  const of = (name: string) => {
    const known = counts.get(name) ?? { now: 0, most: 0, seen: 0 };
    counts.set(name, known);
    return known;
  };
  beforeAll(async () => {
    server = createServer((request, response) => {
      const name = request.url!.slice(1);
      const count = of(name);
      count.now += 1;
      count.seen += 1;
      count.most = Math.max(count.most, count.now);
      response.once('close', () => (count.now -= 1));
      void (held.get(name) ?? Promise.resolve()).then(() => response.end('ok'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: (name: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`,
    now: (name: string) => of(name).now,
    most: (name: string) => of(name).most,
    seen: (name: string) => of(name).seen,
    /** Until the function that comes back is called. */
    hold: (name: string): (() => void) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      held.set(name, promise);
      return () => {
        held.delete(name);
        resolve();
      };
    },
  };
}
