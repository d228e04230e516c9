import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { findFreePort } from '../scripts/free-port.ts';
import { descendants } from '../scripts/supervisor/testing/process-tree.ts';

const ROOT = path.join(import.meta.dirname, '..');
/** A first start builds the web app. */
const READY_MS = 300_000;
const STOP_MS = 40_000;

/** The whole product, started as `npm start` starts it, on free ports and with a data folder of its own. */
export interface Product {
  /** Origin of the web app and REST API. */
  readonly api: string;
  /** Origin of the MCP runtime. */
  readonly mcp: string;
  readonly dataDir: string;
  /** A file of all that the product has printed. */
  readonly consoleFile: string;
  /** Processes that the supervisor started, directly or not: `[pid, command line]`. */
  processes(): [pid: number, command: string][];
  /** Stops everything in order and keeps the data. */
  halt(): Promise<void>;
  /** Stops everything and removes the data. */
  stop(): Promise<void>;
}

/**
 * @param dataDir Of a copy that was halted; without it the product starts with a new and empty one.
 * @throws with the last lines of its output when the product is not ready in time.
 */
export async function startProduct(
  settings: Readonly<Record<string, string>> = {},
  dataDir: string = makeDataDir(),
): Promise<Product> {
  const [port, mcpPort] = [await findFreePort(), await findFreePort()];
  const options = ['--port', String(port), '--mcp-port', String(mcpPort), '--data-dir', dataDir];
  const child = spawn(process.execPath, ['scripts/up.ts', ...options], {
    cwd: ROOT,
    env: { ...process.env, ...settings },
    // The channel ends the product when the test run is killed.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const consoleFile = `${dataDir}.console`;
  const halt = (): Promise<void> => stopChild(child);
  const stop = async (): Promise<void> => {
    await halt();
    rmSync(dataDir, { recursive: true, force: true });
    rmSync(consoleFile, { force: true });
  };
  try {
    await untilReady(child, consoleFile);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    api: `http://127.0.0.1:${port}`,
    mcp: `http://127.0.0.1:${mcpPort}`,
    dataDir,
    consoleFile,
    processes: () => descendants(child.pid!),
    halt,
    stop,
  };
}

function makeDataDir(): string {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'toolwright-e2e-'));
  // Started by root, Postgres runs as another user, who has to pass through.
  chmodSync(dataDir, 0o711);
  return dataDir;
}

/** Resolves at the line that begins with `ready`. */
function untilReady(child: ChildProcess, consoleFile: string): Promise<void> {
  const lines: string[] = [];
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`The product ${why}:\n${lines.slice(-30).join('\n')}`));
    const timer = setTimeout(() => fail('was not ready in time'), READY_MS);
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(`ended with code ${code}`);
    });
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        appendFileSync(consoleFile, `${line}\n`);
        if (!line.startsWith('ready')) return;
        clearTimeout(timer);
        resolve();
      });
    }
  });
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await exited;
  clearTimeout(timer);
}
