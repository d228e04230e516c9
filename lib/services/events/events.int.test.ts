import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import type { Principal } from '#lib/contracts/principal.ts';
import { eventSchema } from '#lib/contracts/events.ts';
import { insertEvents } from '#lib/db/events.ts';
import { saveQuota } from '#lib/db/quotas.ts';
import { executeWorkflow } from '#lib/services/executions/execute-workflow.ts';
import { deployWorkflow } from '#lib/services/deployments/deploy-workflow.ts';
import { saveDraft } from '#lib/services/workflows/save-draft.ts';
import { chain, echoDefinition, toolTrigger } from '#lib/services/testing/definitions.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { newId } from '#lib/shared/ids.ts';
import { eventRow } from './event-row.ts';
import { streamEvents } from './stream-events.ts';
import { streamExecution } from './stream-execution.ts';
import type { StreamEvent } from './stream-event.ts';

describe('event streams', () => {
  const world = useWorld({ worker: true, runtime: true });

  interface Listening {
    heard: StreamEvent[];
    types(): string[];
    stop(): Promise<void>;
  }
  /** Reads a stream in the background, as a client does. */
  const listen = async (open: (signal: AbortSignal) => Promise<AsyncIterable<StreamEvent>>): Promise<Listening> => {
    const abort = new AbortController();
    const heard: StreamEvent[] = [];
    const events = await open(abort.signal);
    const reading = (async () => {
      for await (const event of events) heard.push(event);
    })();
    return {
      heard,
      types: () => heard.map(({ event }) => event ?? ''),
      stop: async () => {
        abort.abort();
        await reading;
      },
    };
  };
  const listenTo = (principal: Principal, lastEventId?: string): Promise<Listening> =>
    listen((signal) => streamEvents(world.deps, principal, { lastEventId, signal }));
  const run = (principal: Principal, id: string, mode: 'sync' | 'async' = 'sync') =>
    executeWorkflow(world.deps, principal, { id, mode, input: { text: 'hi' } });

  it.each(['sync', 'async'] as const)('tells a run step by step while somebody watches (%s)', async (mode) => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, echoDefinition());
    const stream = await listenTo(principal);
    await sleep(100);
    const { execution } = await run(principal, id, mode);
    await vi.waitFor(() => expect(stream.types()).toContain('execution.finished'), { timeout: 10_000 });
    await stream.stop();
    expect(stream.types()).toEqual(
      expect.arrayContaining(['execution.started', 'step.started', 'step.finished', 'execution.finished']),
    );
    const steps = stream.heard.filter(({ event }) => event === 'step.finished').map(({ data }) => data.data);
    expect(steps).toMatchObject([
      { executionId: execution.id, workflowId: id, key: 'start', status: 'success' },
      { executionId: execution.id, key: 'end', output: { answer: 'hi', times: 1 } },
    ]);
    const finished = stream.heard.find(({ event }) => event === 'execution.finished')?.data;
    expect(finished?.data).toMatchObject({ id: execution.id, workflowName: 'Echo', status: 'success' });
    for (const { data } of stream.heard) expect(eventSchema.safeParse(data).error).toBeUndefined();
  });

  it('records nothing of runs that nobody watches', async () => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, echoDefinition());
    await run(principal, id);
    const { rows } = await world.deps.db.pool.query('SELECT 1 FROM event WHERE workspace_id = $1', [
      principal.workspaceId,
    ]);
    expect(rows).toEqual([]);
  });

  it('always tells of drafts and deployments, and never of another workspace', async () => {
    const [principal, stranger] = [await world.newWorkspace(), await world.newWorkspace()];
    const id = await world.newWorkflow(principal, echoDefinition());
    const stream = await listenTo(principal);
    const foreign = await listenTo(stranger);
    await saveDraft(world.deps, principal, { id, definition: echoDefinition('b'), revision: 1 });
    await deployWorkflow(world.deps, principal, { id });
    const statuses = () =>
      stream.heard.filter(({ event }) => event === 'deployment.changed').map(({ data }) => data.data['status']);
    await vi.waitFor(() => expect(statuses()).toContain('active'), { timeout: 10_000 });
    expect(stream.heard[0]?.data).toMatchObject({ type: 'draft.saved', data: { workflowId: id, revision: 2 } });
    await Promise.all([stream.stop(), foreign.stop()]);
    expect(foreign.heard).toEqual([]);
  });

  it('goes on after the last event that a client has, without a gap and without doubles', async () => {
    const principal = await world.newWorkspace();
    const { workspaceId } = principal;
    const write = (count: number) =>
      insertEvents(
        world.deps.db.pool,
        Array.from({ length: count }, (_, n) => eventRow({ workspaceId, type: 'draft.saved', data: { n } })),
      );
    const first = await listenTo(principal);
    await write(700);
    await vi.waitFor(() => expect(first.heard).toHaveLength(700), { timeout: 10_000 });
    await first.stop();
    await write(30);
    const second = await listenTo(principal, first.heard.at(-1)?.id);
    await write(20);
    await vi.waitFor(() => expect(second.heard).toHaveLength(50), { timeout: 10_000 });
    await sleep(1_200);
    await second.stop();
    const ids = [...first.heard, ...second.heard].map(({ id }) => id);
    expect(new Set(ids).size).toBe(750);
  });

  it('finds a row that was committed late, with an id before the newest', async () => {
    const principal = await world.newWorkspace();
    const { workspaceId } = principal;
    const late = eventRow({ workspaceId, type: 'draft.saved', data: { late: true } }, Date.now() + 50);
    const stream = await listenTo(principal);
    await insertEvents(world.deps.db.pool, [
      eventRow({ workspaceId, type: 'draft.saved', data: {} }, Date.now() + 900),
    ]);
    await vi.waitFor(() => expect(stream.heard).toHaveLength(1), { timeout: 5_000 });
    await insertEvents(world.deps.db.pool, [late]);
    await vi.waitFor(() => expect(stream.heard.map(({ id }) => id)).toContain(late.id), { timeout: 5_000 });
    await stream.stop();
  });

  it('begins the stream of a run with what is there, and ends with the run', async () => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, echoDefinition());
    const { execution } = await run(principal, id);
    const open = (lastEventId?: string) =>
      listen((signal) => streamExecution(world.deps, principal, { id: execution.id, lastEventId, signal }));
    const stream = await open();
    await vi.waitFor(() => expect(stream.types().at(-1)).toBe('execution.finished'), { timeout: 5_000 });
    expect(stream.types()).toEqual(['execution.started', 'step.finished', 'step.finished', 'execution.finished']);
    const again = await open(stream.heard.at(-1)?.id);
    await vi.waitFor(() => expect(again.types()).toEqual(['execution.finished']), { timeout: 5_000 });
    await Promise.all([stream.stop(), again.stop()]);
  });

  it('follows a run that is going on', async () => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, echoDefinition());
    const { workspaceId } = principal;
    await saveQuota(world.deps.db.prisma, { workspaceId, concurrentRuns: 0 });
    const { execution } = await executeWorkflow(world.deps, principal, { id, mode: 'async', input: { text: 'hi' } });
    const stream = await listen((signal) => streamExecution(world.deps, principal, { id: execution.id, signal }));
    await sleep(100);
    expect(stream.types()).toEqual([]);
    await saveQuota(world.deps.db.prisma, { workspaceId, concurrentRuns: null });
    await vi.waitFor(() => expect(stream.types().at(-1)).toBe('execution.finished'), { timeout: 10_000 });
    await stream.stop();
    const finishedSteps = stream.heard
      .filter(({ event }) => event === 'step.finished')
      .map(({ data }) => data.data['key']);
    expect(finishedSteps).toEqual(['start', 'end']);
    for (const once of ['execution.started', 'execution.finished']) {
      expect(stream.types().filter((type) => type === once)).toHaveLength(1);
    }
    expect(stream.types()[0]).toBe('execution.started');
  });

  it('tells a step that ended before anybody watched, though the log has it only later', async () => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(
      principal,
      chain({
        start: toolTrigger(),
        pause: { type: 'logic.wait', config: { ms: 1_500 } },
        end: { type: 'core.return', config: { value: 'done' } },
      }),
    );
    const { execution } = await run(principal, id, 'async');
    await vi.waitFor(
      async () => {
        const { rows } = await world.deps.db.pool.query('SELECT status FROM execution WHERE id = $1', [execution.id]);
        expect(rows).toEqual([{ status: 'running' }]);
      },
      { timeout: 10_000, interval: 2 },
    );
    const stream = await listen((signal) => streamExecution(world.deps, principal, { id: execution.id, signal }));
    await vi.waitFor(() => expect(stream.types().at(-1)).toBe('execution.finished'), { timeout: 15_000 });
    await stream.stop();
    const ends = stream.heard.filter(({ event }) => event === 'step.finished').map(({ data }) => data.data['key']);
    expect(ends).toEqual(['start', 'pause', 'end']);
  });

  it.each(['nonsense', '-1', '99999999999', ''])('refuses the Last-Event-ID %j', async (lastEventId) => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, echoDefinition());
    const { execution } = await run(principal, id);
    const { signal } = new AbortController();
    await expect(streamEvents(world.deps, principal, { lastEventId, signal })).rejects.toMatchObject({
      code: 'malformed',
    });
    await expect(
      streamExecution(world.deps, principal, { id: execution.id, lastEventId, signal }),
    ).rejects.toMatchObject({ code: 'malformed' });
    await expect(streamExecution(world.deps, principal, { id: newId(), signal })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});
