import { limits } from '#lib/contracts/limits.ts';
import { say } from '#lib/shared/say.ts';
import { overLimit, timedOut, type Ending } from './endings.ts';
import type { RunClock } from './run-clock.ts';

/** What a run may use up: running time, step records (those of its sub-runs too), values. */
export class RunLimits {
  /** Bytes of all values together, about. */
  bytes = 0;
  /** Step records that sub-runs made. */
  childSteps = 0;
  readonly #clock: RunClock;
  readonly #timeoutMs: number;
  readonly #mostSteps: number;

  constructor(clock: RunClock, timeoutMs: number, mostSteps: number = limits.stepsPerRun) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#mostSteps = Math.min(mostSteps, limits.stepsPerRun);
  }

  stepsLeft(records: number): number {
    return this.#mostSteps - records - this.childSteps;
  }

  /** How the run ends if its time is over: nothing that comes later, a step's end neither, changes that. */
  outOfTime(): Ending | null {
    return this.#clock.isOver ? timedOut(this.#timeoutMs) : null;
  }

  /** How the run ends, if a limit is passed. Time has no say in what steps in flight may still do. */
  exceeded(records: number): Ending | null {
    const late = this.outOfTime();
    if (late) return late;
    if (this.stepsLeft(records) <= 0) return overLimit(say('run_too_many_steps', { limit: limits.stepsPerRun }));
    if (this.bytes <= limits.runBytes) return null;
    return overLimit(say('run_too_large', { mebibytes: limits.runBytes / 1024 / 1024 }));
  }
}
