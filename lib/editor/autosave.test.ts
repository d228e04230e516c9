import { describe, expect, it } from 'vitest';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import { createAutosave, type SaveResult, type SaveState } from './autosave.ts';
import { aDefinition, aNode, settled, TestTimers } from './testing/fixtures.ts';

/** A server whose answers the test gives one by one. */
function aDraft() {
  const timers = new TestTimers();
  const puts: { definition: WorkflowDefinition; revision: number; answer: (result: SaveResult) => Promise<void> }[] =
    [];
  const states: SaveState['kind'][] = [];
  let current = aDefinition([aNode('a')]);
  let theirs = { definition: aDefinition([aNode('theirs')]), revision: 9, updatedAt: '2026-11-20T10:00:00.000Z' };
  let loadFails = false;
  const autosave = createAutosave(
    {
      read: () => current,
      put: (definition, revision) =>
        new Promise((resolve) => {
          const answer = (result: SaveResult): Promise<void> => {
            resolve(result);
            return settled();
          };
          puts.push({ definition, revision, answer });
        }),
      load: () => (loadFails ? Promise.reject(new Error('gone')) : Promise.resolve(theirs)),
      replace: (definition) => (current = definition),
      onState: (state) => states.push(state.kind),
      timers,
    },
    1,
  );
  const edit = (key: string): void => {
    current = aDefinition([aNode(key)]);
    autosave.changed();
  };
  return {
    autosave,
    timers,
    puts,
    states,
    edit,
    current: () => current,
    setTheirs: (revision: number) => (theirs = { ...theirs, revision }),
    breakLoad: (broken: boolean) => (loadFails = broken),
  };
}

describe('autosave', () => {
  it('rests 600 ms after the last edit, then sends once with the revision', async () => {
    const draft = aDraft();
    draft.edit('b');
    await draft.timers.pass(400);
    draft.edit('c');
    await draft.timers.pass(599);
    expect(draft.puts).toHaveLength(0);
    await draft.timers.pass(1);
    expect(draft.puts).toMatchObject([{ revision: 1, definition: { nodes: [{ key: 'c' }] } }]);
    await draft.puts[0]!.answer({ kind: 'saved', revision: 2 });
    expect(draft.states).toEqual(['dirty', 'dirty', 'saving', 'saved']);
    expect(draft.autosave.revision()).toBe(2);
    await draft.timers.pass(60_000);
    expect(draft.puts).toHaveLength(1);
  });

  it('has one request in flight; the latest draft goes with the next', async () => {
    const draft = aDraft();
    draft.edit('b');
    await draft.timers.pass(600);
    draft.edit('c');
    draft.edit('d');
    await draft.timers.pass(5_000);
    expect(draft.puts).toHaveLength(1);
    await draft.puts[0]!.answer({ kind: 'saved', revision: 2 });
    expect(draft.autosave.state().kind).toBe('dirty');
    await draft.timers.pass(600);
    expect(draft.puts[1]).toMatchObject({ revision: 2, definition: { nodes: [{ key: 'd' }] } });
  });

  it('does not send a refused payload again until it changes', async () => {
    const draft = aDraft();
    draft.edit('b');
    await draft.timers.pass(600);
    await draft.puts[0]!.answer({ kind: 'refused', message: 'Too large' });
    expect(draft.autosave.state()).toEqual({ kind: 'error', message: 'Too large' });
    await draft.timers.pass(600_000);
    expect(draft.puts).toHaveLength(1);
    draft.edit('c');
    await draft.timers.pass(600);
    expect(draft.puts).toHaveLength(2);
  });

  it('retries a lost network with growing pauses, and at once when it is back', async () => {
    const draft = aDraft();
    draft.edit('b');
    await draft.timers.pass(600);
    await draft.puts[0]!.answer({ kind: 'unreachable' });
    expect(draft.autosave.state().kind).toBe('offline');
    await draft.timers.pass(1_000);
    await draft.puts[1]!.answer({ kind: 'unreachable' });
    await draft.timers.pass(1_999);
    expect(draft.puts).toHaveLength(2);
    draft.autosave.online();
    expect(draft.puts).toHaveLength(3);
    await draft.puts[2]!.answer({ kind: 'saved', revision: 2 });
    expect(draft.autosave.state().kind).toBe('saved');
  });

  it('a stale revision stops everything until a side is chosen: mine', async () => {
    const draft = aDraft();
    draft.edit('mine');
    await draft.timers.pass(600);
    await draft.puts[0]!.answer({ kind: 'stale' });
    expect(draft.autosave.state()).toMatchObject({ kind: 'conflict', theirs: { revision: 9 } });
    draft.edit('mine2');
    await draft.timers.pass(60_000);
    expect(draft.puts).toHaveLength(1);
    const kept = draft.autosave.keepMine();
    await settled();
    expect(draft.puts[1]).toMatchObject({ revision: 9, definition: { nodes: [{ key: 'mine2' }] } });
    await draft.puts[1]!.answer({ kind: 'saved', revision: 10 });
    expect((await kept).kind).toBe('saved');
  });

  it('a stale revision stops everything until a side is chosen: theirs', async () => {
    const draft = aDraft();
    draft.edit('mine');
    await draft.timers.pass(600);
    await draft.puts[0]!.answer({ kind: 'stale' });
    await draft.autosave.takeTheirs();
    expect(draft.current().nodes[0]!.key).toBe('theirs');
    expect(draft.autosave.revision()).toBe(9);
    await draft.timers.pass(60_000);
    expect(draft.puts).toHaveLength(1);
    draft.edit('next');
    await draft.timers.pass(600);
    expect(draft.puts[1]!.revision).toBe(9);
  });

  it('asks again when the other draft could not be loaded', async () => {
    const draft = aDraft();
    draft.breakLoad(true);
    draft.edit('mine');
    await draft.timers.pass(600);
    await draft.puts[0]!.answer({ kind: 'stale' });
    expect(draft.autosave.state().kind).toBe('offline');
    draft.breakLoad(false);
    await draft.timers.pass(1_000);
    await draft.puts[1]!.answer({ kind: 'stale' });
    expect(draft.autosave.state().kind).toBe('conflict');
  });

  it('flush sends at once, also what was edited meanwhile', async () => {
    const draft = aDraft();
    draft.edit('b');
    const flushed = draft.autosave.flush();
    await settled();
    draft.edit('c');
    await draft.puts[0]!.answer({ kind: 'saved', revision: 2 });
    await draft.puts[1]!.answer({ kind: 'saved', revision: 3 });
    expect(await flushed).toMatchObject({ kind: 'saved' });
    expect(draft.puts[1]!.definition.nodes[0]!.key).toBe('c');
  });

  it('tells foreign revisions from its own', async () => {
    const draft = aDraft();
    expect(draft.autosave.isForeign(1)).toBe(false);
    expect(draft.autosave.isForeign(2)).toBe(true);
    draft.edit('b');
    await draft.timers.pass(600);
    expect(draft.autosave.isForeign(2)).toBe(false);
    await draft.puts[0]!.answer({ kind: 'saved', revision: 2 });
    expect(draft.autosave.isForeign(2)).toBe(false);
    expect(draft.autosave.isForeign(3)).toBe(true);
  });
});
