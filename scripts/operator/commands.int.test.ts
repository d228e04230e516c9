import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeMasterKey } from '#lib/secrets/master-keys.ts';
import { newId } from '#lib/shared/ids.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { findFreePort } from '../free-port.ts';
import { backupDatabase } from './backup.ts';
import { openInstallation } from './installation.ts';
import { openBackup } from './read-backup.ts';

const source = useDatabase();
const folder = mkdtempSync(path.join(tmpdir(), 'toolwright-commands-'));
chmodSync(folder, 0o711);
const dataDir = path.join(folder, 'data');
const first = path.join(folder, 'first.backup');
const workspaceId = newId();
const settings: Record<string, string> = { MASTER_KEY: makeMasterKey(), DATABASE_URL: '', REDIS_URL: '' };

const wholeBackup = async (file: string) => (await openBackup(file)).eachTable(drain);
const drain = async (_table: unknown, data: AsyncIterable<Buffer>): Promise<void> => {
  for await (const _chunk of data);
};

/** Runs the program as a person would. */
function toolwright(...words: string[]): Promise<{ code: number | null; output: string }> {
  const script = path.resolve(import.meta.dirname, '../toolwright.ts');
  const child = spawn(process.execPath, [script, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...settings },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}

beforeAll(async () => {
  settings['PORT'] = String(await findFreePort());
  settings['MCP_PORT'] = String(await findFreePort());
  await source.pool.query('INSERT INTO workspace (id, slug, name) VALUES ($1, $2, $2)', [workspaceId, 'acme']);
  await backupDatabase({ databaseUrl: source.url, file: first, version: 'test' });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a backup becomes a new embedded installation, which is backed up stopped and running, and looked over', async () => {
  const restored = await toolwright('restore', '--from', first, '--data-dir', dataDir);
  expect(restored, restored.output).toMatchObject({ code: 0 });
  expect(restored.output).toContain('master key');
  expect(statSync(path.join(dataDir, 'secrets.json')).mode & 0o777).toBe(0o600);

  const stopped = path.join(folder, 'stopped.backup');
  const saved = await toolwright('backup', `--to=${stopped}`, '--data-dir', dataDir);
  expect(saved, saved.output).toMatchObject({ code: 0 });
  expect(saved.output).toContain('not in it: the master key');
  expect(await wholeBackup(stopped)).toEqual(await wholeBackup(first));

  const looked = await toolwright('doctor', '--data-dir', dataDir);
  expect(looked, looked.output).toMatchObject({ code: 0 });
  expect(looked.output).toMatch(/^ok +database: Postgres 18/m);

  const running = await openInstallation({ ...settings, DATA_DIR: dataDir });
  try {
    const beside = path.join(folder, 'beside.backup');
    const joined = await toolwright('backup', '--to', beside, '--data-dir', dataDir);
    expect(joined, joined.output).toMatchObject({ code: 0 });
    expect(await wholeBackup(beside)).toEqual(await wholeBackup(first));
    const refused = await toolwright('restore', '--from', first, '--data-dir', dataDir, '--replace');
    expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('stop it first') });
    expect((await running.db.pool.query('SELECT slug FROM workspace')).rows).toEqual([{ slug: 'acme' }]);
  } finally {
    await running.close();
  }
}, 120_000);

test('a restore that fails leaves the exit code and no half-made data', async () => {
  const again = await toolwright('restore', '--from', first, '--data-dir', dataDir);
  expect(again).toMatchObject({ code: 1, output: expect.stringContaining('is not empty') });
  const missing = await toolwright(
    'backup',
    '--to',
    path.join(folder, 'x'),
    '--data-dir',
    path.join(folder, 'nothing'),
  );
  expect(missing.code).toBe(1);
  expect(existsSync(path.join(folder, 'x'))).toBe(false);
}, 60_000);

test.each([
  [['backup'], '--to is missing'],
  [['restore'], '--from is missing'],
  [['backup', '--too', 'x'], 'Usage: npm run toolwright -- backup --to FILE'],
  [['nonsense'], 'Usage: npm run toolwright -- COMMAND'],
])('%j says how it is used', async (words, text) => {
  expect(await toolwright(...words)).toMatchObject({ code: 1, output: expect.stringContaining(text) });
});

test('doctor fails when something is wrong', async () => {
  settings['PORT'] = 'nonsense';
  expect(await toolwright('doctor', '--data-dir', dataDir)).toMatchObject({
    code: 1,
    output: expect.stringContaining('wrong   settings: Setting PORT'),
  });
});
