import { describe, expect, it } from 'vitest';
import { newId } from '#lib/shared/ids.ts';
import { faultsOfEdit } from './edited-config.ts';
import type { RunEnd, StepEdit, StepRecord } from './ports.ts';
import { replayRun } from './replay.ts';
import { editedStep, reusableSteps } from './retry.ts';
import { answer, retry, started, type Fetch } from './testing/http-answers.ts';
import { memoryPorts } from './testing/memory-ports.ts';
import { aHeader, compiled, run, story } from './testing/run-workflow.ts';

const edit: StepEdit = { executionId: newId(), by: newId(), at: 1_700_000_000_000 };
const set = (value: unknown): Record<string, unknown> => ({ value });

const vars = { TOKEN: 'token' };

/** `a` is computed, `send` posts it, `r` returns what came back beside what `a` said. */
const sending = started()
  .node('a', 'data.set', set('{{ input }}'))
  .node('send', 'http.request', {
    method: 'POST',
    url: 'https://api.test/{{ steps.a }}',
    headers: { Authorization: 'Bearer {{ vars.TOKEN }}' },
    body: '{{ { n: steps.a } }}',
  })
  .node('r', 'core.return', set('{{ [steps.a, steps.send.body] }}'))
  .chain('start', 'a', 'send', 'r')
  .build();

function outside() {
  const sent: { url: string; body: string }[] = [];
  const fetch: Fetch = async ({ url, body }) => {
    sent.push({ url, body: String(body) });
    return answer(url.endsWith('bad') ? 400 : 200, 'ok');
  };
  return { sent, ports: memoryPorts({ fetch }) };
}

/** What a retry from `key` with another input starts with. */
function retryWith(definition: typeof sending, end: RunEnd, key: string, input: unknown): StepRecord[] {
  const before = reusableSteps(compiled(definition), end.steps, key);
  const step = end.steps.find((one) => one.key === key)!;
  return [...before, { ...editedStep(step, input, edit), seq: before.length + 1 }];
}

const stepOf = (end: RunEnd, key: string): StepRecord => end.steps.find((step) => step.key === key)!;

describe('A step that is run with an input that somebody edited', () => {
  it('runs with it, and what follows with what it gives; what is before it is as it was', async () => {
    const world = outside();
    const first = await run(sending, { vars, ports: world.ports, input: 'bad' });
    expect(first.status).toBe('error');
    const input = { ...(stepOf(first, 'send').input as object), url: 'https://api.test/good', body: { n: 'good' } };
    const recorded = retryWith(sending, first, 'send', input);
    const end = await run(sending, { vars, ports: world.ports, input: 'bad', recorded });
    expect(end).toMatchObject({ status: 'success', output: ['bad', 'ok'] });
    expect(world.sent[1]).toMatchObject({ url: 'https://api.test/good', body: '{"n":"good"}' });
    expect(story(end)).toEqual(['start:success', 'a:success', 'send:success', 'r:success']);
    expect(stepOf(end, 'send')).toMatchObject({ edited: edit, input: { url: 'https://api.test/good' } });
    expect(end.steps.filter(({ edited }) => edited)).toHaveLength(1);
  });

  it('braces in it are text, where they are not those of the definition', async () => {
    const definition = started()
      .node('a', 'data.set', { value: { x: '{{ input }}', y: '{{ input + 1 }}' } })
      .chain('start', 'a')
      .build();
    const first = await run(definition, { input: 1 });
    const recorded = retryWith(definition, first, 'a', { value: { x: 'a {{ input }} b', y: '{{ input + 1 }}' } });
    const end = await run(definition, { input: 1, recorded });
    expect(end.output).toEqual({ x: 'a {{ input }} b', y: 2 });
  });

  it('a loop goes over the items that were written, once', async () => {
    const definition = started()
      .node('loop', 'logic.forEach', { items: '{{ input }}' })
      .node('one', 'data.set', set('{{ item * 2 }}'), { parentId: 'loop' })
      .chain('start', 'loop')
      .build();
    const first = await run(definition, { input: [1, 2] });
    const loop = stepOf(first, 'loop');
    const recorded = retryWith(definition, first, 'loop', { ...(loop.input as object), items: [5] });
    const end = await run(definition, { input: [1, 2], recorded });
    expect(end.output).toEqual([10]);
    expect(stepOf(end, 'loop')).toMatchObject({ edited: edit, input: { items: [5] } });
  });

  it('is replayed with what was written, and nothing differs', async () => {
    const definition = started()
      .node('a', 'data.set', set('{{ input }}'))
      .node('b', 'data.set', set('{{ steps.a + 1 }}'))
      .chain('start', 'a', 'b')
      .build();
    const first = await run(definition, { input: 1 });
    const workflow = compiled(definition);
    const header = aHeader(workflow, { input: 1 });
    const recorded = retryWith(definition, first, 'a', set(41));
    const end = await run(definition, { header, input: 1, recorded });
    expect(end.output).toBe(42);
    const { code } = memoryPorts();
    const replay = await replayRun({ workflow, header, recorded: end.steps, vars: {}, code });
    expect(replay.differences).toEqual([]);
    expect(replay.end.output).toBe(42);
    const plain = end.steps.map(({ edited: _edited, ...step }) => step);
    expect((await replayRun({ workflow, header, recorded: plain, vars: {}, code })).difference).toMatchObject({
      key: 'a',
      what: 'input',
    });
  });

  it('counts in later retries until the step has ended, and not where it is run anew', async () => {
    const world = outside();
    const first = await run(sending, { vars, ports: world.ports, input: 'bad' });
    const input = { ...(stepOf(first, 'send').input as object), body: 'other' };
    const recorded = retryWith(sending, first, 'send', input);
    const second = await run(sending, { vars, ports: world.ports, input: 'bad', recorded });
    expect(second.status).toBe('error');
    const again = reusableSteps(compiled(sending), second.steps);
    expect(again.at(-1)).toMatchObject({ key: 'send', status: 'running', startedAt: null, edited: edit });
    await run(sending, { vars, ports: world.ports, input: 'bad', recorded: again });
    expect(world.sent.map(({ body }) => body)).toEqual(['{"n":"bad"}', 'other', 'other']);
    expect(reusableSteps(compiled(sending), second.steps, 'a').some(({ edited }) => edited)).toBe(false);
  });

  it('goes on with it in another process: further attempts, and loops, run with what was written', async () => {
    const definition = started()
      .node('send', 'http.request', { url: 'https://api.test/{{ input }}' }, { policy: { retry } })
      .node('loop', 'logic.forEach', { items: '{{ input }}' })
      .node('one', 'data.set', set('{{ item }}'), { parentId: 'loop' })
      .edge('start', 'send', 'loop')
      .build();
    const world = outside();
    const step = { nodeId: 'send', key: 'send', type: 'http.request' };
    const input = { method: 'GET', url: 'https://api.test/good' };
    const marker = { ...editedStep(step, input, edit), seq: 1 };
    const tried = { ...marker, seq: 2, status: 'error', error: { code: 'x', message: '' }, startedAt: 1 } as const;
    const loop = { nodeId: 'loop', key: 'loop', type: 'logic.forEach' };
    const looped = { ...editedStep(loop, { items: [7], concurrency: 1, onItemError: 'fail' }, edit), seq: 3 };
    const recorded = [marker, tried, looped, { ...looped, seq: 4, startedAt: 1 }];
    const end = await run(definition, { ports: world.ports, input: [1, 2], recorded });
    expect(world.sent.map(({ url }) => url)).toEqual(['https://api.test/good']);
    expect(stepOf(end, 'loop')).toMatchObject({ output: [7], edited: edit });
    const sends = end.steps.filter(({ key, status }) => key === 'send' && status === 'success');
    expect(sends).toMatchObject([{ attempt: 2, edited: edit }]);
  });

  it('a run that ends before it still says what was written', async () => {
    const world = outside();
    const first = await run(sending, { vars, ports: world.ports, input: 'bad' });
    const recorded = retryWith(sending, first, 'send', stepOf(first, 'send').input);
    const signal = AbortSignal.abort();
    const end = await run(sending, { vars, ports: world.ports, input: 'bad', recorded, signal });
    expect(stepOf(end, 'send')).toMatchObject({ status: 'canceled', edited: edit });
    expect(world.sent).toHaveLength(1);
  });
});

