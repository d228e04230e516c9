import { beforeEach, describe, expect, test } from 'vitest';
import { isAppError } from '#lib/shared/app-error.ts';
import type { DataKeyRow, DataKeyStore } from './data-key-store.ts';
import { makeMasterKey, parseMasterKeys, type MasterKeys } from './master-keys.ts';
import { createVault, type Vault } from './vault.ts';

const A = '018f0000-0000-7000-8000-00000000000a';
const B = '018f0000-0000-7000-8000-00000000000b';
const place = { table: 'variable', row: 'r1', field: 'value' };
const SECRET = 'correct horse battery staple 🔑';

/** Data keys in memory: the port's rules, without a database. */
function memoryStore(): DataKeyStore & { rows: DataKeyRow[] } {
  const rows: DataKeyRow[] = [];
  const of = (owner: string) => rows.filter((row) => row.owner === owner);
  return {
    rows,
    newest: async (owner) => of(owner).toSorted((a, b) => b.version - a.version)[0] ?? null,
    find: async (owner, version) => of(owner).find((row) => row.version === version) ?? null,
    insert: async (row) => {
      if (of(row.owner).some(({ version }) => version === row.version)) return false;
      rows.push({ ...row, retiredAt: null });
      return true;
    },
    retireBelow: async (owner, version, at) => {
      for (const row of of(owner)) if (row.version < version) row.retiredAt ??= at;
    },
    samples: async () => [...new Map(rows.map((row) => [row.masterKeyId, row])).values()],
    wrappedByOthers: async (id, limit) => rows.filter((row) => row.masterKeyId !== id).slice(0, limit),
    rewrap: async (before, after) => {
      const row = rows.find(({ id, masterKeyId }) => id === before.id && masterKeyId === before.masterKeyId);
      if (row) Object.assign(row, after);
      return row !== undefined;
    },
  };
}

function masterKeys(...lines: string[]): MasterKeys {
  const keys = parseMasterKeys('MASTER_KEY', lines.join('\n'));
  return { current: () => keys[0]!, find: (id) => keys.find((key) => key.id === id) ?? null };
}

let now = 0;
const clock = { now: () => now };
const first = makeMasterKey();
let store = memoryStore();
let vault: Vault;
beforeEach(() => {
  now = 1_000_000;
  store = memoryStore();
  vault = open(first);
});

const open = (...lines: string[]): Vault => createVault({ store, masterKeys: masterKeys(...lines), clock });

async function reasonOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!isAppError(error)) throw new Error('It did not fail as expected', { cause: error });
  expect(error.message).not.toContain('horse');
  return `${error.code}: ${(error.cause as Error).message}`;
}

describe('seal and open', () => {
  test('give back what was sealed, from another process too', async () => {
    const sealed = await vault.seal(A, place, SECRET);
    expect(await vault.open(A, place, sealed)).toBe(SECRET);
    expect(await open(first).open(A, place, sealed)).toBe(SECRET);
    expect(await vault.open(A, place, await vault.seal(A, place, ''))).toBe('');
  });

  test('hide the text and never repeat themselves', async () => {
    const [one, two] = [await vault.seal(A, place, SECRET), await vault.seal(A, place, SECRET)];
    expect(Buffer.from(one).includes('horse')).toBe(false);
    expect(Buffer.from(one).equals(two)).toBe(false);
    expect(Buffer.from(store.rows[0]!.wrapped).length).toBe(12 + 32 + 16);
  });

  test('refuse every single changed byte', async () => {
    const sealed = await vault.seal(A, place, 'short');
    for (let index = 0; index < sealed.length; index++) {
      const changed = sealed.slice();
      changed[index]! ^= 1;
      expect(await reasonOf(vault.open(A, place, changed)), `byte ${index}`).toMatch(/^internal/);
    }
    for (const length of [0, 1, 5, 20, sealed.length - 1]) {
      expect(await reasonOf(vault.open(A, place, sealed.subarray(0, length))), `${length} bytes`).toMatch(/^internal/);
    }
  });

  test.each([
    ['table', { ...place, table: 'connection' }],
    ['row', { ...place, row: 'r2' }],
    ['field', { ...place, field: 'name' }],
    ['a joint of row and field', { table: 'variable', row: 'r1value', field: '' }],
  ])('refuse another %s', async (_what, other) => {
    const sealed = await vault.seal(A, place, SECRET);
    expect(await reasonOf(vault.open(A, other, sealed))).toContain('moved');
  });

  test('refuse another workspace, with the same key version too', async () => {
    const sealed = await vault.seal(A, place, SECRET);
    expect(await reasonOf(vault.open(B, place, sealed))).toContain('no data key 1');
    await vault.seal(B, place, 'of B');
    expect(await reasonOf(vault.open(B, place, sealed))).toContain('moved');
  });
});

