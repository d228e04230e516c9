import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeMasterKey } from '../../lib/secrets/master-keys.ts';
import { findFreePort } from '../../scripts/free-port.ts';
import { productCommands } from '../../scripts/supervisor/processes.ts';
import { ensureWebBuild } from '../../scripts/supervisor/web-build.ts';
import type { Backend } from './load-balancer.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const STOP_MS = 30_000;

export type Kind = 'web' | 'runtime' | 'worker';

/** A process of the product without its supervisor, as an operator's own machinery starts it. */
export interface OwnProcess extends Backend {
  kind: Kind;
  /** Asks it to stop and resolves with what it ended with: an exit code, or the signal that ended it. */
  stop(): Promise<number | string | null>;
  /** Ends it without a word, and resolves once it is gone. */
  kill(): Promise<void>;
  log(): string;
}

export interface Fleet extends Disposable {
  start(kind: Kind): Promise<OwnProcess>;
}

/** Everything that the processes share. `addresses`: where what is in front of them is reached. */
export async function prepareFleet(
  databaseUrl: string,
  addresses: { web: string; mcp: string },
  settings: Readonly<Record<string, string>> = {},
): Promise<Fleet> {
  const folder = mkdtempSync(path.join(tmpdir(), 'toolwright-fleet-'));
  const secret = (): string => randomBytes(32).toString('base64');
  const shared: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    LOG_LEVEL: 'warn',
    DATABASE_URL: databaseUrl,
    AUTH_SECRET: secret(),
    INTERNAL_SECRET: secret(),
    MASTER_KEY: makeMasterKey(),
    PUBLIC_URL: addresses.web,
    MCP_PUBLIC_URL: addresses.mcp,
    ...settings,
  };
  let build: Promise<{ folder: string; release(): void }> | null = null;
  /** Only the web app needs it. */
  const built = (): NonNullable<typeof build> =>
    (build ??= ensureWebBuild(ROOT, shared, path.join(folder, 'build.log')));
  let count = 0;
  const kills: (() => void)[] = [];
  return {
    start: async (kind) => {
      const [port, internalPort] = [await findFreePort(), await findFreePort()];
      const own = {
        PORT: kind === 'web' ? port : await findFreePort(),
        MCP_PORT: kind === 'runtime' ? port : await findFreePort(),
        INTERNAL_PORT: internalPort,
        WORKER_PORT: kind === 'worker' ? port : await findFreePort(),
        INTERNAL_URL: `http://127.0.0.1:${internalPort}`,
      };
      const numbers = Object.fromEntries(Object.entries(own).map(([name, value]) => [name, String(value)]));
      const file = path.join(folder, `${kind}-${++count}.log`);
      const log = openSync(file, 'a');
      const command = kind === 'web' ? productCommands.web('127.0.0.1', port) : productCommands[kind];
      const child = spawn(process.execPath, command, {
        cwd: ROOT,
        env: { ...shared, ...(kind === 'web' && { WEB_BUILD_DIR: (await built()).folder }), ...numbers },
        stdio: ['ignore', log, log],
      });
      kills.push(() => child.kill('SIGKILL'));
      const ended = new Promise<number | string | null>((resolve) =>
        child.once('exit', (code, signal) => resolve(signal ?? code)),
      );
      return {
        kind,
        port,
        ...(kind === 'runtime' && { healthPort: internalPort }),
        log: () => readFileSync(file, 'utf8'),
        kill: async () => {
          child.kill('SIGKILL');
          await ended;
        },
        stop: () => {
          child.kill('SIGTERM');
          const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
          return ended.finally(() => clearTimeout(timer));
        },
      };
    },
    [Symbol.dispose]: () => {
      kills.forEach((kill) => kill());
      void build?.then(({ release }) => release());
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
