import { limits } from '#lib/contracts/limits.ts';
import type { LoggedLine } from './frame.ts';
import type { PendingWait } from './parking.ts';
import type { RunEnd, RunEvent, RunHeader, RunnerPorts, StepLog, StepRecord } from './ports.ts';
import { placeOf } from './records.ts';

type EventBody =
  | { type: 'execution.started' }
  | { type: 'step.started' | 'step.finished'; step: StepRecord }
  | ({ type: 'step.log' } & StepLog)
  | { type: 'execution.waiting'; waits: readonly PendingWait[] }
  | { type: 'execution.finished'; end: RunEnd };

/** Steps that may be on their way to the journal; a run that makes more waits for them: it ends when they are there. */
const mostUncommitted = 1_000;

/** Keeps the steps of one run in journal order, commits them where they must be, and tells who watches. */
export class RunRecorder {
  readonly steps: StepRecord[] = [];
  readonly #ports: RunnerPorts;
  readonly #header: RunHeader;
  readonly #onEvent: ((event: RunEvent) => void) | undefined;
  readonly #watched: (() => boolean) | undefined;
  readonly #onBroken: (error: unknown) => void;
  #seq = 0;
  #eventSeq = 0;
  #accepted: boolean;
  #accepting: Promise<void> | null = null;
  #acceptTimer: NodeJS.Timeout | null = null;
  #commits: Promise<void>[] = [];
  readonly #holdsPure: boolean;
  /** Steps that are not handed to the journal yet. */
  #held: StepRecord[] = [];
  #heldTimer: NodeJS.Timeout | null = null;

  constructor(
    ports: RunnerPorts,
    header: RunHeader,
    options: {
      accepted: boolean;
      holdsPure: boolean;
      onEvent: ((event: RunEvent) => void) | undefined;
      watched: (() => boolean) | undefined;
      onBroken: (error: unknown) => void;
    },
  ) {
    this.#ports = ports;
    this.#header = header;
    this.#accepted = options.accepted;
    this.#holdsPure = options.holdsPure;
    this.#onEvent = options.onEvent;
    this.#watched = options.watched;
    this.#onBroken = options.onBroken;
  }

  get accepted(): boolean {
    return this.#accepted;
  }
  get #isWatched(): boolean {
    return this.#onEvent !== undefined && (this.#watched === undefined || this.#watched());
  }
  get settling(): boolean {
    return this.#accepting !== null || this.#commits.length > 0 || this.#held.length > 0;
  }

  /** Takes back what an earlier process recorded; nothing is committed or told again. */
  restore(step: StepRecord): void {
    this.#seq = Math.max(this.#seq, step.seq);
    if (step.status !== 'running') this.steps.push(step);
  }

  /**
   * A loop begins. A queued run commits what it loops over, for the process that may have to go on with it; the loop's
   * own record comes when it ends.
   */
  mark(step: StepRecord): void {
    if (this.#header.mode === 'direct') return;
    step.seq = ++this.#seq;
    this.#hand(step);
  }

  /** All steps, and loops that are open: those of a queued run are committed already. */
  withOpen(loops: readonly StepRecord[]): StepRecord[] {
    if (this.#header.mode === 'queued') return this.steps;
    return [...this.steps, ...loops.map((loop) => ({ ...loop, seq: ++this.#seq }))];
  }

  /**
   * Takes a finished attempt. In a queued run it is committed: pure ones in passing or a moment later, as long as the
   * journal keeps up, others before the run goes on (then a promise is returned). A direct run's steps are committed with its end.
   */
  record(step: StepRecord, pure: boolean): Promise<void> | null {
    step.seq = ++this.#seq;
    this.steps.push(step);
    this.emit({ type: 'step.finished', step });
    if (this.#header.mode === 'direct') return null;
    this.#hand(step);
    return pure && this.#commits.length + this.#held.length < mostUncommitted ? null : this.settled();
  }

  #hand(step: StepRecord): void {
    this.#held.push(step);
    if (!this.#holdsPure) this.flush();
    else this.#heldTimer ??= setTimeout(() => this.flush(), limits.acceptAfterMs);
  }

  /** Hands to the journal what is held back. */
  flush(): void {
    if (this.#heldTimer) clearTimeout(this.#heldTimer);
    this.#heldTimer = null;
    for (const step of this.#held.splice(0)) {
      this.#commits.push(this.#ports.journal.step(this.#header, step).catch(this.#onBroken));
    }
  }

  /** Events are numbered whether somebody hears them or not. */
  emit(body: EventBody): void {
    const seq = ++this.#eventSeq;
    if (this.#isWatched) this.#onEvent?.({ ...body, seq, run: this.#header } as RunEvent);
  }

  /** What must be committed before something outside changes: the run's acceptance, its finished steps. */
  async beforeEffect(): Promise<void> {
    await this.accept();
    await this.settled();
  }

  started(step: () => StepRecord): void {
    if (this.#isWatched) this.emit({ type: 'step.started', step: step() });
    else this.#eventSeq += 1;
  }

  logged({ iteration, ...log }: LoggedLine): void {
    this.emit({ type: 'step.log', ...log, ...placeOf(iteration) });
  }

  /** The journal knows the run at the latest after `ms`, unless it ends before (`stop`). */
  acceptWithin(ms: number): void {
    if (this.#accepted) return;
    this.#acceptTimer = setTimeout(() => this.accept().catch(this.#onBroken), Math.max(0, ms));
  }

  stop(): void {
    if (this.#acceptTimer) clearTimeout(this.#acceptTimer);
    if (this.#heldTimer) clearTimeout(this.#heldTimer);
    this.#heldTimer = null;
  }

  /** The run ends: its end brings all steps, so that those that are held back need no commit of their own. */
  drop(): void {
    this.#held = [];
  }

  /** Makes sure that the journal knows the run. */
  accept(): Promise<void> {
    if (this.#accepted) return Promise.resolve();
    this.#accepting ??= this.#ports.journal.accept(this.#header).then(() => {
      this.#accepted = true;
      this.#accepting = null;
    });
    return this.#accepting;
  }

  /** The same, and what is held back goes to the journal as well. */
  acceptAll(): Promise<void> {
    this.flush();
    return this.accept();
  }

  /** Resolves when everything that was handed to the journal is committed. */
  async settled(): Promise<void> {
    this.flush();
    if (this.#accepting) await this.#accepting;
    const commits = this.#commits;
    this.#commits = [];
    await Promise.all(commits);
  }
}
