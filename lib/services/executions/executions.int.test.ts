import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { isEnded, type Execution } from '#lib/contracts/execution.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { insertStepRows } from '#lib/db/executions.ts';
import { saveQuota } from '#lib/db/quotas.ts';
import { brokenDefinition, chain, echoDefinition, toolTrigger } from '#lib/services/testing/definitions.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { deployWorkflow } from '#lib/services/deployments/deploy-workflow.ts';
import { getWorkflow } from '#lib/services/workflows/get-workflow.ts';
import { saveDraft } from '#lib/services/workflows/save-draft.ts';
import { cancelExecution } from './cancel-execution.ts';
import { executeNode } from './execute-node.ts';
import { executeWorkflow } from './execute-workflow.ts';
import { getExecution } from './get-execution.ts';
import { stepRow } from './journal-rows.ts';
import { listExecutions } from './list-executions.ts';
import { monitoringSummary } from './monitoring-summary.ts';
import { packParked } from './parked-state.ts';
import { BELLS_PER_WORKSPACE } from './ring.ts';
import { aStep } from './testing/run-fixtures.ts';

describe('executions', () => {
  const world = useWorld({ worker: true, runtime: true });
  /** Answers `/slow` never. */
  let slow: Server;
  let origin: string;
  beforeAll(async () => {
    slow = createServer((request, response) => {
      if (request.url === '/slow') return;
      response.setHeader('content-type', 'application/json').end('{"ok":true}');
    });
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(slow.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    slow.closeAllConnections();
    slow.close();
  });
  const slowDefinition = () =>
    chain({
      start: toolTrigger(),
      wait: { type: 'http.request', config: { method: 'GET', url: `${origin}/slow` } },
      end: { type: 'core.return', config: { value: 1 } },
    });
  const run = (principal: Principal, id: string, body: object) =>
    executeWorkflow(world.deps, principal, { id, mode: 'sync', ...body });
  const ended = (principal: Principal, id: string): Promise<Execution> =>
    vi.waitFor(
      async () => {
        const execution = await getExecution(world.deps, principal, { id });
        expect(isEnded(execution.status)).toBe(true);
        return execution;
      },
      { timeout: 15_000, interval: 20 },
    );

  it('runs a draft in the runtime, with defaults filled in, and records what it answers', async () => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, echoDefinition());
    const { ended: over, execution } = await run(principal, id, { input: { text: 'hi' } });
    expect(over).toBe(true);
    expect(execution).toMatchObject({
      status: 'success',
      mode: 'direct',
      version: null,
      trigger: 'manual',
      triggerKey: 'start',
      input: { text: 'hi', times: 1 },
      output: { answer: 'hi', times: 1 },
      traceId: principal.traceId,
    });
    expect(execution.steps.map(({ key, status }) => [key, status])).toEqual([
      ['start', 'success'],
      ['end', 'success'],
    ]);
    expect(await getExecution(world.deps, principal, { id: execution.id })).toEqual(execution);
  });

  it('runs by a worker what is asked for asynchronously, with the same result', async () => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, echoDefinition());
    const { ended: over, execution } = await run(principal, id, { input: { text: 'hi' }, mode: 'async' });
    expect([over, execution.status, execution.mode]).toEqual([false, 'queued', 'queued']);
    const end = await ended(principal, execution.id);
    expect(end).toMatchObject({ status: 'success', output: { answer: 'hi', times: 1 } });
    expect(end.steps.map(({ key }) => key)).toEqual(['start', 'end']);
    const rows = await world.deps.db.pool.query('SELECT 1 FROM execution_step WHERE execution_id = $1', [execution.id]);
    expect(rows.rowCount).toBe(0);
  });

  it('snapshots a draft once for each content', async () => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, echoDefinition('a'));
    await run(principal, id, { input: { text: 'x' } });
    await run(principal, id, { input: { text: 'x' } });
    await saveDraft(world.deps, principal, { id, definition: echoDefinition('b'), revision: 1 });
    await run(principal, id, { input: { text: 'x' } });
    const snapshots = await world.deps.db.prisma.workflowVersion.findMany({ where: { workflowId: id } });
    expect(snapshots.map(({ number }) => number)).toEqual([null, null]);
  });

  it('runs the live version by default, and a draft or a number when it is named', async () => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, echoDefinition('live'));
    await expect(run(principal, id, { input: { text: 'x' }, version: 'live' })).rejects.toMatchObject({
      code: 'conflict',
    });
    await deployWorkflow(world.deps, principal, { id });
    await vi.waitFor(async () => expect((await getWorkflow(world.deps, principal, { id })).status).toBe('live'), {
      timeout: 10_000,
    });
    await saveDraft(world.deps, principal, { id, definition: echoDefinition('draft'), revision: 1 });
    const answers = [];
    for (const version of [undefined, 'live', 'draft', 1] as const) {
      const { execution } = await run(principal, id, { input: { text: 'x' }, version });
      answers.push([execution.version, (execution.output as { answer: string }).answer]);
    }
    expect(answers).toEqual([
      [1, 'live'],
      [1, 'live'],
      [null, 'draft'],
      [1, 'live'],
    ]);
    await expect(run(principal, id, { input: { text: 'x' }, version: 7 })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('refuses before anything is recorded: bad input, no or several triggers, what does not compile', async () => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, echoDefinition());
    await expect(run(principal, id, { input: { text: 5 } })).rejects.toMatchObject({
      code: 'invalid',
      errors: [{ path: '/input/text' }],
    });
    await expect(run(principal, id, {})).rejects.toMatchObject({ code: 'invalid' });
    await expect(run(principal, id, { trigger: 'nope', input: { text: 'x' } })).rejects.toMatchObject({
      code: 'invalid',
      errors: [{ path: '/trigger', code: 'unknown_trigger' }],
    });
    await expect(run(principal, id, { input: { text: 'x'.repeat(5 * 1024 * 1024) } })).rejects.toMatchObject({
      code: 'too_large',
    });
    const broken = await world.newWorkflow(principal, brokenDefinition());
    await expect(run(principal, broken, { input: { text: 'x' } })).rejects.toMatchObject({ code: 'does_not_compile' });
    const two = echoDefinition();
    two.nodes.push({ ...two.nodes[0]!, id: 'other', key: 'other', config: { ...two.nodes[0]!.config, name: 'other' } });
    const several = await world.newWorkflow(principal, two);
    await expect(run(principal, several, { input: { text: 'x' } })).rejects.toMatchObject({
      code: 'ambiguous_trigger',
      details: { triggers: ['start', 'other'] },
    });
    expect((await listExecutions(world.deps, principal, { limit: 10 })).items).toEqual([]);
  });

  it.each(['sync', 'async'] as const)('cancels a run within a second (%s)', async (mode) => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, slowDefinition());
    const answer = run(principal, id, { input: { text: 'x' }, mode });
    const running = await vi.waitFor(
      async () => {
        const { items } = await listExecutions(world.deps, principal, { limit: 1, status: 'running' });
        expect(items).toHaveLength(1);
        return items[0]!;
      },
      { timeout: 10_000 },
    );
    const startedAt = performance.now();
    const canceled = await cancelExecution(world.deps, principal, { id: running.id });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(canceled.status).toBe('canceled');
    expect(canceled.steps.find(({ key }) => key === 'wait')?.status).toBe('canceled');
    if (mode === 'sync') expect((await answer).execution.status).toBe('canceled');
    await expect(cancelExecution(world.deps, principal, { id: running.id })).rejects.toMatchObject({
      code: 'already_ended',
    });
  });

  it('cancels what no worker has taken yet, for good', async () => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, echoDefinition());
    const { workspaceId } = principal;
    await saveQuota(world.deps.db.prisma, { workspaceId, concurrentRuns: 0 });
    const { execution } = await run(principal, id, { input: { text: 'x' }, mode: 'async' });
    expect((await cancelExecution(world.deps, principal, { id: execution.id })).status).toBe('canceled');
    await saveQuota(world.deps.db.prisma, { workspaceId, concurrentRuns: null });
    const later = await run(principal, id, { input: { text: 'x' }, mode: 'async' });
    expect((await ended(principal, later.execution.id)).status).toBe('success');
    expect((await getExecution(world.deps, principal, { id: execution.id })).status).toBe('canceled');
  });

  it('gives a run up whose process died three times in one step', async () => {
    const principal = await world.newWorkspace();
    const { workspaceId } = principal;
    const id = await world.newWorkflow(principal, echoDefinition());
    await saveQuota(world.deps.db.prisma, { workspaceId, concurrentRuns: 0 });
    const { execution } = await run(principal, id, { input: { text: 'x' }, mode: 'async' });
    await world.deps.db.pool.query('UPDATE execution SET crashes = 3, wake = 4 WHERE id = $1', [execution.id]);
    await saveQuota(world.deps.db.prisma, { workspaceId, concurrentRuns: null });
    expect(await ended(principal, execution.id)).toMatchObject({ status: 'crashed', error: { code: 'crashed' } });
  });

  it('a run that is given up leaves no step that would still be running', async () => {
    const principal = await world.newWorkspace();
    const { workspaceId } = principal;
    const id = await world.newWorkflow(principal, echoDefinition());
    await saveQuota(world.deps.db.prisma, { workspaceId, concurrentRuns: 0 });
    const { execution } = await run(principal, id, { input: { text: 'x' }, mode: 'async' });
    const { pool } = world.deps.db;
    const key = { id: execution.id, workspaceId };
    const open = { key: 'loop', nodeId: 'loop', type: 'logic.forEach', output: undefined, durationUs: null };
    const steps = [aStep(), aStep({ ...open, seq: 2, status: 'running', input: { items: [1] } })];
    await world.deps.db.transaction((tx) =>
      insertStepRows(
        tx,
        { workspaceId },
        steps.map((step) => stepRow(key, step).row),
      ),
    );
    const wait = {
      stepId: 'ask',
      nodeId: 'ask',
      key: 'ask',
      type: 'human.approval',
      attempt: 1,
      input: {},
      startedAt: Date.now(),
      for: { kind: 'time', until: Date.now() } as const,
    };
    const parked = packParked({ waits: [wait], vars: {}, durationUs: 1, seq: 2, resumed: [] });
    await pool.query('UPDATE execution SET crashes = 3, wake = 4, parked = $2 WHERE id = $1', [execution.id, parked]);
    await saveQuota(world.deps.db.prisma, { workspaceId, concurrentRuns: null });
    const { status, steps: left } = await ended(principal, execution.id);
    expect([status, ...left.map((step) => `${step.key}:${step.status}`)]).toEqual([
      'crashed',
      'start:success',
      'loop:canceled',
      'ask:canceled',
    ]);
  });

  it('keeps at most so many bells of a workspace in the queue, and still runs everything', async () => {
    const principal = await world.newWorkspace();
    const { workspaceId } = principal;
    const id = await world.newWorkflow(principal, echoDefinition());
    await saveQuota(world.deps.db.prisma, { workspaceId, concurrentRuns: 0 });
    const enqueue = vi.fn(world.deps.queue.enqueue);
    const counting = { ...world.deps, queue: { ...world.deps.queue, enqueue } };
    const count = BELLS_PER_WORKSPACE + 20;
    for (let index = 0; index < count; index += 1) {
      await executeWorkflow(counting, principal, { id, mode: 'async', input: { text: String(index) } });
    }
    expect(enqueue).toHaveBeenCalledTimes(BELLS_PER_WORKSPACE);
    await saveQuota(world.deps.db.prisma, { workspaceId, concurrentRuns: null });
    await vi.waitFor(
      async () => expect((await monitoringSummary(world.deps, principal)).byStatus).toEqual({ success: count }),
      { timeout: 25_000 },
    );
  });

  it('tries one node with the data that is sent along', async () => {
    const principal = await world.newWorkspace();
    const definition = chain({
      start: toolTrigger(),
      twice: { type: 'data.set', config: { value: '{{ steps.start.text + steps.start.text }}' } },
      end: { type: 'core.return', config: { value: '{{ steps.twice }}' } },
    });
    const id = await world.newWorkflow(principal, definition);
    const tryNode = (nodeId: string, body: object) => executeNode(world.deps, principal, { id, nodeId, ...body });
    expect(await tryNode('twice', { steps: { start: { text: 'ab' } } })).toMatchObject({
      key: 'twice',
      status: 'success',
      output: 'abab',
    });
    await expect(tryNode('nobody', {})).rejects.toMatchObject({ code: 'not_found' });
    expect((await listExecutions(world.deps, principal, { limit: 10 })).items).toEqual([]);
  });

  it('lists by keyset, stable while runs are added, and filters', async () => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, echoDefinition());
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      ids.push((await run(principal, id, { input: { text: `${index}` } })).execution.id);
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listExecutions(world.deps, principal, { limit: 2, cursor });
      seen.push(...page.items.map((item) => item.id));
      await run(principal, id, { input: { text: 'newcomer' } });
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(ids.toReversed());
    const count = async (query: object): Promise<number> =>
      (await listExecutions(world.deps, principal, { limit: 100, ...query })).items.length;
    expect(await count({ status: 'error' })).toBe(0);
    expect(await count({ trigger: 'manual', workflowId: id, q: 'Echo' })).toBe(8);
    expect(await count({ q: ids[0] })).toBe(1);
    expect(await count({ to: new Date(Date.now() - 3_600_000).toISOString() })).toBe(0);
    await expect(count({ cursor: 'nonsense' })).rejects.toMatchObject({ code: 'malformed' });
  });
});
