import { memoryKeySchema, type MemoryEntry } from '#lib/contracts/api/memory.ts';
import { limits } from '#lib/contracts/limits.ts';
import type { MemoryChange } from './use-memory.ts';

export const memoryKinds = ['text', 'json'] as const;
export type MemoryKind = (typeof memoryKinds)[number];

const HOUR_MS = 3_600_000;
/** For how long a value may be kept, from now; `keep`: as it is. */
const lifetimes = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS, month: 30 * 24 * HOUR_MS } as const;
export type Expiry = 'keep' | 'never' | keyof typeof lifetimes;

/** What can be chosen: only a key that will be forgotten can stay so. */
export function expiries(entry: MemoryEntry | null): Expiry[] {
  const others: Expiry[] = ['never', 'hour', 'day', 'week', 'month'];
  return entry?.expiresAt ? ['keep', ...others] : others;
}

/** An entry as it is being written: its value as somebody types it. */
export interface MemoryDraft {
  key: string;
  kind: MemoryKind;
  value: string;
  expiry: Expiry;
}

export function memoryDraftOf(entry: MemoryEntry | null): MemoryDraft {
  if (!entry) return { key: '', kind: 'text', value: '', expiry: 'never' };
  const { key, value, expiresAt } = entry;
  const expiry = expiresAt === null ? 'never' : 'keep';
  if (typeof value === 'string') return { key, kind: 'text', value, expiry };
  return { key, kind: 'json', value: JSON.stringify(value, null, 2), expiry };
}

export type MemoryFault = 'keyRequired' | 'keyWrong' | 'valueRequired' | 'jsonWrong' | 'tooLarge';
type MemoryFaults = { [K in 'key' | 'value']?: MemoryFault };

/** What is wrong with a draft, by field; the change to send if nothing is. */
export function readMemoryDraft(draft: MemoryDraft, now: number): { change: MemoryChange } | MemoryFaults {
  const { key, expiry } = draft;
  const parsed = parseValue(draft);
  const faults: MemoryFaults = {};
  if (key === '') faults.key = 'keyRequired';
  else if (!memoryKeySchema.safeParse(key).success) faults.key = 'keyWrong';
  if ('fault' in parsed) faults.value = parsed.fault;
  if (faults.key || 'fault' in parsed) return faults;
  const change = { key, value: parsed.value };
  if (expiry === 'keep') return { change };
  const expiresAt = expiry === 'never' ? null : new Date(now + lifetimes[expiry]).toISOString();
  return { change: { ...change, expiresAt } };
}

function parseValue({ kind, value }: MemoryDraft): { value: MemoryChange['value'] } | { fault: MemoryFault } {
  if (kind === 'text') return bounded(value);
  try {
    return bounded(JSON.parse(value) as MemoryChange['value']);
  } catch {
    return { fault: value.trim() === '' ? 'valueRequired' : 'jsonWrong' };
  }
}

function bounded(value: MemoryChange['value']): { value: MemoryChange['value'] } | { fault: MemoryFault } {
  const bytes = new TextEncoder().encode(JSON.stringify(value)).length;
  return bytes > limits.memoryValueBytes ? { fault: 'tooLarge' } : { value };
}
