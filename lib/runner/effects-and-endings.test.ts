import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Fetch, started, get, post, retry, pause, answer, hang, scripted } from './testing/http-answers.ts';
import { memoryPorts } from './testing/memory-ports.ts';
import { run, story } from './testing/run-workflow.ts';

describe('Ending', () => {
  it('after a return running steps are aborted, and the result is answered at once', async () => {
    const workflow = started()
      .node('slow', 'http.request', get())
      .node('fast', 'core.return', { value: 'done' })
      .edge('start', 'slow', 'fast');
    const end = await run(workflow.build(), { ports: memoryPorts({ fetch: hang }) });
    expect(end.output).toBe('done');
    expect(story(end)).toEqual(['start:success', 'fast:success', 'slow:canceled']);
  });
  it('a write in flight may finish to bring its receipt; it never changes the result', async () => {
    const ports = memoryPorts({
      fetch: async (request) => (request.method === 'POST' ? (await pause(80), answer()) : (await pause(20), answer())),
    });
    const background: Promise<void>[] = [];
    const workflow = started()
      .node('write', 'http.request', post())
      .node('read', 'http.request', get())
      .node('fast', 'core.return', { value: 'done' })
      .edge('start', 'write', 'read')
      .edge('read', 'fast');
    const end = await run(workflow.build(), { ports: { ...ports, background: (work) => background.push(work) } });
    expect(end.output).toBe('done');
    expect(ports.journal.kinds).toEqual(['accept', 'intend', 'finish']);
    await Promise.all(background);
    expect(ports.journal.kinds).toEqual(['accept', 'intend', 'finish', 'receipt']);
    expect(end.steps.find((step) => step.key === 'write')).toMatchObject({ status: 'unknown' });
  });
  it('a failing branch stops the others', async () => {
    const workflow = started()
      .node('slow', 'http.request', get())
      .node('bad', 'core.fail', { message: 'no' })
      .edge('start', 'slow', 'bad');
    const end = await run(workflow.build(), { ports: memoryPorts({ fetch: hang }) });
    expect(story(end)).toEqual(['start:success', 'bad:error', 'slow:canceled']);
  });
});

