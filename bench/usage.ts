import { readFileSync } from 'node:fs';
import type { Product } from '../e2e/start-product.ts';

/** `sysconf(_SC_CLK_TCK)`: 100 on every Linux that Node runs on. */
const TICKS_A_SECOND = 100;

const kinds: readonly [name: string, pattern: RegExp][] = [
  ['web', /next-server|next\/dist\/bin\/next start/],
  ['runtime', /workers\/runtime\.ts/],
  ['worker', /workers\/worker\.ts/],
  ['postgres', /postgres/],
  ['redis', /redis-server/],
];

/** CPU seconds that each part of the product has used so far, children that are still alive included. */
export type CpuSeconds = Readonly<Record<string, number>>;

export function cpuSeconds(product: Product): CpuSeconds {
  const seconds: Record<string, number> = {};
  for (const [pid, command] of product.processes()) {
    const kind = kinds.find(([, pattern]) => pattern.test(command))?.[0];
    if (kind !== undefined) seconds[kind] = (seconds[kind] ?? 0) + cpuOf(pid);
  }
  return seconds;
}

/** Ids of the product's processes of one kind. */
export function pidsOf(product: Product, kind: string): number[] {
  const pattern = kinds.find(([name]) => name === kind)?.[1];
  return product.processes().flatMap(([pid, command]) => (pattern?.test(command) ? [pid] : []));
}

/** What was used since `before`, for each of `count` things: `web 3.1, worker 2.0 ms`. */
export function cpuEach(before: CpuSeconds, after: CpuSeconds, count: number): string {
  const parts = Object.entries(after)
    .map(([name, seconds]) => [name, ((seconds - (before[name] ?? 0)) * 1000) / count] as const)
    .filter(([, ms]) => ms >= 0.05);
  const whole = parts.reduce((sum, [, ms]) => sum + ms, 0);
  return `${whole.toFixed(1)} ms (${parts.map(([name, ms]) => `${name} ${ms.toFixed(1)}`).join(', ')})`;
}

/** 0 for a process that is gone. The fields after the command's name, which may hold anything, are counted from its end. */
function cpuOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
  } catch {
    return 0;
  }
}
