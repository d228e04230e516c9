import { createContext, Script } from 'node:vm';
import type { SchemaCost } from './schema-cost.ts';

/** Below it a check takes a few milliseconds at most, and its errors fit into memory. */
const cheapSteps = 300_000;
/** Other tenants wait for a check: it ends after so much work of the processor. */
export const checkMs = 150;
/** What weighs less than `maxSchemaWeight` is compiled in a fraction of it; this is for what nobody thought of. */
export const compileMs = 500;
/** On a busy machine work is given this many times as long to come to its share of the processor. */
const PATIENCE = 8;

/** Whether a check of this value has to be watched by the clock. */
export function isHeavy({ weight, unknowable }: SchemaCost, value: unknown): boolean {
  return unknowable || sizeOf(value, cheapSteps / weight) * weight > cheapSteps;
}

const box = createContext({ work: null as (() => unknown) | null });
const script = new Script('work()');

/**
 * Runs `work`, which must bear to be begun again, until it took the processor for `cpuMs`. Null when that was not enough, or
 * the stack was not.
 */
export function withinBudget<T>(work: () => T, cpuMs: number): { done: T } | null {
  for (let timeout = cpuMs; ; timeout *= 2) {
    const before = process.threadCpuUsage();
    const result = withinTime(work, timeout);
    if (result !== 'over') return result;
    const { user, system } = process.threadCpuUsage(before);
    // A machine that is busy with others gave it less than its time: that is not its fault.
    if ((user + system) / 1_000 >= cpuMs * 0.8 || timeout >= cpuMs * PATIENCE) return null;
  }
}

function withinTime<T>(work: () => T, timeout: number): { done: T } | 'over' | null {
  box['work'] = work;
  try {
    return { done: script.runInContext(box, { timeout }) as T };
  } catch (error) {
    if (error instanceof RangeError) return null;
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return 'over';
    throw error;
  } finally {
    box['work'] = null;
  }
}

/** Members and letters of a value; stops counting when it is over `enough`, without a list of what is left. */
function sizeOf(value: unknown, enough: number): number {
  if (typeof value === 'string') return 1 + value.length;
  if (typeof value !== 'object' || value === null) return 1;
  let size = 1;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length && size <= enough; at += 1) size += sizeOf(value[at], enough - size);
    return size;
  }
  for (const name in value) {
    size += name.length + sizeOf((value as Record<string, unknown>)[name], enough - size);
    if (size > enough) break;
  }
  return size;
}
