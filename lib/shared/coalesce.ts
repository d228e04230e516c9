interface Asked<I, O> {
  item: I;
  resolve(outcome: O): void;
  reject(error: unknown): void;
}

/**
 * Makes one call of many: what is asked for while a call is under way goes out together as the next one. Who asks alone
 * is served at once, and no timer is involved. `work` answers in the order of its items; where it fails, all of them fail.
 */
export function coalesce<I, O>(
  work: (items: readonly I[]) => Promise<readonly O[]>,
  most: number,
): (item: I) => Promise<O> {
  const waiting: Asked<I, O>[] = [];
  let busy = false;
  const run = async (): Promise<void> => {
    // What the same turn of the event loop still brings belongs to the same call.
    await Promise.resolve();
    while (waiting.length > 0) {
      const batch = waiting.splice(0, most);
      try {
        const outcomes = await work(batch.map(({ item }) => item));
        batch.forEach(({ resolve }, index) => resolve(outcomes[index] as O));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    busy = false;
  };
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (busy) return;
      busy = true;
      void run();
    });
}
