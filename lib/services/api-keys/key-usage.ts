import type { Db } from '#lib/db/client.ts';
import { addKeyCalls } from '#lib/db/system/identities.ts';
import type { Clock } from '#lib/shared/clock.ts';

/** How often and when keys were used, counted in memory: a call writes nothing, many calls write once. */
export interface KeyUsage {
  called(keyId: string): void;
  /** Writes what was counted since the last time. What cannot be written is kept for the next. */
  flush(): Promise<void>;
}

export function createKeyUsage({ db, clock }: { db: Pick<Db, 'pool'>; clock: Clock }): KeyUsage {
  let counted = new Map<string, { calls: number; at: number }>();
  const add = (id: string, calls: number, at: number): void => {
    const entry = counted.get(id);
    if (!entry) counted.set(id, { calls, at });
    else {
      entry.calls += calls;
      entry.at = Math.max(entry.at, at);
    }
  };
  return {
    called: (keyId) => add(keyId, 1, clock.now()),
    flush: async () => {
      if (counted.size === 0) return;
      const batch = counted;
      counted = new Map();
      try {
        await addKeyCalls(
          db.pool,
          [...batch].map(([id, { calls, at }]) => ({ id, calls, at })),
        );
      } catch (error) {
        for (const [id, { calls, at }] of batch) add(id, calls, at);
        throw error;
      }
    },
  };
}
