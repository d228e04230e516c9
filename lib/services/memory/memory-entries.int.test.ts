import { describe, expect, it } from 'vitest';
import { limits } from '#lib/contracts/limits.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { newId } from '#lib/shared/ids.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import { deleteMemory } from './delete-memory.ts';
import { getMemory } from './get-memory.ts';
import { listMemory } from './list-memory.ts';
import { putMemory } from './put-memory.ts';
import { createRunMemory } from './run-memory.ts';

const HOUR_MS = 3_600_000;

describe('the memory of a workspace, as people see it', () => {
  const world = useWorld();
  const at = (later = 0) => ({ ...world.deps, clock: { now: () => Date.now() + later } });
  const put = (by: Principal, key: string, value: JsonValue, expiresAt?: string | null) =>
    putMemory(at(), by, { key, value, expiresAt });
  const keysOf = async (by: Principal, prefix?: string, later = 0) =>
    (await listMemory(at(later), by, { limit: 200, prefix })).items.map(({ key }) => key);
  const inAnHour = (): string => new Date(Date.now() + HOUR_MS).toISOString();

  it('is what runs keep and read; the trail says who changed it, without values', async () => {
    const ada = await world.newWorkspace();
    const { workspaceId } = ada;
    const runs = createRunMemory({ db: world.deps.db, clock: { now: Date.now } });
    await runs.set({ workspaceId, key: 'orders/1', value: { total: 5, name: 'é\u0000' }, expiresInMs: HOUR_MS });
    expect(await getMemory(at(), ada, { key: 'orders/1' })).toMatchObject({
      value: { total: 5, name: 'é\u0000' },
      expiresAt: expect.any(String),
    });
    const first = await put(ada, '..', 'hidden value');
    expect(first).toMatchObject({ created: true, entry: { key: '..', value: 'hidden value', expiresAt: null } });
    const { expiresAt } = (await getMemory(at(), ada, { key: 'orders/1' })) as { expiresAt: string };
    const second = await put(ada, 'orders/1', [1]);
    expect(second).toMatchObject({ created: false, entry: { value: [1], expiresAt } });
    expect((await put(ada, 'orders/1', [1], null)).entry.expiresAt).toBeNull();
    expect(await runs.get({ workspaceId, key: 'orders/1' })).toEqual({ found: true, value: [1] });
    await deleteMemory(at(), ada, { key: '..' });
    await expect(deleteMemory(at(), ada, { key: '..' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(getMemory(at(), ada, { key: '..' })).rejects.toMatchObject({ code: 'not_found' });
    const { rows } = await world.deps.db.pool.query(
      `SELECT action, target_id AS key, data::text FROM audit_event WHERE workspace_id = $1 AND action LIKE 'memory.%' ORDER BY id`,
      [workspaceId],
    );
    expect(rows.map(({ action, key }) => [action, key])).toEqual([
      ['memory.created', '..'],
      ['memory.updated', 'orders/1'],
      ['memory.updated', 'orders/1'],
      ['memory.deleted', '..'],
    ]);
    expect(JSON.stringify(rows)).not.toContain('hidden value');
  });

  it('is listed by prefix and page by page, each key once, with the beginning of its value', async () => {
    const ada = await world.newWorkspace();
    for (const key of ['a%/1', 'a%/2', 'a_/1', 'b', `${'가'.repeat(199)}1`, `${'가'.repeat(199)}2`]) {
      await put(ada, key, `${key} ${'나'.repeat(1_000)}`);
    }
    expect(await keysOf(ada, 'a%')).toEqual(['a%/1', 'a%/2']);
    expect(await keysOf(ada, 'a')).toHaveLength(3);
    expect(await keysOf(ada, 'A')).toEqual([]);
    const seen: string[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await listMemory(at(), ada, { limit: 1, cursor });
      seen.push(...page.items.map(({ key }) => key));
      for (const { preview, key } of page.items) {
        expect(preview.startsWith(`"${key.slice(0, 100)}`)).toBe(true);
        expect(preview).not.toContain('\ufffd');
        expect(preview.length).toBeLessThan(401);
      }
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
      expect(cursor.length).toBeLessThan(1_200);
    }
    expect(seen.toSorted()).toEqual((await keysOf(ada)).toSorted());
    expect(new Set(seen).size).toBe(6);
    await expect(listMemory(at(), ada, { limit: 1, cursor: 'nonsense' })).rejects.toMatchObject({ code: 'malformed' });
  });

  it('forgets in time', async () => {
    const ada = await world.newWorkspace();
    await put(ada, 'short', 1, inAnHour());
    await put(ada, 'long', 1);
    expect(await keysOf(ada)).toEqual(['long', 'short']);
    expect(await keysOf(ada, '', HOUR_MS + 1_000)).toEqual(['long']);
    const gone = { code: 'not_found' };
    await expect(getMemory(at(HOUR_MS + 1_000), ada, { key: 'short' })).rejects.toMatchObject(gone);
    await expect(deleteMemory(at(HOUR_MS + 1_000), ada, { key: 'short' })).rejects.toMatchObject(gone);
  });

  it('says what is too large, too deep, too many, past or too far away', async () => {
    const ada = await world.newWorkspace();
    const { workspaceId } = ada;
    const refused = (path: string) => ({ code: 'invalid', errors: [{ path }] });
    const deep = JSON.parse('['.repeat(200) + ']'.repeat(200)) as JsonValue;
    await expect(put(ada, 'k', 'x'.repeat(limits.memoryValueBytes))).rejects.toMatchObject(refused('/value'));
    await expect(put(ada, 'k', deep)).rejects.toMatchObject(refused('/value'));
    for (const wrong of [new Date(Date.now() - 1_000), new Date(Date.now() + limits.memoryMaxMs + HOUR_MS)]) {
      await expect(put(ada, 'k', 1, wrong.toISOString())).rejects.toMatchObject(refused('/expiresAt'));
    }
    await world.deps.db.pool.query(
      `INSERT INTO memory_entry (workspace_id, key, value) SELECT $1, 'key' || g, '1' FROM generate_series(1, $2) g`,
      [workspaceId, limits.memoryKeys],
    );
    await expect(put(ada, 'one more', 1)).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('10000 keys'),
    });
    expect((await put(ada, 'key1', 2)).entry.value).toBe(2);
    await deleteMemory(at(), ada, { key: 'key2' });
    expect((await put(ada, 'one more', 1)).created).toBe(true);
  });

  it('is its own workspace’s; viewers read it, and keys that are bound to servers do not', async () => {
    const [ada, eve] = [await world.newWorkspace(), await world.newWorkspace()];
    await put(ada, 'plan', 'secret');
    expect(await keysOf(eve)).toEqual([]);
    const missing = { code: 'not_found' };
    await expect(getMemory(at(), eve, { key: 'plan' })).rejects.toMatchObject(missing);
    await expect(deleteMemory(at(), eve, { key: 'plan' })).rejects.toMatchObject(missing);
    await put(eve, 'plan', 'other');
    expect(await getMemory(at(), ada, { key: 'plan' })).toMatchObject({ value: 'secret' });
    const viewer: Principal = { ...ada, role: 'viewer' };
    expect(await keysOf(viewer)).toEqual(['plan']);
    await expect(put(viewer, 'plan', 1)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(deleteMemory(at(), viewer, { key: 'plan' })).rejects.toMatchObject({ code: 'forbidden' });
    const apiKey = { id: 'k', scopes: ['api:read' as const, 'api:write' as const], servers: [newId()] };
    const bound: Principal = { ...ada, kind: 'apiKey', apiKey };
    await expect(keysOf(bound)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(getMemory(at(), bound, { key: 'plan' })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(put(bound, 'plan', 1)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(deleteMemory(at(), bound, { key: 'plan' })).rejects.toMatchObject({ code: 'forbidden' });
  });
});
