import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from '../free-port.ts';

const RESTART_MS = 300;

/** A real Redis that keeps what it was told (each second), as an operator's does, and is started again when it dies. */
export interface KeptRedis {
  readonly url: string;
  /** Null between a death and the restart. */
  readonly pid: number | null;
  stop(): Promise<void>;
}

export async function startRedis(): Promise<KeptRedis> {
  const folder = mkdtempSync(path.join(tmpdir(), 'toolwright-chaos-redis-'));
  const port = await findFreePort();
  const options = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'yes', '--dir', folder];
  let child: ChildProcess | null = null;
  let stopping = false;
  const start = (): void => {
    const started = spawn('redis-server', [...options, '--maxmemory-policy', 'noeviction'], { stdio: 'ignore' });
    child = started;
    started.once('exit', () => {
      child = null;
      if (!stopping) void sleep(RESTART_MS).then(() => stopping || start());
    });
  };
  start();
  return {
    url: `redis://127.0.0.1:${port}`,
    get pid() {
      return child?.pid ?? null;
    },
    stop: async () => {
      stopping = true;
      const last = child;
      if (last !== null) {
        const exited = new Promise((resolve) => last.once('exit', resolve));
        last.kill('SIGTERM');
        await exited;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
