import { afterAll, expect, it } from 'vitest';
import { createDb, type Db } from '#lib/db/client.ts';
import { StoreAway } from '#lib/kit/store-away.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { newId } from '#lib/shared/ids.ts';
import { useWire } from '#lib/testing/wire.ts';
import { createValueStore } from '#lib/values/postgres-values.ts';
import { createRunFiles } from './run-files.ts';

const world = useWorld();
const wire = useWire();
let db: Db | null = null;
afterAll(() => db?.close());

const about = { name: 'a.bin', mimeType: 'application/octet-stream' };

it('a database that goes away while bytes come is told apart from bytes that break off', async () => {
  db = createDb({ databaseUrl: await wire.through(world.config.databaseUrl), poolSize: 2, prismaPoolSize: 1 });
  const { workspaceId } = await world.newWorkspace();
  const run = { workspaceId, workflowId: newId(), executionId: newId(), parentExecutionId: null, trial: false };
  const files = createRunFiles(createValueStore({ pool: db.pool }));

  const broken = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  async function* breaksOff(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(100);
    throw broken;
  }
  await expect(files.create(run, breaksOff(), about)).rejects.toBe(broken);

  async function* outlives(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(2_000_000);
    await wire.cut();
    yield new Uint8Array(2_000_000);
  }
  await expect(files.create(run, outlives(), about)).rejects.toBeInstanceOf(StoreAway);
  await wire.mend();
  await expect.poll(() => files.create(run, new Uint8Array(100), about).then(({ $file }) => $file.size)).toBe(100);
});
