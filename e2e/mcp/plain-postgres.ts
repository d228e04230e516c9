import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '../../scripts/embedded-postgres/start.ts';
import { findFreePort } from '../../scripts/free-port.ts';

export interface PlainPostgres extends AsyncDisposable {
  /** As the application's role, which owns its empty database and is no superuser. */
  readonly url: string;
}

/** A Postgres that the product did not start: what `DATABASE_URL` names in production. */
export async function startPlainPostgres(): Promise<PlainPostgres> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'toolwright-e2e-db-'));
  chmodSync(dataDir, 0o711);
  const secret = (): string => randomBytes(24).toString('hex');
  const server = await startEmbeddedPostgres({
    dataDir,
    instanceId: 'e2e-plain',
    port: await findFreePort(),
    superuserPassword: secret(),
    rolePassword: secret(),
  });
  return {
    url: server.url,
    [Symbol.asyncDispose]: async () => {
      await server.stop();
      rmSync(server.cluster, { recursive: true, force: true });
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
