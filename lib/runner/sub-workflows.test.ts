import { describe, expect, it } from 'vitest';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import { executeRun } from './execute.ts';
import type { ParkedRun } from './parking.ts';
import type { RunEnd } from './ports.ts';
import type { SubRunEnd } from './sub-runs.ts';
import { answer, get, hang, pause, started } from './testing/http-answers.ts';
import { MemoryParking } from './testing/memory-parking.ts';
import { memoryPorts } from './testing/memory-ports.ts';
import { MemorySubRuns } from './testing/memory-sub-runs.ts';
import { aHeader, compiled, run, story } from './testing/run-workflow.ts';

const set = (value: unknown): Record<string, unknown> => ({ value });
const call = (workflowId: string, more = {}): Record<string, unknown> => ({
  workflowId,
  input: '{{ input }}',
  ...more,
});
const calling = (more = {}, policy = {}): WorkflowDefinition =>
  started()
    .node('sub', 'logic.workflow', call('child', more), { policy })
    .node('r', 'core.return', set('{{ steps.sub }}'))
    .chain('start', 'sub', 'r')
    .build();
const child = (value: unknown = '{{ input * 2 }}', more = {}): WorkflowDefinition =>
  started()
    .node('r', 'core.return', { value, ...more })
    .chain('start', 'r')
    .build();

const runs = (definition: WorkflowDefinition, children: Record<string, WorkflowDefinition>, ports = memoryPorts()) => {
  const subRuns = new MemorySubRuns(children);
  return { subRuns, end: run(definition, { input: 21, ports: subRuns.use(ports) }) };
};

describe('logic.workflow', () => {
  it("the callee runs as an execution of its own; the step's output is the child's", async () => {
    const { subRuns, end } = runs(calling(), { child: child() });
    expect(await end).toMatchObject({ status: 'success', output: 42 });
    expect(subRuns.calls[0]).toMatchObject({ workflowId: 'child', input: 21 });
    expect(subRuns.calls[0]!.trigger).toBeUndefined();
    expect(subRuns.calls[0]!.executionId).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });
  it('the named trigger is asked for', async () => {
    const { subRuns, end } = runs(calling({ trigger: 'start' }), { child: child() });
    await end;
    expect(subRuns.calls[0]!.trigger).toBe('start');
  });
  it('a caller is recorded before its child', async () => {
    const ports = memoryPorts();
    let known: string[] = [];
    const subRuns = new MemorySubRuns({ child: child() });
    const start = subRuns.start.bind(subRuns);
    subRuns.start = (one) => ((known = ports.journal.kinds), start(one));
    await run(calling(), { input: 1, ports: subRuns.use(ports) });
    expect(known).toEqual(['accept']);
  });
  it("any end but success is a step error with the child's message and details {executionId, status}", async () => {
    const failing = started().node('f', 'core.fail', { message: 'no such order' }).chain('start', 'f').build();
    const { subRuns, end } = runs(calling(), { child: failing });
    const { error } = await end;
    expect(error).toMatchObject({ code: 'subworkflow_failed', key: 'sub' });
    expect(error!.message).toContain('no such order');
    expect(error!.details).toEqual({ executionId: subRuns.calls[0]!.executionId, status: 'error' });
  });
  it('isError is a step error, with the output in its details; onError applies', async () => {
    const { end } = runs(calling({}, { onError: 'continue' }), { child: child('not found', { isError: true }) });
    const { error } = (await end).output as { error: Record<string, unknown> };
    expect(error['message']).toContain('not found');
    expect(error['details']).toMatchObject({ status: 'success', output: 'not found' });
  });
  it('bad input and a workflow that does not exist are step errors', async () => {
    const { end } = runs(calling({ workflowId: 'nobody' }), {});
    expect((await end).error).toMatchObject({ code: 'workflow_not_found', key: 'sub' });
  });
  it('a retried call is another run', async () => {
    const failing = started().node('f', 'core.fail', { message: 'no' }).chain('start', 'f').build();
    const retry = { maxAttempts: 2, backoffMs: 1, factor: 1, maxBackoffMs: 1 };
    const { subRuns, end } = runs(calling({}, { retry }), { child: failing });
    await end;
    expect(subRuns.calls).toHaveLength(2);
    expect(new Set(subRuns.calls.map(({ executionId }) => executionId)).size).toBe(2);
  });
  it('calls go 25 deep and no deeper', async () => {
    const loop = started().node('sub', 'logic.workflow', call('child')).chain('start', 'sub').build();
    const { subRuns, end } = runs(loop, { child: loop });
    expect(await end).toMatchObject({ status: 'error', error: { code: 'subworkflow_failed' } });
    expect(subRuns.calls).toHaveLength(25);
    expect(subRuns.ends[0]!.error).toMatchObject({ code: 'limit_exceeded' });
  });
  it('its steps count for the caller, too: 100,000 for all together', async () => {
    const { subRuns, end } = runs(calling(), { child: child() });
    await end;
    expect(subRuns.calls[0]!.stepsLeft).toBe(99_999);
    const limited = new MemorySubRuns({ child: child() });
    const workflow = compiled(calling());
    const ports = limited.use(memoryPorts());
    const request = { workflow, header: aHeader(workflow, { input: 1 }), accepted: false, stepsLeft: 4 };
    expect(await executeRun(ports, request)).toMatchObject({ status: 'error', error: { code: 'limit_exceeded' } });
  });
  it('cancel goes down: the child is canceled, and what it does is aborted', async () => {
    const slow = started().node('a', 'http.request', get()).chain('start', 'a').build();
    const subRuns = new MemorySubRuns({ child: slow });
    const ports = subRuns.use(memoryPorts({ fetch: hang }));
    const end = await run(calling(), { ports, signal: AbortSignal.timeout(30) });
    expect(story(end)).toEqual(['start:success', 'sub:canceled']);
    await pause(10);
    expect(subRuns.ends[0]).toMatchObject({ status: 'canceled' });
  });
  it('policy.timeoutMs is for the whole call and stops the child', async () => {
    const slow = started().node('a', 'http.request', get()).chain('start', 'a').build();
    const { subRuns, end } = runs(calling({}, { timeoutMs: 30 }), { child: slow }, memoryPorts({ fetch: hang }));
    expect((await end).error).toMatchObject({ code: 'timeout', key: 'sub' });
    await pause(10);
    expect(subRuns.ends[0]!.status).toBe('canceled');
  });
  it('a waiting child makes the step wait: its time counts neither for the call nor for the run', async () => {
    const waiting = started()
      .node('w', 'logic.wait', { ms: 150 })
      .node('r', 'core.return', set('late'))
      .chain('start', 'w', 'r');
    const definition = { ...calling({}, { timeoutMs: 80 }), settings: { timeoutMs: 80, saveData: 'all' as const } };
    const { end } = runs(definition, { child: waiting.build() });
    expect(await end).toMatchObject({ status: 'success', output: 'late' });
  });
  it('without sub-runs (a node tried alone) it is a step error', async () => {
    expect((await run(calling())).error).toMatchObject({ code: 'not_possible' });
  });
});

