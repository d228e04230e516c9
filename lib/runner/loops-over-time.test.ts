import { describe, expect, it } from 'vitest';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import type { Intent } from './ports.ts';
import { answer, get, hang, pause, post, started, type Fetch } from './testing/http-answers.ts';
import { memoryPorts } from './testing/memory-ports.ts';
import { run, story } from './testing/run-workflow.ts';
import type { WorkflowBuilder } from './testing/workflow-builder.ts';

const inside = { parentId: 'loop' };
const items = (more: Record<string, unknown> = {}): Record<string, unknown> => ({ items: '{{ input }}', ...more });
const set = (value: unknown): Record<string, unknown> => ({ value });

/** `start` -> `loop` over the input. */
function looped(config: Record<string, unknown> = {}, policy = {}): WorkflowBuilder {
  return started().node('loop', 'logic.forEach', items(config), { policy }).edge('start', 'loop');
}

const over = (workflow: WorkflowBuilder, input: JsonValue, options: Parameters<typeof run>[1] = {}) =>
  run(workflow.build(), { input, ...options });

describe('Loops: time, cancel, limits', () => {
  const slow = (policy = {}) => looped({ concurrency: 2 }, policy).node('a', 'http.request', get(), inside);

  it('policy.timeoutMs of a loop is for the whole, aborts the work outside and is an error like any other', async () => {
    const fetch: Fetch = async () => (await pause(30), answer());
    const end = await over(slow({ timeoutMs: 70, onError: 'continue' }), [1, 2, 3, 4, 5, 6, 7, 8], {
      ports: memoryPorts({ fetch }),
    });
    expect(end).toMatchObject({ status: 'success', output: { error: { code: 'timeout', key: 'loop' } } });
    expect(end.steps.filter(({ status }) => status === 'canceled')).toHaveLength(2);
  });
  it('cancel and timeout of the run are no item failures', async () => {
    const collect = () =>
      looped({ onItemError: 'collect' }).node('a', 'http.request', get(), inside).settings({ timeoutMs: 40 });
    expect((await over(collect(), [1, 2], { ports: memoryPorts({ fetch: hang }) })).status).toBe('timeout');
    const signal = AbortSignal.timeout(20);
    const canceled = await over(looped({ onItemError: 'collect' }).node('a', 'http.request', get(), inside), [1, 2], {
      ports: memoryPorts({ fetch: hang }),
      signal,
    });
    expect(canceled.status).toBe('canceled');
    expect(story(canceled)).toEqual(['start:success', 'a:canceled', 'loop:canceled']);
  });
  it('a queued run whose steps come faster than its journal takes them waits for it', async () => {
    const ports = memoryPorts();
    let most = 0;
    let open = 0;
    ports.journal.step = async () => {
      most = Math.max(most, ++open);
      await pause(1);
      open--;
    };
    const input = Array.from({ length: 5_000 }, () => 0);
    const workflow = looped().node('a', 'data.set', set(1), inside);
    const end = await over(workflow, input, { ports, header: { mode: 'queued' }, accepted: true });
    expect(end.status).toBe('success');
    expect(most).toBeLessThanOrEqual(1_001);
  });
  it('100,000 step records end the run, skipped ones too', async () => {
    const many = Array.from({ length: 100_001 }, () => 0);
    const end = await over(looped().node('a', 'data.set', set(1), inside), many);
    expect(end).toMatchObject({ status: 'error', error: { code: 'limit_exceeded' } });
    expect(end.steps.length).toBeLessThan(100_010);
    const off = await over(looped().node('a', 'data.set', set(1), { ...inside, disabled: true }), many);
    expect(off).toMatchObject({ status: 'error', error: { code: 'limit_exceeded' } });
  }, 30_000);
  it('10,000 items of a Set body take less than a second and leave no frames behind', async () => {
    const workflow = looped().node('a', 'data.set', set('{{ item + 1 }}'), inside).build();
    const input = Array.from({ length: 10_000 }, (_, index) => index);
    const before = performance.now();
    const end = await run(workflow, { input });
    expect(performance.now() - before).toBeLessThan(1_000);
    expect(end.output).toEqual(input.map((item) => item + 1));
  });
});

