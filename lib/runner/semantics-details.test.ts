import { describe, expect, it } from 'vitest';
import { answer, get, hang, started, type Fetch } from './testing/http-answers.ts';
import { memoryPorts } from './testing/memory-ports.ts';
import { run, story } from './testing/run-workflow.ts';

const set = (value: unknown): Record<string, unknown> => ({ value });

describe('Errors of steps', () => {
  it('name code, node, key, path, attempt and iteration', async () => {
    const workflow = started()
      .node('loop', 'logic.forEach', { items: '{{ [1] }}' })
      .node('a', 'http.request', get('{{ item.url() }}'), { parentId: 'loop' })
      .edge('start', 'loop');
    const end = await run(workflow.build());
    const [failed] = end.steps.filter(({ key }) => key === 'a');
    expect(failed!.error).toMatchObject({
      code: 'expression_error',
      nodeId: 'a',
      key: 'a',
      path: '/url',
      attempt: 1,
      iteration: [0],
    });
    expect(failed!.error!.message).toMatch(/^Node "a" \(http\.request\), field "url": /);
  });
  it('retries of types that have none are not done', async () => {
    const retry = { maxAttempts: 3, backoffMs: 0 };
    const workflow = started()
      .node('choose', 'logic.merge', {}, { policy: { retry: { ...retry, factor: 1, maxBackoffMs: 0 } } })
      .node('end', 'core.return', set('{{ input() }}'), { policy: { retry: { ...retry, factor: 1, maxBackoffMs: 0 } } })
      .chain('start', 'choose', 'end');
    expect(story(await run(workflow.build(), { input: 1 }))).toEqual(['start:success', 'choose:success', 'end:error']);
  });
});

describe('Disabled types without `out` let nothing through', () => {
  it.each([
    ['logic.if', { condition: '{{ true }}' }, 'true'],
    ['logic.switch', { cases: [{ name: 'a', when: '{{ true }}' }] }, 'a'],
    ['logic.switch', { cases: [] }, 'fallback'],
    ['human.approval', { message: 'Really?' }, 'approved'],
    ['human.approval', { message: 'Really?' }, 'rejected'],
  ])('%s at %j', async (type, config, port) => {
    const workflow = started()
      .node('off', type, config, { disabled: true })
      .node('next', 'data.set', set(1))
      .edge('start', 'off')
      .edge(`off:${port}`, 'next');
    expect(story(await run(workflow.build()))).toEqual(['start:success', 'off:disabled', 'next:notReached']);
  });
  it.each([
    ['core.return', set(1)],
    ['core.fail', { message: 'no' }],
  ])('%s neither returns nor fails', async (type, config) => {
    const workflow = started().node('off', type, config, { disabled: true }).chain('start', 'off');
    const end = await run(workflow.build());
    expect([end.status, story(end)]).toEqual(['success', ['start:success', 'off:disabled']]);
  });
});

describe('A merge `any` that goes on before others', () => {
  const racing = (more: (workflow: ReturnType<typeof started>) => void) => {
    const workflow = started()
      .node('slow', 'http.request', get())
      .node('join', 'logic.merge', { mode: 'any' })
      .edge('start', 'slow', 'join')
      .edge('slow', 'join');
    more(workflow);
    return run(workflow.build(), { ports: memoryPorts({ fetch: hang }) });
  };

  it('a step that is unfinished behind it is undefined', async () => {
    const end = await racing((workflow) =>
      workflow.node('end', 'core.return', set('{{ [steps.slow === undefined, steps.join] }}')).edge('join', 'end'),
    );
    expect(end.output).toEqual([true, null]);
    expect(story(end)).toEqual(['start:success', 'join:success', 'end:success', 'slow:canceled']);
  });
});

describe('A run without a return', () => {
  it('ends when nothing is left, also where a branch ends at a port without edges', async () => {
    const workflow = started()
      .node('check', 'logic.if', { condition: '{{ true }}' })
      .node('slow', 'http.request', get())
      .node('last', 'data.set', set('{{ steps.slow.body }}'))
      .edge('start', 'check', 'slow')
      .edge('slow', 'last');
    const fetch: Fetch = async () => answer(200, 'done');
    const end = await run(workflow.build(), { ports: memoryPorts({ fetch }) });
    expect(end).toMatchObject({ status: 'success', output: { check: true, last: 'done' } });
  });
});

describe('When a run ends', () => {
  it('steps that are stopped decide no edges: what follows them has no record', async () => {
    const workflow = started()
      .node('slow', 'http.request', get())
      .node('after', 'data.set', set(1))
      .node('end', 'core.return', set('over'))
      .edge('start', 'slow', 'end')
      .edge('slow', 'after');
    const end = await run(workflow.build(), { ports: memoryPorts({ fetch: hang }) });
    expect(story(end)).toEqual(['start:success', 'end:success', 'slow:canceled']);
  });
  it('nor does a step that waits', async () => {
    const workflow = started()
      .node('wait', 'logic.wait', { ms: 60_000 })
      .node('after', 'data.set', set(1))
      .node('end', 'core.return', set('over'))
      .edge('start', 'wait', 'end')
      .edge('wait', 'after');
    expect(story(await run(workflow.build()))).toEqual(['start:success', 'end:success', 'wait:canceled']);
  });
});
