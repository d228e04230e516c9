import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { LoadJob, LoadResult } from './load-generator.ts';

const LOAD_GENERATOR = path.join(import.meta.dirname, 'load-generator.ts');
/** Once for each server before anything is measured: long enough for the compiler to be done with it. */
const FIRST = { connections: 16, warmupMs: 0, durationMs: 3_000 };
const WARMUP_MS = 1_000;
const DURATION_MS = 4_000;
export const CONNECTIONS = [1, 16, 32] as const;

/** What a server process has used so far. */
export interface Usage {
  cpuUs: number;
  rssBytes: number;
}

/** A server under test, and one request that it answers. */
export interface Target {
  name: string;
  port: number;
  path: string;
  /** POST unless told. */
  method?: 'GET' | 'POST';
  headers: Record<string, string>;
  body: string;
  /** Of every right answer: 200 unless told, and a part of its text. */
  status?: number;
  expect: string;
  usage(): Promise<Usage>;
}

export interface Measurement extends LoadResult {
  name: string;
  connections: number;
  /** CPU time of the server process for each call, microseconds. */
  cpuUs: number;
  rssBytes: number;
}

/** Loads a server from another process. Throws if a single answer is not the expected one. */
export async function measure(
  target: Target,
  load: Pick<LoadJob, 'connections' | 'warmupMs' | 'durationMs' | 'calls'>,
): Promise<Measurement> {
  const job: LoadJob = {
    host: '127.0.0.1',
    port: target.port,
    path: target.path,
    method: target.method,
    headers: target.headers,
    body: target.body,
    ...load,
    status: target.status,
    expect: target.expect,
  };
  const before = await target.usage();
  const { stdout } = await promisify(execFile)(process.execPath, [LOAD_GENERATOR, JSON.stringify(job)]);
  const after = await target.usage();
  const result = JSON.parse(stdout) as LoadResult;
  if (result.errors > 0)
    throw new Error(`${target.name}: ${result.errors} wrong answers, the first: ${result.firstError}`);
  const cpuUs = (after.cpuUs - before.cpuUs) / result.total;
  return { ...result, name: target.name, connections: load.connections, cpuUs, rssBytes: after.rssBytes };
}

/**
 * Every target at every number of connections; the targets in turn, so that a noisy moment touches all of them. `calls`
 * counts all that each target answered, warm-ups included.
 */
export async function measureInTurn(
  targets: readonly Target[],
): Promise<{ measurements: Measurement[]; calls: ReadonlyMap<string, number> }> {
  const first = [];
  for (const target of targets) first.push(await measure(target, FIRST));
  const measurements: Measurement[] = [];
  for (const connections of CONNECTIONS) {
    for (const target of targets) {
      measurements.push(await measure(target, { connections, warmupMs: WARMUP_MS, durationMs: DURATION_MS }));
    }
  }
  const calls = new Map<string, number>();
  for (const { name, total } of [...first, ...measurements]) calls.set(name, (calls.get(name) ?? 0) + total);
  return { measurements, calls };
}
