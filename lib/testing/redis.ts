import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe } from 'vitest';
import { findFreePort } from '../../scripts/free-port.ts';

/** A test file's own Redis. `url` is there from `beforeAll` on. */
export interface TestRedis {
  readonly url: string;
  /** Kills it with SIGKILL, as a crash would. */
  crash(): Promise<void>;
}

const START_LIMIT_MS = 10_000;
const available = spawnSync('redis-server', ['--version']).status === 0;
const inCi = process.env.CI !== undefined && process.env.CI !== '' && process.env.CI !== 'false';

/**
 * `describe` for tests that need Redis. Without the program `redis-server` it fails in CI, and elsewhere skips with
 * the reason in its name.
 */
export const describeRedis: (name: string, body: () => void) => void = (name, body) => {
  if (available || inCi) describe(name, body);
  else describe.skip(`${name} (skipped: redis-server is not installed)`, body);
};

/** A private redis-server on a free port, without persistence. Call it inside `describeRedis`. */
export function useRedis(): TestRedis {
  let running: { child: ChildProcess; port: number; folder: string } | null = null;
  beforeAll(async () => {
    if (!available) throw new Error('redis-server is not installed, and CI must run the tests that need it');
    const folder = mkdtempSync(path.join(tmpdir(), 'toolwright-redis-'));
    const port = await findFreePort();
    const options = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
    const child = spawn('redis-server', [...options, '--maxmemory-policy', 'noeviction'], { stdio: 'ignore' });
    running = { child, port, folder };
    await answers(child, port);
  });
  afterAll(async () => {
    if (running === null) return;
    await end(running.child, 'SIGTERM');
    rmSync(running.folder, { recursive: true, force: true });
  });
  const started = () => {
    if (running === null) throw new Error('useRedis: the server exists from beforeAll on');
    return running;
  };
  return {
    get url() {
      return `redis://127.0.0.1:${started().port}`;
    },
    crash: () => end(started().child, 'SIGKILL'),
  };
}

async function answers(child: ChildProcess, port: number): Promise<void> {
  const limit = Date.now() + START_LIMIT_MS;
  while (Date.now() < limit) {
    if (child.exitCode !== null) throw new Error(`redis-server ended with code ${child.exitCode}`);
    if (await accepts(port)) return;
    await delay(20);
  }
  throw new Error(`redis-server did not answer within ${START_LIMIT_MS} ms`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await exited;
}
