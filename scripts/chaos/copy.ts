import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { startProduct, type Product } from '../../e2e/start-product.ts';
import { findFreePort } from '../free-port.ts';
import { identityOf, isRunning, type ProcessIdentity } from '../supervisor/process-identity.ts';
import type { Victim } from './facts.ts';
import { startRedis, type KeptRedis } from './redis-server.ts';

const FOLDER = path.join(import.meta.dirname, '../../.cache/chaos');
const LOOK_EVERY_MS = 1_000;
const BACK_MS = 40_000;
/** So little that a workspace can fill it. */
const STORAGE_MB = 8;

const commands: Record<Exclude<Victim, 'redis'>, RegExp> = {
  web: /next-server|next\/dist\/bin\/next start/,
  runtime: /workers\/runtime\.ts/,
  worker: /workers\/worker\.ts/,
  postgres: /bin\/postgres -D/,
};
/** What Node prints when an event or a promise that nobody listens to ends a process. One that starts without a database may fall. */
const FELL = /Unhandled 'error' event|ERR_UNHANDLED_REJECTION/;
const LOGS = ['web', 'runtime-1', 'worker'];
/** One of Postgres' own children that serves a client: when it dies, Postgres throws all clients out and recovers. */
const BACKEND = /^postgres: \S+ \S+ 127\.0\.0\.1/;

/** The started product, with what is needed to harm it. */
export interface Copy {
  readonly product: Product;
  /** The process to kill; null while there is none. `backend`: rather one of Postgres' children. */
  pidOf(victim: Victim, backend: boolean): number | null;
  setClock(offsetMs: number): void;
  /** Ends of processes that no kill explains. */
  fell(): string[];
  /** The processes that do not answer, after they got time to come back. */
  absent(): Promise<string[]>;
  /** Processes that this copy once had and that nobody will stop: their parent is gone, and they are not. */
  strays(): string[];
  /** Stops everything. Resolves with what is left. */
  stop(): Promise<string[]>;
}

/** @param redis Whether queue, bus and limits are on a real Redis. */
export async function startCopy(redis: boolean): Promise<Copy> {
  mkdirSync(FOLDER, { recursive: true });
  const clockFile = path.join(FOLDER, `clock-${process.pid}`);
  writeFileSync(clockFile, '0');
  const kept = redis ? await startRedis() : null;
  const [internalPort, workerPort] = [await findFreePort(), await findFreePort()];
  const preload = pathToFileURL(path.join(import.meta.dirname, 'jumping-clock.ts')).href;
  const product = await startProduct({
    OUTBOUND_ALLOW: '127.0.0.1',
    RATE_LIMITS: 'off',
    QUOTA_STORAGE_MB: String(STORAGE_MB),
    INTERNAL_PORT: String(internalPort),
    WORKER_PORT: String(workerPort),
    CHAOS_CLOCK_FILE: clockFile,
    NODE_OPTIONS: `--import=${preload}`,
    ...(kept && { REDIS_URL: kept.url }),
  }).catch(async (error: unknown) => {
    await kept?.stop();
    throw error;
  });
  const probes = {
    web: product.api,
    runtime: `http://127.0.0.1:${internalPort}`,
    worker: `http://127.0.0.1:${workerPort}`,
  };
  return {
    ...harmful(product, kept),
    product,
    setClock: (ms) => writeFileSync(clockFile, `${ms}`),
    fell: () =>
      LOGS.flatMap((name) => {
        const lines = readFileSync(path.join(product.dataDir, 'logs', `${name}.log`), 'utf8').split('\n');
        return lines.filter((line) => FELL.test(line)).map((line) => `${name}: ${line.trim()}`);
      }),
    absent: () => absentOf(probes),
  };
}

function harmful(product: Product, redis: KeptRedis | null): Pick<Copy, 'pidOf' | 'strays' | 'stop'> {
  const seen = new Map<number, { identity: ProcessIdentity; command: string }>();
  const look = (): [number, string][] => {
    const found = product.processes();
    for (const [pid, command] of found) if (!seen.has(pid)) seen.set(pid, { identity: identityOf(pid), command });
    return found;
  };
  const alive = (): [number, string][] =>
    [...seen].filter(([, { identity }]) => isRunning(identity)).map(([pid, { command }]) => [pid, command]);
  const named = ([pid, command]: [number, string]): string => `${pid} ${command.slice(0, 120)}`;
  const timer = setInterval(look, LOOK_EVERY_MS);
  return {
    pidOf: (victim, backend) => {
      if (victim === 'redis') return redis?.pid ?? null;
      const found = look();
      const behind = backend && victim === 'postgres' ? found.find(([, command]) => BACKEND.test(command)) : undefined;
      return (behind ?? found.find(([, command]) => commands[victim].test(command)))?.[0] ?? null;
    },
    strays: () => {
      const owned = new Set(look().map(([pid]) => pid));
      return alive()
        .filter(([pid]) => !owned.has(pid))
        .map(named);
    },
    stop: async () => {
      look();
      clearInterval(timer);
      await product.stop();
      await redis?.stop();
      return alive().map(named);
    },
  };
}

async function absentOf(probes: Readonly<Record<string, string>>): Promise<string[]> {
  const end = performance.now() + BACK_MS;
  for (;;) {
    const answers = await Promise.all(
      Object.entries(probes).map(async ([name, base]) => ((await isReady(base)) ? [] : [name])),
    );
    const absent = answers.flat();
    if (absent.length === 0 || performance.now() > end) return absent;
    await sleep(200);
  }
}

async function isReady(base: string): Promise<boolean> {
  try {
    return (await fetch(`${base}/readyz`, { signal: AbortSignal.timeout(5_000) })).ok;
  } catch {
    return false;
  }
}
