import { NodeFailure } from '#lib/kit/node-executor.ts';
import { say } from '#lib/shared/say.ts';
import type { Phase, StepOutcome } from './step-host.ts';
import type { StepRun } from './step-run.ts';

/** How long a write in flight may go on after the run's answer, in ms. */
const receiptGraceMs = 5_000;

/** How much of a run is under way, over all its items. Loops themselves do not count: they only hold what does. */
export class Load {
  running = 0;
  waiting = 0;
  /** Is a pure step running? Those run one after another. */
  pure = false;
}

/** Told when more or less is running or waiting in a level: the loops around it count too. */
export interface LoadListener {
  loadChanged(running: number, waiting: number): void;
}

interface Entry {
  step: StepRun;
  outcome: Promise<StepOutcome>;
  pure: boolean;
}

/** The steps of a run, or of one item, that do not end at once. */
export class ActiveSteps {
  readonly #load: Load;
  readonly #around: LoadListener | null;
  readonly #steps = new Map<number, Entry>();

  constructor(load: Load, around: LoadListener | null) {
    this.#load = load;
    this.#around = around;
  }

  add(place: number, entry: Entry): void {
    this.#steps.set(place, entry);
    this.#count(entry, 1);
  }

  remove(place: number): void {
    const entry = this.#steps.get(place);
    if (!entry) return;
    this.#steps.delete(place);
    this.#count(entry, -1);
  }

  /** A step begins to wait, or goes on. */
  become(place: number, step: StepRun, phase: Phase): void {
    const entry = this.#steps.get(place);
    if (entry) this.#count(entry, -1);
    step.phase = phase;
    if (entry) this.#count(entry, 1);
  }

  /** Steps whose end is not recorded. */
  unfinished(): StepRun[] {
    return [...this.#steps.values()].map(({ step }) => step).filter((step) => !step.recorded);
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
      this.#count(entry, -1);
      const spared = spareWrites && step.writing;
      step.stop(reason, spareWrites);
      if (!spared) continue;
      const timer = setTimeout(() => step.stop(reason, false), receiptGraceMs);
      const settled = (): void => clearTimeout(timer);
      const work = outcome.then(settled, settled);
      background?.(work);
    }
  }

  #count({ step, pure }: Entry, by: 1 | -1): void {
    if (step.phase === 'holding') return;
    const waits = step.phase === 'waiting';
    if (waits) this.#load.waiting += by;
    else this.#load.running += by;
    if (pure) this.#load.pure = by === 1 && !waits;
    this.#around?.loadChanged(waits ? 0 : by, waits ? by : 0);
  }
}
