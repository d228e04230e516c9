import { NodeFailure } from '#lib/kit/node-executor.ts';
import type { StepOutcome, StepRun } from './step-run.ts';

/** How long a write in flight may go on after the run's answer, in ms. */
const receiptGraceMs = 5_000;

/** The steps of a run that are waiting for something. */
export class ActiveSteps {
  readonly #steps = new Map<number, { step: StepRun; outcome: Promise<StepOutcome>; pure: boolean }>();
  /** Is a pure step among them? Those run one after another. */
  pure = false;

  get size(): number {
    return this.#steps.size;
  }

  add(index: number, step: StepRun, outcome: Promise<StepOutcome>, pure: boolean): void {
    this.#steps.set(index, { step, outcome, pure });
    if (pure) this.pure = true;
  }

  remove(index: number): void {
    if (this.#steps.get(index)?.pure) this.pure = false;
    this.#steps.delete(index);
  }

  running(): StepRun[] {
    return [...this.#steps.values()].map(({ step }) => step);
  }

  /**
   * Stops all. With `spareWrites` a write in flight may go on for 5 s to bring its receipt; `background` is told of that
   * work.
   */
  stop(spareWrites: boolean, background?: (work: Promise<void>) => void): void {
    // The usual end: an error that nobody needs would cost a stack trace, a twentieth of a small run.
    if (this.#steps.size === 0) return;
    const reason = new NodeFailure('canceled', 'the run ended');
    for (const { step, outcome } of this.#steps.values()) {
      const spared = spareWrites && step.writing;
      step.stop(reason, spareWrites);
      if (!spared) continue;
      const timer = setTimeout(() => step.stop(reason, false), receiptGraceMs);
      const settled = (): void => clearTimeout(timer);
      const work = outcome.then(settled, settled);
      background?.(work);
    }
    this.#steps.clear();
  }
}
