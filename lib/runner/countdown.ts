/** A time limit that can stand still: waiting does not count. */
export class Countdown {
  readonly #over: () => void;
  #leftMs: number;
  #since = 0;
  #timer: NodeJS.Timeout | null = null;
  #started = false;
  #paused = false;

  constructor(ms: number, over: () => void) {
    this.#leftMs = ms;
    this.#over = over;
  }

  start(): void {
    this.#started = true;
    if (this.#paused) return;
    this.#since = performance.now();
    this.#timer = setTimeout(this.#over, Math.max(0, this.#leftMs));
  }

  pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    if (!this.#timer) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#leftMs -= performance.now() - this.#since;
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    if (this.#started) this.start();
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#started = false;
  }
}
