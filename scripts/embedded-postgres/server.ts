import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { postgresEnvironment } from './environment.ts';
import type { UnprivilegedUser } from './unprivileged-user.ts';

/** A log larger than this many bytes starts anew with the next start. */
const LOG_LIMIT = 5_000_000;
/** Milliseconds for crash recovery and for backends of a killed predecessor to leave shared memory. */
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 30_000;

interface ServerRequest {
  binaries: string;
  cluster: string;
  user: UnprivilegedUser | null;
  port: number;
  logFile: string;
}

/** A running postmaster. */
export interface PostgresServer {
  readonly pid: number;
  /** Resolves when the postmaster has ended, for whatever reason. */
  readonly exited: Promise<void>;
  /** Fast shutdown; immediate shutdown if that takes more than 30 s. */
  stop(): Promise<void>;
  /** Waits up to the given milliseconds for clients to leave on their own, then stops. */
  stopAfterClients(graceMs: number): Promise<void>;
}

/** @throws with the end of Postgres' log when it does not become ready within a minute. */
export async function startServer(request: ServerRequest): Promise<PostgresServer> {
  const end = Date.now() + START_LIMIT_MS;
  for (;;) {
    const child = launch(request);
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    if (await becomesReady(child, request.cluster, end)) return handle(child, exited);
    const log = tail(request.logFile);
    const predecessorLeaves = log.includes('shared memory block');
    if (!predecessorLeaves || Date.now() > end) throw new Error(`Postgres did not start:\n${log}`);
    await delay(200);
  }
}

function launch({ binaries, cluster, user, port, logFile }: ServerRequest): ChildProcess {
  const overLimit = existsSync(logFile) && statSync(logFile).size > LOG_LIMIT;
  const log = openSync(logFile, overLimit ? 'w' : 'a', 0o600);
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    'log_min_messages=warning',
    'log_line_prefix=%m [%p] ',
  ];
  const child = spawn(
    path.join(binaries, 'bin/postgres'),
    ['-D', cluster, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    { ...user, cwd: '/', stdio: ['ignore', log, log], env: postgresEnvironment },
  );
  closeSync(log);
  return child;
}

/** Follows the last line of `postmaster.pid`, where Postgres itself writes its state. */
async function becomesReady(child: ChildProcess, cluster: string, end: number): Promise<boolean> {
  let failed = false;
  child.once('error', () => (failed = true));
  const file = path.join(cluster, 'postmaster.pid');
  while (Date.now() < end && !failed && child.exitCode === null && child.signalCode === null) {
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
    if (lines[0] === String(child.pid) && lines[7]?.trim() === 'ready') return true;
    await delay(15);
  }
  child.kill('SIGQUIT');
  return false;
}

function handle(child: ChildProcess, exited: Promise<void>): PostgresServer {
  const stop = async () => {
    child.kill('SIGINT');
    if (await within(exited, STOP_LIMIT_MS)) return;
    child.kill('SIGQUIT');
    await exited;
  };
  const stopAfterClients = async (graceMs: number) => {
    child.kill('SIGTERM');
    if (!(await within(exited, graceMs))) await stop();
  };
  return { pid: child.pid!, exited, stop, stopAfterClients };
}

async function within(done: Promise<void>, limitMs: number): Promise<boolean> {
  return Promise.race([done.then(() => true), delay(limitMs, false, { ref: false })]);
}

function tail(logFile: string): string {
  return existsSync(logFile) ? readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-8).join('\n') : '';
}
