import { setTimeout as sleep } from 'node:timers/promises';
import type { Bus } from '#lib/bus/bus.ts';

/** Two readings are at least so far apart, however often it rings. */
const REST_MS = 30;
/** Without a ring a reader looks so often: a ring may be lost. */
const PATIENCE_MS = 1_000;

/** Waits for the bell of one workspace's event table. */
export class Doorbell {
  #rung = false;
  #wake: (() => void) | null = null;
  readonly #stop: () => void;

  constructor(bus: Bus, workspaceId: string) {
    const ring = (): void => {
      this.#rung = true;
      this.#wake?.();
    };
    const stopEvents = bus.subscribe('events', (message) => {
      if (message.workspaceId === workspaceId) ring();
    });
    const stopGap = bus.onGap(ring);
    this.#stop = () => {
      stopEvents();
      stopGap();
    };
  }

  /** Resolves at the next ring, after a second without one, or when `signal` aborts. Rings meanwhile are not lost. */
  async next(signal: AbortSignal): Promise<void> {
    await sleep(REST_MS, undefined, { signal }).catch(() => undefined);
    if (!this.#rung && !signal.aborted) await this.#nextRing(signal);
    this.#rung = false;
  }

  close(): void {
    this.#stop();
    this.#wake?.();
  }

  #nextRing(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.#wake = null;
        resolve();
      };
      const timer = setTimeout(done, PATIENCE_MS);
      signal.addEventListener('abort', done, { once: true });
      this.#wake = done;
    });
  }
}
