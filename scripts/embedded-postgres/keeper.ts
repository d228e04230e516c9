/**
 * Keeps one Postgres for whoever started this program over an IPC channel, and never outlives them: when the channel
 * closes (also by kill -9), Postgres is stopped. Input: a `KeeperRequest` as first message. Output: a `KeeperReport`.
 */
import { mkdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { ensureApplicationRole } from './application-role.ts';
import { ensureCluster } from './cluster.ts';
import type { KeeperReport, KeeperRequest } from './keeper-messages.ts';
import { stopLeftoverServer } from './leftover-server.ts';
import { locateBinaries, locateCluster } from './locations.ts';
import { startServer, type PostgresServer } from './server.ts';
import { findUnprivilegedUser } from './unprivileged-user.ts';

/** Milliseconds that our other processes, which notice the same loss, get to finish their work. */
const ORPHAN_GRACE_MS = 4_000;

let server: PostgresServer | null = null;
let stopping = false;

async function keep(request: KeeperRequest): Promise<void> {
  const user = findUnprivilegedUser();
  const binaries = locateBinaries(user);
  const cluster = locateCluster(realpathSync(request.dataDir), request.instanceId, user);
  await stopLeftoverServer(cluster);
  const created = ensureCluster({ binaries, cluster, user, superuserPassword: request.superuserPassword });
  const logs = path.join(request.dataDir, 'logs');
  mkdirSync(logs, { recursive: true, mode: 0o700 });
  const logFile = path.join(logs, 'postgres.log');
  server = await startServer({ binaries, cluster, user, port: request.port, logFile });
  void server.exited.then(() => process.exit(stopping ? 0 : 1));
  if (stopping) return void server.stop();
  await ensureApplicationRole(request);
  report({ kind: 'ready', pid: server.pid, cluster, created });
}

function report(message: KeeperReport): void {
  if (process.connected) process.send?.(message);
}

async function stop(orphaned: boolean): Promise<void> {
  if (stopping) return;
  stopping = true;
  if (server === null) return;
  await (orphaned ? server.stopAfterClients(ORPHAN_GRACE_MS) : server.stop());
}

async function fail(error: unknown): Promise<void> {
  report({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  stopping = true;
  await server?.stop();
  process.exit(1);
}

process.once('message', (request) => void keep(request as KeeperRequest).catch(fail));
process.once('disconnect', () => void stop(true));
process.on('SIGTERM', () => void stop(false));
process.on('SIGINT', () => void stop(false));
