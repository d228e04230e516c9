import { setTimeout as sleep } from 'node:timers/promises';
import type { Bus } from '#lib/bus/bus.ts';
import { Wakeup } from '#lib/shared/wakeup.ts';

/** Two readings are at least so far apart, however often it rings. */
const REST_MS = 30;
/** Without a ring a reader looks so often: a ring may be lost. */
const PATIENCE_MS = 1_000;

/** Waits for the bell of one workspace's event table. */
export class Doorbell {
  readonly #wakeup = new Wakeup();
  readonly #stop: () => void;

  constructor(bus: Bus, workspaceId: string) {
    const stopEvents = bus.subscribe('events', (message) => {
      if (message.workspaceId === workspaceId) this.#wakeup.ring();
    });
    const stopGap = bus.onGap(() => this.#wakeup.ring());
    this.#stop = () => {
      stopEvents();
      stopGap();
    };
  }

  /** Resolves at the next ring, after a second without one, or when `signal` aborts. Rings meanwhile are not lost. */
  async next(signal: AbortSignal): Promise<void> {
    await sleep(REST_MS, undefined, { signal }).catch(() => undefined);
    await this.#wakeup.wait(PATIENCE_MS, signal);
  }

  close(): void {
    this.#stop();
    this.#wakeup.ring();
  }
}
