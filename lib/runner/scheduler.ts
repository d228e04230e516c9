import { limits } from '#lib/contracts/limits.ts';
import { decide, settle, type Outcome, type SkipReason } from '#lib/engine/decide.ts';
import type { Load } from './active-steps.ts';
import type { CompiledNode } from './compile-workflow.ts';
import type { Frame } from './frame.ts';
import type { RunHeader } from './ports.ts';
import type { Continued, StepOutcome } from './step-host.ts';
import { StepRun } from './step-run.ts';
import { TURN_MS, processTurns as turns } from './turns.ts';

/** The run that is driven. */
export interface Driven {
  readonly header: RunHeader;
  readonly load: Load;
  readonly ended: boolean;
  /** Ends the run if it is past a limit, and says so. */
  isOverLimit(): boolean;
  /** What an earlier process left of a step. */
  continued(frame: Frame, node: CompiledNode): Continued | null;
  skipped(frame: Frame, place: number, reason: SkipReason): void;
  frameEnded(frame: Frame, outcome: Outcome): void;
  /** Nothing more can be done at once. */
  paused(): void;
  broken(error: unknown): void;
}

/**
 * Starts steps in the order in which they got ready, over all items of all loops, and folds their ends into the engine's
 * state. Synchronous as long as the nodes are.
 */
export class Scheduler {
  readonly #run: Driven;
  /** Those before `#next` are started. */
  #queue: { frame: Frame; place: number }[] = [];
  #next = 0;
  #waits = false;

  constructor(run: Driven) {
    this.#run = run;
  }

  /** Does what can be done now, when it is this workspace's turn. */
  pump(): void {
    if (this.#waits || this.#run.ended) return;
    if (turns.mustWait(this.#run.header.workspaceId)) return this.#wait();
    this.#takeTurn();
  }

  #wait(): void {
    this.#waits = true;
    this.#run.paused();
    turns.next(this.#run.header.workspaceId, () => {
      this.#waits = false;
      if (!this.#run.ended) this.#takeTurn();
    });
  }

  #takeTurn(): void {
    const startedAt = performance.now();
    try {
      while (this.#startNext()) {
        if (this.#run.ended) return;
        if (performance.now() - startedAt > TURN_MS) return this.#wait();
      }
      if (!this.#run.ended) this.#run.paused();
    } catch (error) {
      this.#run.broken(error);
    } finally {
      turns.spent(this.#run.header.workspaceId, performance.now() - startedAt);
    }
  }

  /** Takes in what the engine says of a frame now. */
  obey(frame: Frame): void {
    for (const command of decide(frame.state)) {
      switch (command.kind) {
        case 'run':
          this.#queue.push({ frame, place: command.node });
          break;
        case 'skip':
          this.#run.skipped(frame, command.node, command.reason);
          break;
        case 'finish':
          this.#run.frameEnded(frame, command.outcome);
          break;
        case 'wait':
          break;
      }
    }
  }

  apply(frame: Frame, place: number, outcome: StepOutcome): void {
    if (outcome.kind === 'left') frame.keep(place, outcome.output);
    else if (outcome.kind === 'returned') frame.returned = { ...outcome, node: frame.level.nodes[place]! };
    else frame.failure = outcome.error;
    settle(frame.state, place, outcome);
  }

  /** Is nothing ready that has not started? */
  get idle(): boolean {
    return this.#next >= this.#queue.length;
  }

  /** Starts a step that is ready. */
  start(frame: Frame, place: number): void {
    const node = frame.level.nodes[place]!;
    const step = new StepRun(frame, node, this.#run.continued(frame, node));
    const outcome = step.start();
    if (outcome instanceof Promise) return this.#follow(frame, place, step, outcome);
    this.apply(frame, place, outcome);
    this.obey(frame);
  }

  /** Starts the next ready node, if there is one and it may start now: pure ones run one after another. */
  #startNext(): boolean {
    const next = this.#queue[this.#next];
    if (!next) return false;
    const { frame, place } = next;
    if (frame.ended || frame.restored?.get(place)?.settled) {
      this.#advance();
      return true;
    }
    const { load } = this.#run;
    const pure = isPure(frame, place);
    if ((pure && load.pure) || load.running >= limits.parallelSteps) return false;
    if (this.#run.isOverLimit()) return true;
    this.#advance();
    this.start(frame, place);
    return true;
  }

  #advance(): void {
    this.#next++;
    if (this.#next < 1_024 || this.#next * 2 < this.#queue.length) return;
    this.#queue = this.#queue.slice(this.#next);
    this.#next = 0;
  }

  #follow(frame: Frame, place: number, step: StepRun, outcome: Promise<StepOutcome>): void {
    frame.active.add(place, { step, outcome, pure: isPure(frame, place) });
    outcome.then(
      (settled) => {
        if (frame.ended || this.#run.ended) return;
        frame.active.remove(place);
        this.apply(frame, place, settled);
        this.obey(frame);
        this.pump();
      },
      (error: unknown) => {
        if (!frame.ended) this.#run.broken(error);
      },
    );
  }
}

function isPure(frame: Frame, place: number): boolean {
  const { planned } = frame.level.nodes[place]!;
  return planned.description.effect === 'pure' && planned.role !== 'container';
}
