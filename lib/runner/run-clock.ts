import { Countdown } from './countdown.ts';

/** Running time of a run, and its limit. It stands still while nothing runs and something waits. */
export class RunClock {
  readonly #limitMs: number;
  readonly #over: () => void;
  #limit: Countdown | null = null;
  #beforeMs: number;
  #since: number | null = null;

  constructor(beforeMs: number, limitMs: number, over: () => void) {
    this.#beforeMs = beforeMs;
    this.#limitMs = limitMs;
    this.#over = over;
  }

  get elapsedMs(): number {
    return this.#since === null ? this.#beforeMs : this.#beforeMs + performance.now() - this.#since;
  }

  /** Is the limit passed? The timer that says so comes late in a process that was busy. */
  get isOver(): boolean {
    return this.elapsedMs > this.#limitMs;
  }

  /** Does a timer watch the limit? */
  get armed(): boolean {
    return this.#limit !== null;
  }

  /** Does it stand still? */
  get stands(): boolean {
    return this.#since === null;
  }

  start(): void {
    this.#since = performance.now();
  }

  /** From now on a timer watches the limit: something has to be waited for. */
  arm(): void {
    this.#limit = new Countdown(this.#limitMs - this.elapsedMs, this.#over);
    this.#limit.start();
  }

  pause(): void {
    this.#stand();
    this.#limit?.pause();
  }

  resume(): void {
    this.#since ??= performance.now();
    this.#limit?.resume();
  }

  stop(): void {
    this.#stand();
    this.#limit?.stop();
  }

  #stand(): void {
    this.#beforeMs = this.elapsedMs;
    this.#since = null;
  }
}
