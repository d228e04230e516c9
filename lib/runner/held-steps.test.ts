import { describe, expect, it, vi } from 'vitest';
import { answer, get, post, started, type Fetch } from './testing/http-answers.ts';
import { memoryPorts } from './testing/memory-ports.ts';
import { run } from './testing/run-workflow.ts';

const queued = { accepted: true, holdsPure: true, header: { mode: 'queued' as const } };

describe('pure steps of a queued run', () => {
  it('are not committed one by one: the end of a short run brings them all', async () => {
    const ports = memoryPorts();
    const workflow = started().node('one', 'data.set', { value: 1 }).node('two', 'data.set', { value: 2 });
    const end = await run(workflow.chain('start', 'one', 'two').build(), { ports, ...queued });
    expect(ports.journal.kinds).toEqual(['finish']);
    expect(end.steps.map(({ key, seq }) => [key, seq])).toEqual([
      ['start', 1],
      ['one', 2],
      ['two', 3],
    ]);
  });

  it('are committed before anything outside is changed, and with what is read outside', async () => {
    const ports = memoryPorts();
    const seen: string[][] = [];
    const fetch: Fetch = async () => (seen.push(ports.journal.kinds), answer());
    const workflow = started()
      .node('before', 'data.set', { value: 1 })
      .node('write', 'http.request', post())
      .node('between', 'data.set', { value: 2 })
      .node('read', 'http.request', get())
      .chain('start', 'before', 'write', 'between', 'read');
    await run(workflow.build(), { ports: { ...ports, http: { fetch } }, ...queued });
    expect(seen[0]).toEqual(['step', 'step', 'intend']);
    expect(ports.journal.entries.flatMap((entry) => (entry.kind === 'step' ? [entry.step.key] : []))).toEqual([
      'start',
      'before',
      'write',
      'between',
      'read',
    ]);
    expect(ports.journal.kinds.at(-1)).toBe('finish');
  });

  it('are committed after a moment while the run goes on', async () => {
    const ports = memoryPorts();
    const { promise, resolve } = Promise.withResolvers<void>();
    const fetch: Fetch = async () => (await promise, answer());
    const workflow = started().node('read', 'http.request', get()).chain('start', 'read').build();
    const end = run(workflow, { ports: { ...ports, http: { fetch } }, ...queued });
    await vi.waitFor(() => expect(ports.journal.kinds).toEqual(['step']), { timeout: 10_000 });
    resolve();
    expect((await end).status).toBe('success');
    expect(ports.journal.kinds).toEqual(['step', 'step', 'finish']);
  });
});
