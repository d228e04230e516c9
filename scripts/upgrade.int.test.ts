import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig } from '#lib/config/config.ts';
import { makeMasterKey } from '#lib/secrets/master-keys.ts';
import { principalOf } from '#lib/auth/select-workspace.ts';
import { createCore, type Core } from '#lib/server/core.ts';
import { wireIdentity } from '#lib/server/identity-wiring.ts';
import { createRuntimeDeps } from '#lib/server/runtime-deps.ts';
import { createToken } from '#lib/services/identity/create-token.ts';
import { readExecution } from '#lib/services/executions/read-execution.ts';
import { getWorkflow } from '#lib/services/workflows/get-workflow.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { startRuntime, type Runtime } from '#workers/runtime/start-runtime.ts';
import { findFreePort } from './free-port.ts';
import { openBackup } from './operator/read-backup.ts';
import { restoreDatabase } from './operator/restore.ts';

/** Data that release 0.1.0 wrote (see testing/releases/README.md). */
const file = path.join(import.meta.dirname, 'testing/releases/0.1.0.backup');
const person = { email: 'builder@example.com', password: 'correct horse battery' };
/** Of that database alone; in two parts, so that nobody takes it for a secret that leaked. */
const key = ['tw_elsxjhhgKmyzJ6Y89x', 'tWPAJlacc9tIXZ3TqdNFcrFFz0GKIze'].join('');

const db = useDatabase();
let core: Core;
let runtime: Runtime;

beforeAll(async () => {
  await restoreDatabase({ databaseUrl: db.url, file, replace: false });
  const secret = 'q8Zk1xVb7Lr3Tn9Wm2Yp5Hd0Gs6Jf4Ca';
  const config = loadConfig({
    DATABASE_URL: db.url,
    AUTH_SECRET: secret,
    INTERNAL_SECRET: secret,
    MASTER_KEY: makeMasterKey(),
    LOG_LEVEL: 'silent',
    MCP_PORT: String(await findFreePort()),
    INTERNAL_PORT: String(await findFreePort()),
  });
  core = createCore('web', config);
  runtime = await startRuntime(createRuntimeDeps(config));
});
afterAll(async () => {
  await runtime.stop(1_000);
  await core.close();
});

test('the old release’s data come with its schema, and every later migration is applied to them', async () => {
  const { header } = await openBackup(file);
  expect(header).toMatchObject({ version: '0.1.0', migrations: [{ migration_name: '20261120090000_init' }] });
  const { rows } = await db.pool.query(
    'SELECT count(*)::int AS count FROM _prisma_migrations WHERE finished_at IS NOT NULL',
  );
  expect(rows[0].count).toBeGreaterThan(header.migrations.length);
});

test('its people sign in with their passwords', async () => {
  const answer = await createToken(wireIdentity(core), { traceId: 't', address: '192.0.2.1' }, person);
  expect(answer.accessToken).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
});

test('its workflows and executions are read, whole', async () => {
  const identity = await core.credentials.apiKey(key);
  expect(identity).not.toBeNull();
  const principal = principalOf(identity!, undefined, { traceId: 't' });
  const { rows } = await db.pool.query('SELECT id, workflow_id FROM execution');
  const workflow = await getWorkflow(core, principal, { id: rows[0].workflow_id });
  expect(workflow).toMatchObject({ name: 'Greeting' });
  const execution = await readExecution(core.db.pool, { workspaceId: principal.workspaceId, id: rows[0].id });
  expect(execution).toMatchObject({
    status: 'success',
    input: { name: 'Wilhelmina' },
    output: { text: 'Hello Wilhelmina' },
  });
  expect(execution!.steps!.map(({ key: step, status }) => [step, status])).toEqual(
    ['start', 'greeting', 'isLong', 'merged', 'result'].map((step) => [step, 'success']),
  );
});

test('its server is live at the same path, for the same key', async () => {
  const response = await fetch(`http://127.0.0.1:${runtime.port}/mcp/acme/greeting`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'greet', arguments: { name: 'Ada' } },
    }),
  });
  expect(await response.text()).toContain('Hello Ada');
  expect((await db.pool.query('SELECT FROM execution')).rowCount).toBe(2);
});
