import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits } from '#lib/contracts/limits.ts';
import { createDb, type Db } from '#lib/db/client.ts';
import { deleteExpiredRows } from '#lib/db/system/expired-rows.ts';
import type { RunMemory } from '#lib/runner/ports.ts';
import { memoryPorts } from '#lib/runner/testing/memory-ports.ts';
import { runNode } from '#lib/runner/testing/run-node.ts';
import { newId } from '#lib/shared/ids.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { createRunMemory } from './run-memory.ts';

const HOUR_MS = 3_600_000;

describe('the memory of a workspace', () => {
  const database = useDatabase();
  const clock = { time: Date.now(), now: () => clock.time };
  let db: Db;
  let memory: RunMemory;
  beforeAll(() => {
    db = createDb({ databaseUrl: database.url });
    memory = createRunMemory({ db, clock });
  });
  afterAll(() => db.close());

  /** Nodes of one workspace, whatever the run says. */
  const nodesOf = (workspaceId: string) => {
    const own: RunMemory = {
      get: (place) => memory.get({ ...place, workspaceId }),
      set: (entry) => memory.set({ ...entry, workspaceId }),
      delete: (place) => memory.delete({ ...place, workspaceId }),
      increment: (change) => memory.increment({ ...change, workspaceId }),
    };
    return (type: string, config: Record<string, unknown>, input: unknown = null) =>
      runNode(`memory.${type}`, config, input, memoryPorts({ memory: own }));
  };
  const outputOf = async (result: ReturnType<ReturnType<typeof nodesOf>>): Promise<unknown> => {
    const { output, error } = await result;
    if (error) throw new Error(`${error.code}: ${error.message}`);
    return output;
  };

  it('keeps, gives, forgets; nothing of another workspace', async () => {
    const [mine, other] = [nodesOf(newId()), nodesOf(newId())];
    const value = { list: [1, null, 'é\u0000'], deep: { a: true } };
    expect(await outputOf(mine('get', { key: 'k' }))).toEqual({ found: false, value: null });
    expect(await outputOf(mine('set', { key: 'k', value: '{{ input }}' }, value))).toEqual({ key: 'k' });
    expect(await outputOf(mine('get', { key: '{{ input }}' }, 'k'))).toEqual({ found: true, value });
    expect(await outputOf(other('get', { key: 'k' }))).toEqual({ found: false, value: null });
    expect(await outputOf(other('delete', { key: 'k' }))).toEqual({ deleted: false });
    expect(await outputOf(mine('set', { key: 'k', value: null }))).toEqual({ key: 'k' });
    expect(await outputOf(mine('get', { key: 'k' }))).toEqual({ found: true, value: null });
    expect(await outputOf(mine('delete', { key: 'k' }))).toEqual({ deleted: true });
    expect(await outputOf(mine('delete', { key: 'k' }))).toEqual({ deleted: false });
  });

  it('what has expired is gone at once, and swept', async () => {
    const workspaceId = newId();
    const node = nodesOf(workspaceId);
    await outputOf(node('set', { key: 'short', value: 1, expiresInMs: 1_000 }));
    await outputOf(node('set', { key: 'long', value: 1 }));
    clock.time += 999;
    expect(await outputOf(node('get', { key: 'short' }))).toMatchObject({ found: true });
    clock.time += 1;
    expect(await outputOf(node('get', { key: 'short' }))).toMatchObject({ found: false });
    expect(await outputOf(node('delete', { key: 'short' }))).toEqual({ deleted: false });
    await outputOf(node('set', { key: 'short', value: 1, expiresInMs: 1_000 }));
    clock.time += HOUR_MS;
    await deleteExpiredRows(db.pool, clock.time);
    const { rows } = await db.pool.query('SELECT key FROM memory_entry WHERE workspace_id = $1', [workspaceId]);
    expect(rows).toEqual([{ key: 'long' }]);
  });

  it('counts: no addition of many at once is lost, the time runs from the first', async () => {
    const node = nodesOf(newId());
    const sums = await Promise.all(
      Array.from({ length: 40 }, () => outputOf(node('increment', { key: 'n', expiresInMs: HOUR_MS }))),
    );
    const numbers = sums.map((sum) => (sum as { value: number }).value).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 40 }, (_, at) => at + 1));
    clock.time += HOUR_MS - 1;
    expect(await outputOf(node('increment', { key: 'n', by: -0.5, expiresInMs: HOUR_MS }))).toEqual({ value: 39.5 });
    clock.time += 1;
    expect(await outputOf(node('increment', { key: 'n' }))).toEqual({ value: 1 });
  });

  it('the same effect counts once, also at the same time and after others', async () => {
    const change = { workspaceId: newId(), key: 'n', by: 1, expiresInMs: null, effectKey: 'effect' };
    expect(await Promise.all([1, 2, 3].map(() => memory.increment(change)))).toEqual([1, 1, 1]);
    expect(await memory.increment({ ...change, effectKey: 'other' })).toBe(2);
    expect(await memory.increment(change)).toBe(1);
    expect(await memory.get(change)).toEqual({ found: true, value: 2 });
  });

  it('brackets changes with intent and receipt', async () => {
    const ports = memoryPorts({ memory });
    await runNode('memory.increment', { key: 'x' }, null, ports);
    expect(ports.journal.kinds).toEqual(expect.arrayContaining(['intend', 'receipt']));
  });

  it('says what is too large, too many, no number or no key', async () => {
    const workspaceId = newId();
    const node = nodesOf(workspaceId);
    const large = 'x'.repeat(limits.memoryValueBytes);
    expect((await node('set', { key: 'k', value: '{{ input }}' }, large)).error).toMatchObject({
      code: 'limit_exceeded',
      path: '/value',
    });
    await outputOf(node('set', { key: 'text', value: 'a' }));
    expect((await node('increment', { key: 'text' })).error).toMatchObject({ code: 'memory_no_number', path: '/key' });
    expect((await node('get', { key: '{{ input }}' }, '')).error).toMatchObject({
      code: 'config_invalid',
      path: '/key',
    });
    expect((await node('get', { key: '{{ input }}' }, 'a\u0000b')).error).toMatchObject({ path: '/key' });
    await db.pool.query(
      `INSERT INTO memory_entry (workspace_id, key, value, expires_at)
       SELECT $1, 'key' || g, '1', CASE WHEN g = 1 THEN $3::timestamptz END FROM generate_series(1, $2) g`,
      [workspaceId, limits.memoryKeys - 1, new Date(clock.time + 1_000)],
    );
    const full = (await node('set', { key: 'one more', value: 1 })).error;
    expect(full).toMatchObject({
      code: 'quota_exceeded',
      path: '/key',
      message: expect.stringContaining('10000 keys'),
    });
    expect((await node('increment', { key: 'one more' })).error).toMatchObject({ code: 'quota_exceeded' });
    expect(await outputOf(node('set', { key: 'text', value: 'b' }))).toEqual({ key: 'text' });
    clock.time += 1_000;
    expect(await outputOf(node('increment', { key: 'one more' }))).toEqual({ value: 1 });
  });
});
