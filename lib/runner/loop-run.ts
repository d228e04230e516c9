import type { StepError } from '#lib/contracts/execution.ts';
import { limits } from '#lib/contracts/limits.ts';
import { NodeFailure, type LoopRequest, type NodeEnd } from '#lib/kit/node-executor.ts';
import type { CompiledLevel, CompiledNode } from './compile-workflow.ts';
import type { LoadListener } from './active-steps.ts';
import type { Countdown } from './countdown.ts';
import { Frame, type FrameHost } from './frame.ts';
import type { StepRun } from './step-run.ts';
import type { StepOutputs } from './run-scope.ts';

/** Items of all loops of a run that may be under way at once; each loop may always have one. */
const openItemsOfRun = 10_000;

/** How an item ended. */
export type ItemEnd = { ok: true; output: unknown } | { ok: false; error: StepError };

/** The run around a loop. */
export interface LoopHost extends FrameHost {
  readonly ended: boolean;
  /** Items under way, over all loops. */
  openItems: number;
  /** Does what the engine says of a frame. */
  obey(frame: Frame): void;
}

/**
 * A loop under way: starts items in order, `concurrency` at once, and keeps only their results. A frame is made when its
 * item starts and let go when it ends.
 */
export class LoopRun implements LoadListener {
  readonly parent: Frame;
  /** Outputs of the steps before the loop, as they were when it started: the same for all items. */
  readonly outer: StepOutputs;
  readonly step: StepRun;
  readonly #host: LoopHost;
  readonly #clock: Countdown;
  readonly #node: CompiledNode;
  readonly #level: CompiledLevel;
  readonly #request: LoopRequest;
  readonly #results: unknown[];
  readonly #open = new Map<number, Frame>();
  /** Items that a continued run opened out of turn, or that ended so. */
  #taken: Set<number> | null = null;
  #next = 0;
  #finished = 0;
  #over = false;
  #filling = false;
  #running = 0;
  #waiting = 0;
  #resolve: (end: NodeEnd) => void = () => {};
  #reject: (failure: NodeFailure) => void = () => {};

  constructor(
    host: LoopHost,
    parent: Frame,
    { step, clock, level }: { step: StepRun; clock: Countdown; level: CompiledLevel },
    request: LoopRequest,
  ) {
    this.#host = host;
    this.parent = parent;
    this.step = step;
    this.#node = step.node;
    this.#clock = clock;
    this.#level = level;
    this.#request = request;
    this.#results = new Array<unknown>(request.items.length);
    this.outer = parent.outputsBefore(step.node);
  }

  /** Resolves with the list of results; rejects with `item_failed`. */
  run(): Promise<NodeEnd> {
    const { promise, resolve, reject } = Promise.withResolvers<NodeEnd>();
    this.#resolve = resolve;
    this.#reject = reject;
    this.#fill();
    return promise;
  }

  /** Only running time counts for the loop's limit: it stands still while its items only wait. */
  loadChanged(running: number, waiting: number): void {
    this.#running += running;
    this.#waiting += waiting;
    if (this.#running === 0 && this.#waiting > 0) this.#clock.pause();
    else this.#clock.resume();
    this.parent.item?.loop.loadChanged(running, waiting);
  }

  /** Items under way. */
  frames(): Iterable<Frame> {
    return this.#open.values();
  }

  /** The frame of an item that an earlier process worked on; null if there is none (any more). */
  frameAt(index: number): Frame | null {
    const open = this.#open.get(index);
    if (open || this.#over || index >= this.#request.items.length || this.#isTaken(index)) return open ?? null;
    (this.#taken ??= new Set()).add(index);
    return this.#openItem(index);
  }

  /** An item ended: its frame is closed. */
  itemEnded(frame: Frame, end: ItemEnd): void {
    const { index } = frame.item!;
    if (!this.#open.delete(index)) return;
    this.#host.openItems--;
    if (this.#over) return;
    this.#finished++;
    if (!end.ok && this.#request.onItemError === 'fail') return this.#fail(index, end.error);
    this.#results[index] = end.ok ? (end.output ?? null) : { error: end.error };
    if (this.#finished < this.#request.items.length) return this.#fill();
    this.#leave();
    this.#resolve({ kind: 'done', port: 'out', output: this.#results });
  }

  /** Nothing new starts, what runs is stopped. */
  stop(spareWrites: boolean): void {
    if (this.#over) return;
    this.#leave();
    for (const frame of this.#open.values()) frame.close(spareWrites);
    this.#host.openItems -= this.#open.size;
    this.#open.clear();
  }

  #fail(index: number, error: StepError): void {
    this.stop(true);
    this.#reject(new NodeFailure('item_failed', error.message, { details: { index, error: error as never } }));
  }

  #leave(): void {
    this.#over = true;
    this.parent.active.become(this.#node.planned.place, this.step, 'running');
    this.parent.loops?.delete(this.#node.planned.place);
  }

  #fill(): void {
    if (this.#filling) return;
    this.#filling = true;
    while (this.#mayOpen()) {
      const index = this.#next++;
      if (!this.#taken?.delete(index)) this.#host.obey(this.#openItem(index));
    }
    this.#filling = false;
  }

  #mayOpen(): boolean {
    if (this.#over || this.#host.ended || this.#next >= this.#request.items.length) return false;
    const most = this.#host.openItems < openItemsOfRun ? this.#request.concurrency : 1;
    return this.#open.size < Math.min(most, limits.loopConcurrency);
  }

  #isTaken(index: number): boolean {
    return index < this.#next || this.#taken?.has(index) === true;
  }

  #openItem(index: number): Frame {
    const item = this.#request.items[index];
    const around = this.parent.item;
    const loops = Object.assign(Object.create(null), around?.scope.loops) as Record<string, unknown>;
    loops[this.#node.planned.key] = { item, index };
    const frame = new Frame(this.#host, this.#level, this.#level.start!, {
      loop: this,
      index,
      scope: { item, index, loops: loops as never },
      iteration: [...this.parent.iteration, index],
    });
    this.#open.set(index, frame);
    this.#host.openItems++;
    return frame;
  }
}