describe('data keys', () => {
  test('rotate: what was sealed before still opens, what is sealed now is newer', async () => {
    const before = await vault.seal(A, place, 'before');
    expect(await vault.rotateDataKey(A)).toBe(2);
    const after = await vault.seal(A, place, 'after');
    expect(await vault.open(A, place, before)).toBe('before');
    expect(await vault.open(A, place, after)).toBe('after');
    expect(store.rows.map(({ version, retiredAt }) => [version, retiredAt !== null])).toEqual([
      [1, true],
      [2, false],
    ]);
  });

  test('reseal moves a secret to the newest key, once', async () => {
    const before = await vault.seal(A, place, SECRET);
    expect(await vault.reseal(A, place, before)).toBeNull();
    await vault.rotateDataKey(A);
    const after = await vault.reseal(A, place, before);
    expect(await vault.open(A, place, after!)).toBe(SECRET);
    expect(await vault.reseal(A, place, after!)).toBeNull();
  });

  test('are one, when two processes seal for the first time at once', async () => {
    const [one, other] = [open(first), open(first)];
    const sealed = await Promise.all([one.seal(A, place, 'one'), other.seal(A, place, 'other')]);
    expect(store.rows).toHaveLength(1);
    expect(await other.open(A, place, sealed[0])).toBe('one');
    expect(await one.open(A, place, sealed[1])).toBe('other');
  });

  test('of another process reach this one within ten seconds', async () => {
    await vault.seal(A, place, 'before');
    await open(first).rotateDataKey(A);
    expect(Buffer.from(await vault.seal(A, place, 'soon')).readUInt32BE(1)).toBe(1);
    now += 10_001;
    expect(Buffer.from(await vault.seal(A, place, 'later')).readUInt32BE(1)).toBe(2);
  });

  test('leave memory after five minutes', async () => {
    const sealed = await vault.seal(A, place, SECRET);
    store.rows.length = 0;
    expect(await vault.open(A, place, sealed)).toBe(SECRET);
    now += 5 * 60_000 + 1;
    expect(await reasonOf(vault.open(A, place, sealed))).toContain('no data key');
  });
});

describe('master keys', () => {
  test('rotate: old and new key open meanwhile, afterwards the new one alone', async () => {
    const sealed = await vault.seal(A, place, SECRET);
    await vault.rotateDataKey(A);
    const second = makeMasterKey();
    const both = open(second, first);
    expect(await both.open(A, place, sealed)).toBe(SECRET);
    expect(await both.rewrapAll()).toBe(2);
    expect(await both.rewrapAll()).toBe(0);
    expect(await open(second).open(A, place, sealed)).toBe(SECRET);
    expect(await reasonOf(open(first).open(A, place, sealed))).toContain('is not among the keys given');
  });

  test('that are missing or wrong are found before anything is served', async () => {
    await vault.checkMasterKeys();
    await vault.seal(A, place, SECRET);
    await vault.checkMasterKeys();
    expect(await reasonOf(open(makeMasterKey()).checkMasterKeys())).toContain('is not among the keys given');
    const [id] = first.split(':');
    const impostor = `${id}:${makeMasterKey().split(':')[1]}`;
    expect(await reasonOf(open(impostor).checkMasterKeys())).toContain('is not the one that wrapped');
  });

  test.each([
    ['nothing', ''],
    ['a comment only', '# key'],
    ['no id', Buffer.alloc(32, 7).toString('base64')],
    ['a short key', `k1:${Buffer.from('short').toString('base64')}`],
    ['a placeholder', `k1:${Buffer.alloc(32, 'ab').toString('base64')}`],
    ['the same id twice', `${first}\n${first}`],
  ])('refuse %s in one line that does not repeat it', (_what, text) => {
    expect(() => parseMasterKeys('MASTER_KEY', text)).toThrow(/^Setting MASTER_KEY: [^\n]*$/);
    const key = text.split(':')[1];
    if (key) expect(() => parseMasterKeys('MASTER_KEY', text)).not.toThrow(key);
  });
});
