import { describe, expect, it } from 'vitest';
import { executeRun } from './execute.ts';
import type { ParkedRun, WaitAnswer } from './parking.ts';
import type { RunEnd } from './ports.ts';
import { answer, post, retry, started } from './testing/http-answers.ts';
import { MemoryParking } from './testing/memory-parking.ts';
import { memoryPorts } from './testing/memory-ports.ts';
import { aHeader, compiled, story } from './testing/run-workflow.ts';

const workflow = compiled(
  started()
    .node('w', 'http.request', post(), { policy: { retry } })
    .node('r', 'core.return', { value: '{{ steps.w }}' })
    .chain('start', 'w', 'r')
    .build(),
);
const looped = compiled(
  started()
    .node('loop', 'logic.forEach', { items: '{{ input }}', concurrency: 3, onItemError: 'collect' })
    .node('w', 'http.request', post(), { parentId: 'loop' })
    .node('r', 'core.return', { value: '{{ steps.w.body }}' }, { parentId: 'loop' })
    .edge('start', 'loop')
    .edge('w', 'r')
    .build(),
);

function world() {
  const calls: string[] = [];
  const parking = new MemoryParking();
  const ports = { ...memoryPorts({ fetch: async ({ url }) => (calls.push(url), answer(200, 'sent')) }), parking };
  const stay = (
    compiledWorkflow: typeof workflow,
    more: Partial<Parameters<typeof executeRun>[1]>,
  ): Promise<RunEnd | ParkedRun> =>
    executeRun(ports, {
      workflow: compiledWorkflow,
      header: aHeader(compiledWorkflow, { mode: 'queued', input: [1, 2] }),
      accepted: true,
      keepsInMemory: () => false,
      ...more,
    });
  return { calls, parking, ports, stay };
}
const settled = (as: 'happened' | 'notHappened' | 'givenUp', stepId = 'w'): WaitAnswer =>
  ({ stepId, kind: 'settled', as, ...(as === 'happened' && { output: 'said by a person' }) }) as WaitAnswer;
const unsettled = [{ key: 'k', nodeId: 'w' }];

describe('A write without receipt becomes unknown and the run waits for a person', () => {
  const parkedIn = async (it: ReturnType<typeof world>): Promise<ParkedRun> => {
    const parked = await it.stay(workflow, { recorded: [], unsettled });
    expect(parked).toMatchObject({
      status: 'waiting',
      wakeAt: null,
      waits: [{ stepId: 'w', for: { kind: 'settlement', effectKey: 'k' } }],
    });
    expect(it.calls).toEqual([]);
    return parked as ParkedRun;
  };
  const goOn = async (as: Parameters<typeof settled>[0]) => {
    const it = world();
    const { steps, waits } = await parkedIn(it);
    const end = (await it.stay(workflow, { recorded: steps, waits, answers: [settled(as)] })) as RunEnd;
    return { ...it, end };
  };

  it('it happened: the step succeeds with the given output, and nothing is sent', async () => {
    const { end, calls } = await goOn('happened');
    expect(end).toMatchObject({ status: 'success', output: 'said by a person' });
    expect(calls).toEqual([]);
  });
  it('it did not: the step runs again', async () => {
    const { end, calls } = await goOn('notHappened');
    expect(end).toMatchObject({ status: 'success', output: { body: 'sent' } });
    expect(calls).toHaveLength(1);
    expect(story(end)).toEqual(['start:success', 'w:success', 'r:success']);
  });
  it('give up: the step fails with effect_unknown, without another attempt', async () => {
    const { end, calls } = await goOn('givenUp');
    expect(end).toMatchObject({ status: 'error', error: { code: 'effect_unknown', key: 'w' } });
    expect(end.error!.details).toEqual({ mayHaveHappened: true });
    expect(calls).toEqual([]);
  });
  it('in a loop only that item is asked for; the others go on', async () => {
    const it = world();
    const parked = (await it.stay(looped, {
      recorded: [],
      unsettled: [{ key: 'k', nodeId: 'w', iteration: [1] }],
    })) as ParkedRun;
    expect(parked.waits.map(({ stepId }) => stepId)).toEqual(['w.1']);
    expect(it.calls).toHaveLength(1);
    const end = (await it.stay(looped, {
      recorded: parked.steps,
      waits: parked.waits,
      answers: [settled('givenUp', 'w.1')],
    })) as RunEnd;
    expect(end.output).toEqual(['sent', { error: expect.objectContaining({ code: 'effect_unknown' }) }]);
  });
  it('an answer that comes while the run is in memory counts at once', async () => {
    const it = world();
    const running = it.stay(workflow, { recorded: [], unsettled, keepsInMemory: () => true });
    await new Promise((resolve) => setTimeout(resolve, 10));
    it.parking.answer(settled('notHappened'));
    expect(await running).toMatchObject({ status: 'success' });
    expect(it.calls).toHaveLength(1);
  });
  it('canceled meanwhile, it is recorded as unknown', async () => {
    const it = world();
    const end = (await it.stay(workflow, {
      recorded: [],
      unsettled,
      keepsInMemory: () => true,
      signal: AbortSignal.timeout(20),
    })) as RunEnd;
    expect([end.status, story(end)]).toEqual(['canceled', ['start:success', 'w:unknown']]);
  });
  it('a run that cannot be parked ends as crashed', async () => {
    const it = world();
    const end = await executeRun(it.ports, {
      workflow,
      header: aHeader(workflow),
      accepted: true,
      recorded: [],
      unsettled,
    });
    expect(end).toMatchObject({ status: 'crashed', error: { code: 'effect_unknown' } });
  });
});