describe('What may be edited', () => {
  const workflow = compiled(
    started()
      .node('send', 'http.request', { url: '{{ input }}', headers: { Authorization: 'Bearer {{vars.TOKEN}}' } })
      .node('keep', 'data.filter', { items: '{{ input }}', condition: '{{ item > 1 }}' })
      .node('code', 'data.code', { code: 'return 1' })
      .chain('start', 'send', 'keep', 'code')
      .build(),
  );
  const faults = (key: string, edited: Record<string, unknown>, recorded?: unknown) =>
    faultsOfEdit(workflow.nodes[workflow.plan.indexOfKey.get(key)!]!, { edited, recorded }).map(
      ({ path, params }) => `${path} ${String(params?.['reason'])}`,
    );
  const shown = { method: 'GET', url: 'https://a.test', headers: { Authorization: 'Bearer {{ vars.TOKEN }}' } };

  it('values; a secret only as a whole, as the log has only its name', () => {
    expect(faults('send', { ...shown, url: 'https://b.test' }, shown)).toEqual([]);
    expect(faults('send', { ...shown, headers: { Authorization: 'x' } }, shown)).toEqual([]);
    expect(faults('send', { ...shown, headers: { Authorization: 'Basic {{ vars.TOKEN }}' } }, shown)).toEqual([
      '/headers/Authorization edit_of_secret',
    ]);
  });
  it('not code, conditions and choices, which are the workflow', () => {
    expect(faults('send', { ...shown, method: 'DELETE' }, shown)).toEqual(['/method edit_of_fixed']);
    expect(faults('code', { code: 'return 2' }, { code: 'return 1' })).toEqual(['/code edit_of_fixed']);
    const filter = { items: [1], condition: '{{ item > 1 }}' };
    expect(faults('keep', { ...filter, items: [2] }, filter)).toEqual([]);
    expect(faults('keep', { ...filter, condition: '{{ true }}' }, filter)).toEqual(['/condition edit_of_fixed']);
  });
  it('no expressions; but one of the definition, where the run came to no value, is resolved', () => {
    expect(faults('send', { ...shown, url: '{{ input.other }}' }, shown)).toEqual(['/url edit_with_expression']);
    expect(faults('send', { url: '{{ input }}', headers: { Authorization: 'Bearer {{vars.TOKEN}}' } })).toEqual([]);
  });
  it('only to what fits the node', () => {
    const plain = compiled(
      started().node('loop', 'data.sort', { items: '{{ input }}' }).chain('start', 'loop').build(),
    );
    const node = plain.nodes[plain.plan.indexOfKey.get('loop')!]!;
    const recorded = { items: [1], by: [] };
    expect(faultsOfEdit(node, { edited: { ...recorded, items: 'no' }, recorded })).toMatchObject([{ path: '/items' }]);
  });
});
