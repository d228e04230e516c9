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

test('an operator removes a lost second factor, once, and it is audited', async () => {
  const [userId, email] = [newId(), 'ada@example.com'];
  const installation = await openInstallation({ ...settings, DATA_DIR: dataDir });
  const { pool } = installation.db;
  try {
    await pool.query('INSERT INTO "user" (id, email, name, updated_at) VALUES ($1, $2, $2, now())', [userId, email]);
    await pool.query(`INSERT INTO membership (id, workspace_id, user_id, role) VALUES ($1, $2, $3, 'owner')`, [
      newId(),
      workspaceId,
      userId,
    ]);
    await pool.query(`INSERT INTO two_factor (user_id, secret, enabled_at) VALUES ($1, '\\x00', now())`, [userId]);
    const reset = () => toolwright('users', 'reset-two-factor', 'ADA@example.com', '--data-dir', dataDir);
    const done = await reset();
    expect(done, done.output).toMatchObject({ code: 0, output: expect.stringContaining(`is off for ${email}`) });
    expect(await reset()).toMatchObject({ code: 1, output: expect.stringContaining('There is no account') });
    const { rows } = await pool.query('SELECT actor_kind, target_id FROM audit_event WHERE action = $1', [
      'two-factor.reset',
    ]);
    expect(rows).toEqual([{ actor_kind: 'system', target_id: userId }]);
    expect((await pool.query('SELECT 1 FROM two_factor')).rowCount).toBe(0);
  } finally {
    await installation.close();
  }
  for (const words of [['users'], ['users', 'reset-two-factor'], ['users', 'reset-two-factor', 'nonsense']]) {
    expect(await toolwright(...words)).toMatchObject({ code: 1, output: expect.stringContaining('Usage:') });
  }
}, 60_000);

test('doctor fails when something is wrong', async () => {
  settings['PORT'] = 'nonsense';
  expect(await toolwright('doctor', '--data-dir', dataDir)).toMatchObject({
    code: 1,
    output: expect.stringContaining('wrong   settings: Setting PORT'),
  });
});
