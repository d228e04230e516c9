import { NodeFailure } from '#lib/kit/node-executor.ts';
import { say } from '#lib/shared/say.ts';
import type { StepOutcome, StepRun } from './step-run.ts';

/** How long a write in flight may go on after the run's answer, in ms. */
const receiptGraceMs = 5_000;

/** How much of a run is under way, over all its items. Loops themselves do not count: they only hold what does. */
export class Load {
  running = 0;
  /** Is a pure step among them? Those run one after another. */
  pure = false;
}

interface Entry {
  step: StepRun;
  outcome: Promise<StepOutcome>;
  kind: 'pure' | 'other' | 'loop';
}

/** The steps of a run, or of one item, that are waiting for something. */
export class ActiveSteps {
  readonly #load: Load;
  readonly #steps = new Map<number, Entry>();

  constructor(load: Load) {
    this.#load = load;
  }

  add(place: number, entry: Entry): void {
    this.#steps.set(place, entry);
    if (entry.kind === 'loop') return;
    this.#load.running++;
    if (entry.kind === 'pure') this.#load.pure = true;
  }

  remove(place: number): void {
    const entry = this.#steps.get(place);
    if (!entry) return;
    this.#steps.delete(place);
    this.#leave(entry);
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
    const reason = new NodeFailure('canceled', say('run_ended'));
    const entries = [...this.#steps.values()];
    this.#steps.clear();
    for (const entry of entries) {
      const { step, outcome } = entry;
      this.#leave(entry);
      const spared = spareWrites && step.writing;
      step.stop(reason, spareWrites);
      if (!spared) continue;
      const timer = setTimeout(() => step.stop(reason, false), receiptGraceMs);
      const settled = (): void => clearTimeout(timer);
      const work = outcome.then(settled, settled);
      background?.(work);
    }
  }

  #leave({ kind }: Entry): void {
    if (kind === 'loop') return;
    this.#load.running--;
    if (kind === 'pure') this.#load.pure = false;
  }
}
