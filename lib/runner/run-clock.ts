import { Countdown } from './countdown.ts';

/** Running time of a run, and its limit. It stands still while nothing runs and something waits. */
export class RunClock {
  readonly #limit: Countdown;
  #beforeMs: number;
  #since: number | null = null;

  constructor(beforeMs: number, limitMs: number, over: () => void) {
    this.#beforeMs = beforeMs;
    this.#limit = new Countdown(limitMs - beforeMs, over);
  }

  get elapsedMs(): number {
    return this.#since === null ? this.#beforeMs : this.#beforeMs + performance.now() - this.#since;
  }

  start(): void {
    this.#since = performance.now();
  }

  /** From now on a timer watches the limit: something has to be waited for. */
  arm(): void {
    this.#limit.start();
  }

  pause(): void {
    this.#stand();
    this.#limit.pause();
  }

  resume(): void {
    this.#since ??= performance.now();
    this.#limit.resume();
  }

  stop(): void {
    this.#stand();
    this.#limit.stop();
  }

  #stand(): void {
    this.#beforeMs = this.elapsedMs;
    this.#since = null;
  }
}