describe('A child that left its process', () => {
  const parkedChild = () => {
    const parking = new MemoryParking();
    const started: string[] = [];
    const canceled: string[] = [];
    const ports = {
      ...memoryPorts({ fetch: async () => (await pause(20), answer()) }),
      parking,
      subRuns: {
        start: async ({ executionId }: { executionId: string }) => {
          started.push(executionId);
          const cancel = (): void => void canceled.push(executionId);
          return { executionId, outcome: Promise.resolve('parked' as const), cancel };
        },
      },
    };
    return { parking, ports, started, canceled };
  };
  const workflow = compiled(calling());
  const request = {
    workflow,
    header: aHeader(workflow, { mode: 'queued', input: 1 }),
    accepted: true,
    keepsInMemory: () => false,
  };
  const ended = (executionId: string): SubRunEnd => ({
    executionId,
    status: 'success',
    isError: false,
    output: 'from the child',
    error: null,
    stepCount: 3,
  });

  it('parks its caller, which goes on with its end', async () => {
    const { parking, ports, started } = parkedChild();
    const parked = (await executeRun(ports, request)) as ParkedRun;
    expect(parked.waits).toMatchObject([{ stepId: 'sub', for: { kind: 'child', executionId: started[0] } }]);
    expect(parked.wakeAt).toBeNull();
    expect(parking.kept).toHaveLength(1);
    const end = (await executeRun(ports, {
      ...request,
      recorded: parked.steps,
      waits: parked.waits,
      answers: [{ stepId: 'sub', kind: 'child', end: ended(started[0]!) }],
    })) as RunEnd;
    expect(end).toMatchObject({ status: 'success', output: 'from the child' });
    expect(started).toHaveLength(1);
  });
  it('after a crash the same child is found again, by the same id', async () => {
    const { ports, started } = parkedChild();
    await executeRun(ports, request);
    await executeRun(ports, { ...request, recorded: [] });
    expect(started).toHaveLength(2);
    expect(new Set(started).size).toBe(1);
  });
  it('a further attempt does not take the end of the child before it', async () => {
    const retry = { maxAttempts: 2, backoffMs: 1, factor: 1, maxBackoffMs: 1 };
    const retried = compiled(calling({}, { retry }));
    const { ports, started } = parkedChild();
    const again = { ...request, workflow: retried, header: aHeader(retried, { mode: 'queued', input: 1 }) };
    const first = (await executeRun(ports, again)) as ParkedRun;
    const error = { code: 'timeout', message: 'too slow' };
    const failed: SubRunEnd = { ...ended(started[0]!), status: 'timeout', output: null, error };
    const answers = [{ stepId: 'sub', kind: 'child' as const, end: failed }];
    const next = (await executeRun(ports, {
      ...again,
      recorded: first.steps,
      waits: first.waits,
      answers,
    })) as ParkedRun;
    expect(new Set(started).size).toBe(2);
    expect(next.waits).toMatchObject([{ attempt: 2, for: { kind: 'child', executionId: started[1] } }]);
  });
  it('is canceled with its caller', async () => {
    const { ports, canceled, started } = parkedChild();
    await executeRun(ports, { ...request, keepsInMemory: () => true, signal: AbortSignal.timeout(20) });
    expect(canceled).toEqual(started);
  });
});
