import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findFreePort } from '../../free-port.ts';
import { descendants } from './process-tree.ts';

const LIMIT_MS = 40_000;

/** A supervisor in a process of its own, as a person starts it. */
export interface StartedCopy {
  readonly child: ChildProcess;
  readonly port: number;
  readonly output: () => string;
  /** Processes that the supervisor started, directly or not: `[pid, command line]`. */
  processes(): [number, string][];
  /** Resolves with everything printed so far once a line matches. */
  printed(pattern: RegExp): Promise<string>;
  exited(): Promise<number | null>;
}

export async function makeDataDir(): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'toolwright-up-'));
  chmodSync(folder, 0o711);
  return folder;
}

export function removeDataDir(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

export async function startCopy(
  dataDir: string,
  environment: Record<string, string> = {},
  wantedPort?: number,
): Promise<StartedCopy> {
  const [port, mcpPort] = [wantedPort ?? (await findFreePort()), await findFreePort()];
  const script = path.join(import.meta.dirname, 'fake-up.ts');
  const options = ['--port', `${port}`, '--mcp-port', `${mcpPort}`, '--data-dir', dataDir];
  const child = spawn(process.execPath, [script, ...options], {
    // The channel ends the copy when the test run is killed.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, NODE_OPTIONS: '', ...environment },
  });
  let text = '';
  child.stdout!.on('data', (chunk) => (text += chunk));
  child.stderr!.on('data', (chunk) => (text += chunk));
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    child,
    port,
    output: () => text,
    processes: () => descendants(child.pid!),
    printed: (pattern) =>
      waitFor(
        () => (pattern.test(text) ? text : null),
        () => `${pattern} in:\n${text}`,
      ),
    exited: () => exit,
  };
}

/** Polls until there is a value. @throws naming what did not happen. */
export async function waitFor<T>(look: () => T | null | Promise<T | null>, what: () => string): Promise<T> {
  const end = Date.now() + LIMIT_MS;
  while (Date.now() < end) {
    const value = await look();
    if (value !== null) return value;
    await delay(50);
  }
  throw new Error(`did not happen within ${LIMIT_MS} ms: ${what()}`);
}

export function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.startsWith('Z');
}
