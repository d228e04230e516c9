import { deps } from './deps.ts';

const TIMEOUT_MS = 2_000;

/** Asks what the web process depends on whether it answers, each within 2 s. */
export async function checkReadiness(): Promise<{ ready: boolean; checks: Record<string, 'ok' | 'failed'> }> {
  const { db, bus, queue, logger, retiring } = deps();
  if (retiring.aborted) return { ready: false, checks: { staying: 'failed' } };
  const waits: Record<string, () => Promise<unknown>> = {
    database: () => db.pool.query('SELECT 1'),
    bus: () => bus.ready(),
    queue: () => queue.ready(),
  };
  const entries = await Promise.all(
    Object.entries(waits).map(async ([name, wait]): Promise<[string, 'ok' | 'failed']> => {
      try {
        await within(wait());
        return [name, 'ok'];
      } catch (error) {
        logger.warn({ err: error, check: name }, 'not ready');
        return [name, 'failed'];
      }
    }),
  );
  const checks = Object.fromEntries(entries);
  return { ready: entries.every(([, state]) => state === 'ok'), checks };
}

async function within(work: Promise<unknown>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`No answer within ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
  try {
    await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
