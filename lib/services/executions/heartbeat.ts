import type { Pool } from 'pg';
import { beat, cancelRequestsOf, removeHeartbeat, type ProcessRow } from '#lib/db/system/heartbeats.ts';

const BEAT_MS = 1_000;
/** A process that has not beaten for so long is taken for dead: its runs are settled or given to others. */
export const DEAD_AFTER_MS = 10_000;

interface HeartbeatPorts {
  pool: Pool;
  logger: { warn(fields: object, message: string): void };
  /** Runs of this process that somebody wants stopped: what the bus may have lost. */
  onCancelRequests?: (executionIds: string[]) => void;
}

export interface Heartbeat {
  /** For how long (ms) no beat has failed. Who could not beat cannot say that others are dead. */
  steadyMs(): number;
  /** Lives on, but is no longer where others should send work. */
  retire(): Promise<void>;
  /** Resolves when the last beat is over and nobody waits for another. */
  stop(): Promise<void>;
}

/** Beats each second. Resolves after the first beat: only then may the process own runs. */
export async function startHeartbeat(ports: HeartbeatPorts, started: ProcessRow): Promise<Heartbeat> {
  let process = started;
  await beat(ports.pool, process);
  let stopped = false;
  let steadySince = performance.now();
  let timer: NodeJS.Timeout;
  let current = Promise.resolve();
  const tick = async (): Promise<void> => {
    try {
      const startedAt = performance.now();
      await beat(ports.pool, process);
      if (performance.now() - startedAt > BEAT_MS) steadySince = performance.now();
      const canceled = ports.onCancelRequests ? await cancelRequestsOf(ports.pool, process.id) : [];
      if (canceled.length > 0) ports.onCancelRequests?.(canceled);
    } catch (error) {
      steadySince = performance.now();
      ports.logger.warn({ err: error }, 'heartbeat failed');
    }
    if (!stopped) schedule();
  };
  const schedule = (): void => {
    timer = setTimeout(() => {
      current = tick();
    }, BEAT_MS);
  };
  schedule();
  return {
    steadyMs: () => performance.now() - steadySince,
    retire: async () => {
      process = { ...process, address: null };
      await current;
      await beat(ports.pool, process).catch(() => undefined);
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await current;
      await removeHeartbeat(ports.pool, process.id).catch(() => undefined);
    },
  };
}
