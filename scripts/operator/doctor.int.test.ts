import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { newId } from '#lib/shared/ids.ts';
import { makeMasterKey } from '#lib/secrets/master-keys.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { findFreePort } from '../free-port.ts';
import { examine, type Finding } from './doctor.ts';

const db = useDatabase();
const folder = mkdtempSync(path.join(tmpdir(), 'toolwright-doctor-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const secret = 'q8Zk1xVb7Lr3Tn9Wm2Yp5Hd0Gs6Jf4Ca';
async function findings(change: Record<string, string> = {}): Promise<Record<string, Finding>> {
  const settings = {
    DATABASE_URL: db.url,
    DATA_DIR: folder,
    AUTH_SECRET: secret,
    INTERNAL_SECRET: secret,
    MASTER_KEY: makeMasterKey(),
    PORT: String(await findFreePort()),
    MCP_PORT: String(await findFreePort()),
    ...change,
  };
  return Object.fromEntries((await examine(settings)).map((finding) => [finding.check, finding]));
}

test('finds nothing wrong with a good installation', async () => {
  const found = await findings();
  expect(Object.keys(found)).toEqual(
    'settings,data folder,secrets,disk,redis,database,ports,migrations,clock,runs'.split(','),
  );
  expect(Object.values(found).filter(({ state }) => state === 'wrong')).toEqual([]);
  expect(found['migrations']!.state).toBe('ok');
});

test('names a wrong setting and stops there', async () => {
  const found = await findings({ PORT: '99999' });
  expect(Object.values(found)).toEqual([
    { check: 'settings', state: 'wrong', message: 'Setting PORT: must be between 1 and 65535' },
  ]);
});

test('finds a secret that others may read', async () => {
  const file = path.join(folder, 'secrets.json');
  writeFileSync(file, JSON.stringify({}), { mode: 0o600 });
  chmodSync(file, 0o644);
  const { secrets } = await findings();
  expect(secrets).toMatchObject({ state: 'wrong', message: expect.stringContaining('chmod 600') });
  rmSync(file);
});

test('finds a database and a Redis that do not answer', async () => {
  const port = await findFreePort();
  const found = await findings({
    DATABASE_URL: `postgresql://x:y@127.0.0.1:${port}/z`,
    REDIS_URL: `redis://127.0.0.1:${port}`,
  });
  expect(found['database']!.state).toBe('wrong');
  expect(found['redis']!).toMatchObject({ state: 'wrong', message: expect.stringContaining('REDIS_URL') });
});

test('finds a missing migration', async () => {
  const { rows } = await db.pool.query('SELECT * FROM _prisma_migrations ORDER BY migration_name DESC LIMIT 1');
  await db.pool.query('UPDATE _prisma_migrations SET finished_at = NULL WHERE id = $1', [rows[0].id]);
  expect((await findings())['migrations']).toMatchObject({
    state: 'wrong',
    message: expect.stringContaining('1 are not'),
  });
  await db.pool.query('UPDATE _prisma_migrations SET finished_at = now() WHERE id = $1', [rows[0].id]);
});

test('finds runs that belong to no living process', async () => {
  const id = newId();
  await db.pool.query(
    `INSERT INTO execution (id, workspace_id, workflow_id, version_id, mode, status, trigger, trigger_key, trace_id, owner,
       created_at)
     VALUES ($1, $1, $1, $1, 'direct', 'running', 'tool', 'start', 't', 'gone', now() - interval '10 minutes')`,
    [id],
  );
  expect((await findings())['runs']).toMatchObject({ state: 'wrong', message: expect.stringContaining('1 belong') });
});
