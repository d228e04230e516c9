/** Who asks at the same time, in every measurement of queues. */
export const SENDERS = 16;

/** Does `work` so often, in so many lanes. */
export async function inParallel(count: number, lanes: number, work: () => Promise<unknown>): Promise<void> {
  let left = count;
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      while (left > 0) {
        left -= 1;
        await work();
      }
    }),
  );
}
