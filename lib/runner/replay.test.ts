import { describe, expect, it } from 'vitest';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import { replayRun, type ReplayResult } from './replay.ts';
import type { CodeSandbox, RunEnd, RunHeader } from './ports.ts';
import { executeRun } from './execute.ts';
import { answer, get, pause, post, started, type Fetch } from './testing/http-answers.ts';
import { memoryPorts } from './testing/memory-ports.ts';
import { aHeader, compiled, story } from './testing/run-workflow.ts';

const set = (value: unknown): Record<string, unknown> => ({ value });
/** Code that gives back what it was run with. */
const code: CodeSandbox = { run: async ({ now, seed, scope }) => ({ output: [now, seed, scope.index ?? null] }) };

async function recorded(definition: WorkflowDefinition, fetch?: Fetch, input: unknown = 1) {
  const workflow = compiled(definition);
  const header = aHeader(workflow, { input: input as never, startedAt: 1_700_000_000_000 });
  const ports = memoryPorts({ code: code.run, ...(fetch && { fetch }) });
  const end = await executeRun(ports, { workflow, header, accepted: false });
  return { end: JSON.parse(JSON.stringify(end)) as RunEnd, header };
}

function replay(
  definition: WorkflowDefinition,
  { end, header }: { end: RunEnd; header: RunHeader },
): Promise<ReplayResult> {
  return replayRun({ workflow: compiled(definition), header, recorded: end.steps, vars: {}, code });
}

const calls = (path = 'a'): WorkflowDefinition =>
  started()
    .node('a', 'http.request', get(`https://api.test/${path}`))
    .node('w', 'logic.wait', { ms: 5 })
    .node('b', 'data.set', set('{{ [steps.a.body, steps.w.resumedAt, Date.now()] }}'))
    .node('c', 'data.code', { code: 'return 1' })
    .node('p', 'http.request', post({ body: '{{ steps.b }}' }), { policy: { onError: 'continue' } })
    .node('r', 'core.return', set('{{ [steps.b, steps.c, steps.p] }}'))
    .chain('start', 'a', 'w', 'b', 'c', 'p', 'r')
    .build();

describe('Replay', () => {
  const outside: Fetch = async ({ method }) => (
    await pause(5),
    method === 'POST' ? answer(500) : answer(200, 'from outside')
  );

  it('takes calls and waits from the record, recomputes the rest with the recorded clock and seed', async () => {
    const before = await recorded(calls(), outside);
    await pause(5);
    const { end, difference, stoppedAt } = await replay(calls(), before);
    expect(end.output).toEqual(before.end.output);
    expect(story(end)).toEqual(story(before.end));
    expect([difference, stoppedAt]).toEqual([null, null]);
  });
  it('never reaches outside: with other outputs on the record it computes with those', async () => {
    const before = await recorded(calls(), outside);
    const step = before.end.steps.find(({ key }) => key === 'a')!;
    (step.output as Record<string, unknown>)['body'] = 'changed';
    const { end, difference } = await replay(calls(), before);
    expect((end.output as unknown[][])[0]![0]).toBe('changed');
    expect(difference).toMatchObject({ key: 'b', what: 'input' });
  });
  it('names the first difference of another version: what would be sent', async () => {
    const before = await recorded(calls(), outside);
    const { difference } = await replay(calls('other'), before);
    expect(difference).toMatchObject({
      key: 'a',
      what: 'input',
      recorded: { url: 'https://api.test/a' },
      replayed: { url: 'https://api.test/other' },
    });
  });
  it('stops at a step without a record, and names it', async () => {
    const before = await recorded(calls(), outside);
    before.end.steps = before.end.steps.filter(({ key }) => key !== 'p');
    const { end, stoppedAt, difference } = await replay(calls(), before);
    expect(stoppedAt).toMatchObject({ key: 'p', nodeId: 'p' });
    expect(difference).toMatchObject({ key: 'p', what: 'added' });
    expect(story(end).slice(0, 5)).toEqual(story(before.end).slice(0, 5));
    expect(end.status).toBe('canceled');
  });
  it('a step that the new version does not have is named', async () => {
    const two = (...keys: string[]) => {
      const workflow = started();
      for (const key of keys) workflow.node(key, 'data.set', set(1));
      return workflow.edge('start', ...keys).build();
    };
    const before = await recorded(two('x', 'y'));
    expect((await replay(two('x'), before)).difference).toMatchObject({ key: 'y', what: 'missing' });
    expect((await replay(two('x', 'y', 'z'), before)).difference).toMatchObject({ key: 'z', what: 'added' });
  });
  it('errors and their handling come again', async () => {
    const failing = started().node('a', 'http.request', get()).chain('start', 'a').build();
    const before = await recorded(failing, async () => answer(404));
    const { end, difference } = await replay(failing, before);
    expect(end).toMatchObject({ status: 'error', error: { code: 'http_status' } });
    expect(difference).toBeNull();
  });
  it('loops, by iteration, in the recorded order', async () => {
    const loop = started()
      .node('loop', 'logic.forEach', { items: '{{ input }}', concurrency: 3 })
      .node('a', 'http.request', get('https://api.test/{{ item }}'), { parentId: 'loop' })
      .node('c', 'data.code', { code: 'return 1' }, { parentId: 'loop' })
      .node('both', 'logic.merge', { mode: 'any' }, { parentId: 'loop' })
      .edge('start', 'loop')
      .edge('a', 'both')
      .edge('c', 'both')
      .build();
    let at = 0;
    const fetch: Fetch = async ({ url }) => (await pause([12, 1, 6][at++ % 3]!), answer(200, url.at(-1)));
    const before = await recorded(loop, fetch, ['x', 'y', 'z']);
    const { end, difference } = await replay(loop, before);
    expect(difference).toBeNull();
    expect(end.output).toEqual(before.end.output);
    expect(story(end)).toEqual(story(before.end));
    expect(end.steps.map(({ iteration }) => iteration ?? [])).toEqual(
      before.end.steps.map(({ iteration }) => iteration ?? []),
    );
  });
  it('the branch that won the race wins again', async () => {
    const race = started()
      .node('slow', 'http.request', get('https://api.test/slow'))
      .node('quick', 'http.request', get('https://api.test/quick'))
      .node('any', 'logic.merge', { mode: 'any' })
      .node('r', 'core.return', set('{{ steps.any.body }}'))
      .edge('start', 'slow', 'quick')
      .edge('slow', 'any')
      .edge('quick', 'any')
      .edge('any', 'r')
      .build();
    const before = await recorded(
      race,
      async ({ url }) => (await pause(url.endsWith('slow') ? 40 : 1), answer(200, url)),
    );
    expect(before.end.output).toMatch(/quick$/);
    const { end, difference } = await replay(race, before);
    expect([end.output, difference]).toEqual([before.end.output, null]);
  });
});
