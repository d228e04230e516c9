import { LRUCache } from 'lru-cache';

interface Entry<V> {
  value: Promise<V>;
  /** When its read began, ms: what changed later may be missing in it. */
  readAt: number;
}

/**
 * Reads that are at most `maxAgeMs` old, counted from the *start* of the read. Concurrent readers share one read; failed
 * reads are not kept. Bounded by `max` entries.
 */
export class FreshCache<V> {
  readonly #entries: LRUCache<string, Entry<V>>;
  readonly #maxAgeMs: number;
  readonly #now: () => number;

  constructor(options: { max: number; maxAgeMs: number; now: () => number }) {
    this.#entries = new LRUCache({ max: options.max });
    this.#maxAgeMs = options.maxAgeMs;
    this.#now = options.now;
  }

  get(key: string, read: () => Promise<V>): Promise<V> {
    const now = this.#now();
    const found = this.#entries.get(key);
    if (found && now - found.readAt < this.#maxAgeMs && now >= found.readAt) return found.value;
    const entry: Entry<V> = { value: read(), readAt: now };
    this.#entries.set(key, entry);
    entry.value.catch(() => {
      if (this.#entries.peek(key) === entry) this.#entries.delete(key);
    });
    return entry.value;
  }

  clear(): void {
    this.#entries.clear();
  }
}
