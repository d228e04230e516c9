import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeMasterKey } from '#lib/secrets/master-keys.ts';
import type { Vault } from '#lib/secrets/vault.ts';
import { systemClock } from '#lib/shared/clock.ts';
import { newId } from '#lib/shared/ids.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { openVault } from './vault.ts';

const database = useDatabase();
const folder = mkdtempSync(path.join(tmpdir(), 'toolwright-vault-'));
const file = path.join(folder, 'master.key');
const first = makeMasterKey();
let workspaceId: string;

/** The vault of a process of its own. */
const openProcess = (masterKey: string | null = null): Vault =>
  openVault(database, { masterKey, masterKeyFile: file }, systemClock);
const place = (row: string) => ({ table: 'variable', row, field: 'value' });

async function newWorkspace(): Promise<string> {
  const id = newId();
  await database.pool.query(`INSERT INTO workspace (id, slug, name) VALUES ($1, $2, 'Vault')`, [id, `vault-${id}`]);
  return id;
}

beforeAll(async () => {
  writeFileSync(file, `# made at the first start\n${first}\n`);
  workspaceId = await newWorkspace();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the vault on Postgres', () => {
  test('several processes seal for the first time at once, with one data key', async () => {
    const id = await newWorkspace();
    const processes = Array.from({ length: 8 }, () => openProcess());
    const sealed = await Promise.all(processes.map((vault, index) => vault.seal(id, place(`r${index}`), `s${index}`)));
    const { rows } = await database.pool.query('SELECT version FROM data_key WHERE workspace_id = $1', [id]);
    expect(rows).toEqual([{ version: 1 }]);
    const reader = openProcess();
    for (const [index, bytes] of sealed.entries()) {
      expect(await reader.open(id, place(`r${index}`), bytes)).toBe(`s${index}`);
    }
  });

  test('data and master key rotate while others read and write: nothing fails, nothing is lost', async () => {
    const [writer, reader, operator] = [openProcess(), openProcess(), openProcess()];
    const kept: { row: string; sealed: Uint8Array }[] = [];
    let stop = false;
    const write = async (): Promise<void> => {
      for (let index = 0; !stop; index++) {
        const row = `row-${index}`;
        kept.push({ row, sealed: await writer.seal(workspaceId, place(row), row) });
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    };
    const read = async (): Promise<void> => {
      while (!stop) {
        const some = kept[Math.floor(Math.random() * kept.length)];
        if (some) expect(await reader.open(workspaceId, place(some.row), some.sealed)).toBe(some.row);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    };
    const running = Promise.all([write(), read(), read()]);
    let keys = first;
    for (let round = 0; round < 5; round++) {
      await operator.rotateDataKey(workspaceId);
      keys = `${makeMasterKey()}\n${keys}`;
      writeFileSync(file, keys);
      await operator.rewrapAll();
    }
    stop = true;
    await running;
    expect(kept.length).toBeGreaterThan(10);

    const newest = keys.split('\n')[0]!;
    const { rows } = await database.pool.query('SELECT DISTINCT master_key_id AS id FROM data_key');
    expect(rows).toEqual([{ id: newest.split(':')[0] }]);
    const later = openProcess(newest);
    for (const { row, sealed } of kept) expect(await later.open(workspaceId, place(row), sealed)).toBe(row);
  });

  test('a running process learns of a new master key from the file, without a restart', async () => {
    const before = openProcess();
    const other = await newWorkspace();
    const sealed = await openProcess().seal(other, place('r'), 'secret');
    writeFileSync(file, `${makeMasterKey()}\n${currentKeys()}`);
    await openProcess().rewrapAll();
    expect(await before.open(other, place('r'), sealed)).toBe('secret');
  });

  test('what Postgres holds is no secret', async () => {
    await openProcess().seal(workspaceId, place('r'), 'secret');
    const { rows } = await database.pool.query<{ text: string }>(
      `SELECT encode(wrapped, 'base64') || master_key_id AS text FROM data_key`,
    );
    const masterKeys = currentKeys()
      .split('\n')
      .map((line) => line.split(':')[1]!);
    expect(masterKeys.length).toBeGreaterThan(1);
    for (const { text } of rows) for (const key of masterKeys) expect(text).not.toContain(key);
  });

  test('deleting a workspace deletes its data keys: what they sealed is gone for good', async () => {
    const id = await newWorkspace();
    const vault = openProcess();
    const sealed = await vault.seal(id, place('r'), 'secret');
    await database.pool.query('DELETE FROM workspace WHERE id = $1', [id]);
    await expect(openProcess().open(id, place('r'), sealed)).rejects.toMatchObject({ code: 'internal' });
  });
});

function currentKeys(): string {
  return readFileSync(file, 'utf8').trim();
}
