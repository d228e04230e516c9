import type { MemoryEntry } from '#lib/contracts/api/memory.ts';
import { decodeJson } from '#lib/db/bytes.ts';
import type { MemoryEntryRow, MemoryFactsRow } from '#lib/db/memory-entries.ts';

/** What is known of a key without its value, as clients see it. */
export function presentMemoryFacts({ key, size, updatedAt, expiresAt }: MemoryFactsRow): Omit<MemoryEntry, 'value'> {
  return { key, size, updatedAt: updatedAt.toISOString(), expiresAt: expiresAt?.toISOString() ?? null };
}

export function presentMemoryEntry(row: MemoryEntryRow): MemoryEntry {
  return { ...presentMemoryFacts(row), value: decodeJson(row.value) };
}
