import { describe, expect, it } from 'vitest';
import { GrantDirectory } from './grant-directory.ts';

interface Held {
  grantId: string;
  role: string;
}

/** A directory over a table in memory, on a clock of its own. */
function world(...grants: Held[]) {
  const table = new Map(grants.map((grant) => [grant.grantId, grant]));
  const state = { now: 0, reads: 0, away: false, touched: [] as string[] };
  const directory = new GrantDirectory<Held>({
    read: async (ids) => {
      if (state.away) throw new Error('away');
      state.reads += 1;
      return ids.flatMap((id) => table.get(id) ?? []);
    },
    touch: async (ids) => void state.touched.push(...ids),
    now: () => state.now,
  });
  return { table, state, directory };
}

const held = { grantId: 'a', role: 'editor' };

describe('GrantDirectory', () => {
  it('knows nothing before its first poll, and then reads each grant once', async () => {
    const { state, directory } = world(held);
    await expect(directory.find('a')).rejects.toMatchObject({ code: 'unavailable', retryAfterMs: 1_000 });
    await directory.poll();
    for (let calls = 0; calls < 100; calls++) expect(await directory.find('a')).toBe(held);
    expect(state.reads).toBe(2);
  });

  it('a poll sees what ended and what changed, without a push', async () => {
    const { table, directory } = world(held);
    await directory.poll();
    await directory.find('a');
    table.set('a', { grantId: 'a', role: 'viewer' });
    await directory.poll();
    expect(await directory.find('a')).toMatchObject({ role: 'viewer' });
    table.delete('a');
    await directory.poll();
    expect(await directory.find('a')).toBeNull();
  });

  it('a push is seen at once', async () => {
    const { table, directory } = world(held);
    await directory.poll();
    await directory.find('a');
    table.delete('a');
    directory.changed('a');
    expect(await directory.find('a')).toBeNull();
  });

  it('forgets all that rests on what changed', async () => {
    const { table, directory } = world(held);
    await directory.poll();
    await directory.find('a');
    table.clear();
    directory.forget();
    expect(await directory.find('a')).toBeNull();
  });

  it('what was read before a push is not kept, in a read under way and in a poll under way', async () => {
    const gates: (() => void)[] = [];
    let rows: Held[] = [held];
    const directory = new GrantDirectory<Held>({
      read: async () => {
        const seen = rows;
        await new Promise<void>((resolve) => gates.push(resolve));
        return seen;
      },
      touch: async () => {},
      now: () => 0,
    });
    const open = async (): Promise<void> => {
      while (gates.length === 0) await Promise.resolve();
      gates.shift()!();
    };
    const first = directory.poll();
    await open();
    await first;
    const finding = directory.find('a');
    rows = [];
    directory.changed('a');
    await open();
    await open();
    expect(await finding).toBeNull();
    rows = [held];
    directory.changed('a');
    const found = directory.find('a');
    await open();
    expect(await found).toBe(held);
    const poll = directory.poll();
    rows = [];
    directory.changed('a');
    await open();
    await poll;
    const after = directory.find('a');
    await open();
    expect(await after).toBeNull();
  });

  it('fails closed: five seconds of silence, and no grant is known until it has caught up', async () => {
    const { state, directory } = world(held);
    await directory.poll();
    await directory.find('a');
    state.away = true;
    state.now = 5_000;
    await expect(directory.poll()).rejects.toThrow('away');
    expect(await directory.find('a')).toBe(held);
    state.now = 5_001;
    await expect(directory.find('a')).rejects.toMatchObject({ code: 'unavailable' });
    state.away = false;
    await directory.poll();
    expect(await directory.find('a')).toEqual(held);
  });

  it('asks again for what was not there, after a second', async () => {
    const { table, state, directory } = world();
    await directory.poll();
    expect(await directory.find('a')).toBeNull();
    table.set('a', held);
    expect(await directory.find('a')).toBeNull();
    state.now = 1_000;
    expect(await directory.find('a')).toBe(held);
  });

  it('notes that grants are used, once a minute for each', async () => {
    const { state, directory } = world(held, { grantId: 'b', role: 'viewer' });
    state.now = 60_000;
    await directory.poll();
    for (let calls = 0; calls < 5; calls++) await directory.find('a');
    await directory.poll();
    await directory.find('a');
    await directory.poll();
    expect(state.touched).toEqual(['a']);
    state.now = 120_000;
    await directory.poll();
    await directory.find('a');
    await directory.poll();
    expect(state.touched).toEqual(['a', 'a']);
  });
});
