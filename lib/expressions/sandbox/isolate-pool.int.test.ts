import { describe, expect, it } from 'vitest';
import { IsolatePool } from './isolate-pool.ts';
import { sandboxLimits } from './protocol.ts';

describe('an isolate never serves two workspaces', () => {
  it('it waits for the next run of its own workspace', async () => {
    const pool = new IsolatePool();
    const first = await pool.take('a');
    await pool.giveBack(first);
    const other = await pool.take('b');
    expect(other.isolate).not.toBe(first.isolate);
    await pool.giveBack(other);
    expect((await pool.take('a')).isolate).toBe(first.isolate);
  });

  it('nor two runs at once', async () => {
    const pool = new IsolatePool();
    const [one, two] = [await pool.take('a'), await pool.take('a')];
    expect(one.isolate).not.toBe(two.isolate);
  });

  it('only so many wait; the longest unused goes, and a disposed one is not kept', async () => {
    const pool = new IsolatePool();
    const taken = await Promise.all(
      Array.from({ length: sandboxLimits.warmIsolates + 1 }, (_, at) => pool.take(`w${at}`)),
    );
    for (const warm of taken) await pool.giveBack(warm);
    expect(taken.map(({ isolate }) => isolate.isDisposed)).toEqual(taken.map((_, at) => at === 0));
    const last = await pool.take('w1');
    last.isolate.dispose();
    await pool.giveBack(last);
    expect((await pool.take('w1')).isolate).not.toBe(last.isolate);
  });
});