describe('Effects and the journal', () => {
  it('a pure run is recorded by its end alone', async () => {
    const ports = memoryPorts();
    await run(started().build(), { ports });
    expect(ports.journal.entries).toMatchObject([{ kind: 'finish', accepted: false }]);
  });
  it('a read is no effect; a write commits acceptance, intent and receipt, in this order', async () => {
    const ports = memoryPorts({ fetch: async () => answer() });
    await run(
      started()
        .node('read', 'http.request', get())
        .node('write', 'http.request', post())
        .chain('start', 'read', 'write')
        .build(),
      { ports },
    );
    expect(ports.journal.kinds).toEqual(['accept', 'intend', 'receipt', 'finish']);
    expect(ports.journal.entries.at(-1)).toMatchObject({ accepted: true });
  });
  it('the key is the first 32 hex digits of SHA-256 of runId/nodeId/iteration/n, the same in all attempts', async () => {
    const { fetch, requests } = scripted(answer(503), answer());
    const ports = memoryPorts({ fetch });
    const id = '0190aaaa-0000-7000-8000-000000000000';
    await run(
      started()
        .node('w', 'http.request', post({ idempotent: true }), { policy: { retry } })
        .chain('start', 'w')
        .build(),
      { ports, header: { id } },
    );
    const key = createHash('sha256').update(`${id}/w//0`).digest('hex').slice(0, 32);
    expect(ports.journal.entries.filter((entry) => 'key' in entry)).toEqual([
      { kind: 'intend', key },
      { kind: 'receipt', key },
      { kind: 'intend', key },
      { kind: 'receipt', key },
    ]);
    expect(requests.map((request) => request.headers!['idempotency-key'])).toEqual([key, key]);
  });
  it('a direct run is accepted after 250 ms at the latest', async () => {
    const ports = memoryPorts({ fetch: async () => (await pause(300), answer()) });
    await run(started().node('slow', 'http.request', get()).chain('start', 'slow').build(), { ports });
    expect(ports.journal.kinds).toEqual(['accept', 'finish']);
  });
  it('a queued run commits each finished step, and what is not pure before it goes on', async () => {
    const ports = memoryPorts({ fetch: async () => answer() });
    ports.journal.delayMs = 5;
    const seen: string[][] = [];
    const fetch: Fetch = async () => (seen.push(ports.journal.kinds), answer());
    const workflow = started()
      .node('one', 'http.request', get())
      .node('two', 'http.request', get())
      .chain('start', 'one', 'two');
    await run(workflow.build(), { ports: { ...ports, http: { fetch } }, accepted: true, header: { mode: 'queued' } });
    expect(seen[1]!.filter((kind) => kind === 'step')).toHaveLength(2);
    expect(ports.journal.kinds).toEqual(['step', 'step', 'step', 'finish']);
  });
  it('goes on from recorded steps: none runs again, and the result is the same', async () => {
    const { fetch, requests } = scripted(answer(200, 'one'), answer(200, 'two'));
    const workflow = started()
      .node('check', 'logic.if', { condition: '{{ true }}' })
      .node('one', 'http.request', get())
      .node('no', 'data.set', { value: 0 })
      .node('two', 'http.request', get())
      .node('r', 'core.return', { value: '{{ [steps.one.body, steps.two.body] }}' })
      .edge('start', 'check')
      .edge('check:true', 'one')
      .edge('check:false', 'no')
      .chain('one', 'two', 'r')
      .build();
    const whole = await run(workflow, { ports: memoryPorts({ fetch }) });
    for (let cut = 0; cut <= whole.steps.length; cut++) {
      requests.length = 0;
      const again = scripted(answer(200, cut > 3 ? 'two' : 'one'), answer(200, 'two'));
      const end = await run(workflow, {
        ports: memoryPorts({ fetch: again.fetch }),
        recorded: whole.steps.slice(0, cut),
        accepted: true,
      });
      expect(end.output).toEqual(['one', 'two']);
      expect(story(end)).toEqual(story(whole));
      expect(end.steps.map((step) => step.seq)).toEqual(whole.steps.map((step) => step.seq));
    }
  });
  it('goes on with the resolved config: the attempt after a crash has that of the first', async () => {
    const { fetch, requests } = scripted(answer(503), answer(503), answer(200, 'done'));
    const url = 'https://api.test/{{ Date.now() }}';
    const workflow = started().node('w', 'http.request', get(url), { policy: { retry } }).chain('start', 'w').build();
    const whole = await run(workflow, { ports: memoryPorts({ fetch }) });
    expect(story(whole)).toEqual(['start:success', 'w:error', 'w#2:error', 'w#3:success']);
    const first = requests[0]!.url;
    await pause(5);
    const again = scripted(answer(200, 'done'));
    await run(workflow, {
      ports: memoryPorts({ fetch: again.fetch }),
      recorded: whole.steps.slice(0, 2),
      accepted: true,
    });
    expect(again.requests.map((request) => request.url)).toEqual([first]);
  });
  it('a write that left no receipt in an earlier process ends the run as crashed', async () => {
    const workflow = started().node('w', 'http.request', post()).chain('start', 'w');
    const end = await run(workflow.build(), { recorded: [], unsettled: [{ key: 'k', nodeId: 'w' }], accepted: true });
    expect(end).toMatchObject({ status: 'crashed', error: { code: 'effect_unknown' } });
    expect(story(end)).toEqual(['w:unknown']);
  });
  it('rejects if the journal cannot be reached', async () => {
    const ports = memoryPorts();
    ports.journal.finish = () => Promise.reject(new Error('no database'));
    await expect(run(started().build(), { ports })).rejects.toThrow('no database');
  });
});