describe('Loops: effects, journal, recovery', () => {
  it('the key of an effect holds the iteration, and its intent names it', async () => {
    const keys: string[] = [];
    const intents: unknown[] = [];
    const ports = memoryPorts({ fetch: async ({ headers }) => (keys.push(headers!['idempotency-key']!), answer()) });
    const intend = ports.journal.intend.bind(ports.journal);
    ports.journal.intend = (header, effect: Intent) => (intents.push(effect.iteration), intend(header, effect));
    await over(looped().node('w', 'http.request', post({ idempotent: true }), inside), [1, 2], { ports });
    expect(new Set(keys).size).toBe(2);
    expect(intents).toEqual([[0], [1]]);
  });

  const counting = (): { workflow: WorkflowDefinition; calls: string[]; fetch: Fetch } => {
    const calls: string[] = [];
    const workflow = looped({ concurrency: 2, onItemError: 'collect' })
      .node('inner', 'logic.forEach', { items: '{{ [item, item + 1] }}' }, inside)
      .node('call', 'http.request', get('https://api.test/{{ item }}'), { parentId: 'inner' })
      .node('odd', 'logic.if', { condition: '{{ steps.call.body % 2 }}' }, { parentId: 'inner' })
      .node('no', 'core.fail', { message: 'odd' }, { parentId: 'inner' })
      .node('sum', 'data.set', set('{{ loops.loop.item }}:{{ steps.call.body }}'), { parentId: 'inner' })
      .node('r', 'core.return', set('{{ steps.inner }}'), inside)
      .edge('call', 'odd')
      .edge('odd:true', 'no')
      .edge('odd:false', 'sum')
      .edge('inner', 'r')
      .build();
    return {
      workflow,
      calls,
      fetch: async ({ url }) => (calls.push(url), answer(200, Number(url.split('/').at(-1)))),
    };
  };

  it('goes on from recorded rows, wherever the process died: no step twice, the same result', async () => {
    const { workflow, calls, fetch } = counting();
    const options = { input: [2, 4, 6], accepted: true, header: { mode: 'queued' as const } };
    const whole = await run(workflow, { ...options, ports: memoryPorts({ fetch }) });
    expect(whole.status).toBe('success');
    const asked = calls.length;
    for (let cut = 0; cut <= whole.steps.length; cut++) {
      calls.length = 0;
      const recorded = whole.steps.slice(0, cut);
      const end = await run(workflow, { ...options, ports: memoryPorts({ fetch }), recorded });
      expect(end.output).toEqual(whole.output);
      expect(calls).toHaveLength(asked - recorded.filter(({ key }) => key === 'call').length);
      const names = end.steps.map(({ nodeId, iteration, attempt }) => `${nodeId}/${iteration}/${attempt}`);
      expect(new Set(names).size).toBe(names.length);
      expect(new Set(end.steps.map(({ seq }) => seq)).size).toBe(end.steps.length);
    }
  });
  it('a process that goes on never writes over a row of the one before', async () => {
    const { workflow, fetch } = counting();
    const options = { input: [2, 4, 6], accepted: true, header: { mode: 'queued' as const } };
    const rowsOf = ({ journal }: ReturnType<typeof memoryPorts>) =>
      journal.entries.flatMap((entry) => (entry.kind === 'step' ? [{ ...entry.step }] : []));
    const first = memoryPorts({ fetch });
    await run(workflow, { ...options, ports: first });
    const rows = rowsOf(first);
    expect(rows.some(({ status }) => status === 'running')).toBe(true);
    for (let cut = 0; cut <= rows.length; cut++) {
      const second = memoryPorts({ fetch });
      const recorded = rows.slice(0, cut);
      await run(workflow, { ...options, ports: second, recorded });
      const seqs = new Set(recorded.map(({ seq }) => seq));
      expect(rowsOf(second).filter(({ seq }) => seqs.has(seq))).toEqual([]);
      const opened = [...recorded, ...rowsOf(second)].filter(({ status }) => status === 'running');
      expect(new Set(opened.map(({ nodeId, iteration }) => `${nodeId}/${iteration}`)).size).toBe(opened.length);
    }
  });
  it('items that are recorded out of turn are not run again', async () => {
    const { workflow, calls, fetch } = counting();
    const whole = await run(workflow, { input: [2, 4, 6], ports: memoryPorts({ fetch }) });
    const recorded = whole.steps.filter(({ key, iteration }) => key === 'start' || iteration?.[0] === 2);
    calls.length = 0;
    const end = await run(workflow, { input: [2, 4, 6], ports: memoryPorts({ fetch }), recorded });
    expect(end.output).toEqual(whole.output);
    expect(calls.map((url) => url.split('/').at(-1))).not.toContain('6');
  });
});
