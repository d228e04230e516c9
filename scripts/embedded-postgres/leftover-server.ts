import { existsSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds that a leftover server gets to stop politely (fast shutdown), and then to stop at once. */
const POLITE_MS = 15_000;
const AT_ONCE_MS = 10_000;

/**
 * Deals with the `postmaster.pid` of an earlier start: stops a server that still runs on this cluster, and removes the
 * file where its process is gone or the number now belongs to another program.
 *
 * @throws when the old server does not stop.
 */
export async function stopLeftoverServer(cluster: string): Promise<void> {
  const pid = readPostmasterPid(cluster);
  if (pid === null) return;
  if (!isServerOf(pid, cluster)) {
    rmSync(path.join(cluster, 'postmaster.pid'), { force: true });
    return;
  }
  if (await signalAndWait(pid, 'SIGINT', POLITE_MS)) return;
  if (await signalAndWait(pid, 'SIGQUIT', AT_ONCE_MS)) return;
  throw new Error(`An earlier Postgres (process ${pid}) still runs on ${cluster} and does not stop`);
}

/** The process in `postmaster.pid`, or null where there is no such file. */
export function readPostmasterPid(cluster: string): number | null {
  const file = path.join(cluster, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  return Number.isInteger(pid) && pid > 1 ? pid : null;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isServerOf(pid: number, cluster: string): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform === 'linux') return workingFolder(pid) === cluster;
  const { stdout } = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.includes('postgres') && stdout.includes(cluster);
}

/** A postmaster's working folder is its cluster. Null where the process may not be looked at, or is a zombie. */
function workingFolder(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null;
  }
}

async function signalAndWait(pid: number, signal: NodeJS.Signals, limitMs: number): Promise<boolean> {
  process.kill(pid, signal);
  const end = Date.now() + limitMs;
  while (Date.now() < end) {
    if (!isAlive(pid)) return true;
    await delay(50);
  }
  return false;
}
