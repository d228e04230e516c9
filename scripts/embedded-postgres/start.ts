import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { applicationUrl, superuserUrl } from './application-role.ts';
import type { KeeperReport, KeeperRequest } from './keeper-messages.ts';

/** A Postgres that lives as long as this process, at most. */
export interface EmbeddedPostgres {
  /** Address of the application's own database, as its own role. */
  readonly url: string;
  readonly superuserUrl: string;
  /** The postmaster. */
  readonly pid: number;
  /** Where its files lie. */
  readonly cluster: string;
  /** Whether the cluster was made now. */
  readonly created: boolean;
  /** The keeper; it exits when Postgres does. */
  readonly keeper: ChildProcess;
  stop(): Promise<void>;
}

/**
 * Starts Postgres 18 for a data folder under a keeper process.
 *
 * @throws with one clear reason (no binaries, wrong password, Postgres' own log).
 */
export async function startEmbeddedPostgres(request: KeeperRequest): Promise<EmbeddedPostgres> {
  const keeper = fork(path.join(import.meta.dirname, 'keeper.ts'), {
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
  });
  const exited = new Promise<void>((resolve) => keeper.once('exit', () => resolve()));
  keeper.send(request);
  const report = await firstReport(keeper);
  if (report.kind === 'failed') throw new Error(report.message);
  return {
    url: applicationUrl(request.port, request.rolePassword),
    superuserUrl: superuserUrl(request.port, request.superuserPassword),
    pid: report.pid,
    cluster: report.cluster,
    created: report.created,
    keeper,
    stop: async () => {
      keeper.kill('SIGTERM');
      await exited;
    },
  };
}

function firstReport(keeper: ChildProcess): Promise<KeeperReport> {
  return new Promise((resolve, reject) => {
    keeper.once('message', (message) => resolve(message as KeeperReport));
    keeper.once('error', reject);
    keeper.once('exit', (code) =>
      reject(new Error(`the database's keeper ended with code ${code} before it was ready`)),
    );
  });
}
