import { limits } from '#lib/contracts/limits.ts';
import type { Outcome, SkipReason } from '#lib/engine/decide.ts';
import { startPlanOf } from '#lib/engine/start-plan.ts';
import type { FileFacts } from '#lib/shared/file-reference.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import { Load } from './active-steps.ts';
import type { Attempt } from './attempt.ts';
import type { CompiledNode, CompiledWorkflow } from './compile-workflow.ts';
import { EarlierProcess } from './earlier-process.ts';
import { canceled, crashedInWrite, timedOut, type Ending } from './endings.ts';
import { Frame, type LoggedLine } from './frame.ts';
import { endingOf, itemEndOf } from './item-end.ts';
import { jsonSize } from './json-size.ts';
import { KeptWaits } from './kept-waits.ts';
import { openLoops } from './open-loops.ts';
import type { ParkedRun, PendingWait } from './parking.ts';
import { parkedRun } from './parked-run.ts';
import { perform, type PerformerHost } from './performer.ts';
import type { RunEnd, RunHeader, RunnerPorts, StepRecord } from './ports.ts';
import { skippedRecord } from './records.ts';
import type { ReplaySource } from './replay-source.ts';
import { recordUnknown, restoreRun } from './restore-run.ts';
import { RunClock } from './run-clock.ts';
import { RunLimits } from './run-limits.ts';
import { RunRecorder } from './run-recorder.ts';
import type { RunRequest, UnsettledWrite } from './run-request.ts';
import { runInfo, type ScopeBase } from './run-scope.ts';
import { Scheduler, type Driven } from './scheduler.ts';
import type { Continued, Performed, StepRequest } from './step-host.ts';
import type { StepRun } from './step-run.ts';
import { stepsAtEnd } from './waiting-steps.ts';
import { Waits, type WaitsHost } from './waits.ts';

/**
 * One run: asks the engine what to do, does it, and ends once. Synchronous as long as its nodes are: a run of pure nodes
 * costs one promise, that of its commit.
 */
export class Run implements Driven, PerformerHost, WaitsHost {
  readonly ports: RunnerPorts;
  readonly header: RunHeader;
  readonly load = new Load();
  readonly replay: ReplaySource | null;
  base: ScopeBase;
  openItems = 0;
  ended = false;
  readonly workflow: CompiledWorkflow;
  readonly waits: Waits;
  readonly #request: RunRequest;
  readonly #recorder: RunRecorder;
  readonly #scheduler: Scheduler;
  readonly #root: Frame;
  #files: FileFacts[] | null = null;
  /** When this process began with it. */
  #since = 0;
  readonly #clock: RunClock;
  readonly #limits: RunLimits;
  readonly #kept: KeptWaits;
  #before: EarlierProcess | null = null;
  #resolve: (end: RunEnd | ParkedRun) => void = () => {};
  #reject: (error: unknown) => void = () => {};

  constructor(ports: RunnerPorts, request: RunRequest) {
    const { workflow, header } = request;
    const trigger = workflow.plan.indexOfKey.get(header.triggerKey);
    if (trigger === undefined) throw new Error(`The workflow has no node "${header.triggerKey}"`);
    this.ports = ports;
    this.header = header;
    this.replay = request.replay ?? null;
    this.base = { input: header.input, vars: {}, run: runInfo(header) };
    this.workflow = workflow;
    this.#request = request;
    const { timeoutMs } = workflow.definition.settings;
    this.#clock = new RunClock(request.elapsedMs ?? 0, timeoutMs, () => this.#end(timedOut(timeoutMs), false));
    this.#limits = new RunLimits(this.#clock, timeoutMs, request.stepsLeft);
    this.#limits.bytes = jsonSize(header.input);
    this.#kept = new KeptWaits({
      ports,
      header,
      accept: () => this.#recorder.acceptAll(),
      tell: (answer) => this.waits.answer(answer),
      broken: (error) => this.broken(error),
    });
    this.waits = new Waits(this, this.#kept, ports.clock, request.answers ?? []);
    this.#scheduler = new Scheduler(this);
    this.#root = new Frame(this, workflow.levels[0]!, startPlanOf(workflow.plan, trigger), null);
    this.#recorder = new RunRecorder(ports, header, {
      accepted: request.accepted,
      holdsPure: request.holdsPure ?? false,
      onEvent: request.onEvent,
      watched: request.watched,
      onBroken: (error) => this.broken(error),
    });
  }

  /**
   * Resolves with the end, or with what it waits for if it leaves this process, once that is committed. Rejects only if the
   * journal or the variables cannot be reached.
   */
  run(): Promise<RunEnd | ParkedRun> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#since = this.ports.clock.now();
      this.#clock.start();
      const variables = this.#request.vars ?? this.ports.variables(this.header.workspaceId);
      if (variables instanceof Promise) variables.then((vars) => this.#begin(vars), reject);
      else this.#begin(variables);
    });
  }

  #begin(vars: Readonly<Record<string, JsonValue>>): void {
    this.base = { ...this.base, vars };
    this.#recorder.emit({ type: 'execution.started' });
    const { signal, recorded = [], waits = [], unsettled = [] } = this.#request;
    if (signal?.aborted) {
      for (const step of stepsAtEnd(recorded, waits)) this.#recorder.restore(step);
      return this.#cancel();
    }
    signal?.addEventListener('abort', this.#cancel, { once: true });
    try {
      if (recorded.length + waits.length + unsettled.length > 0) this.#restore(recorded, waits, unsettled);
      if (this.ended) return;
      this.obey(this.#root);
    } catch (error) {
      return this.broken(error);
    }
    this.#scheduler.pump();
  }

  obey(frame: Frame): void {
    this.#scheduler.obey(frame);
  }

  frameEnded(frame: Frame, outcome: Outcome): void {
    const late = frame.item ? null : this.#limits.outOfTime();
    if (late) return this.#end(late, false);
    if (!frame.item) return this.#end(endingOf(frame, outcome), true);
    const end = itemEndOf(frame, outcome);
    frame.close(outcome.kind !== 'drained');
    frame.item.loop.itemEnded(frame, end);
  }

  isOverLimit(): boolean {
    const ending = this.#limits.exceeded(this.#recorder.steps.length);
    if (ending) this.#end(ending, ending.status === 'error');
    return this.ended;
  }

  get stepsLeft(): number {
    return this.#limits.stepsLeft(this.#recorder.steps.length);
  }

  childEnded(stepCount: number): void {
    this.#limits.childSteps += stepCount;
  }

  beforeEffect(): Promise<void> {
    return this.#recorder.beforeEffect();
  }

  started(step: () => StepRecord): void {
    this.#recorder.started(step);
  }

  logged(logged: LoggedLine): void {
    if (!this.ended) this.#recorder.logged(logged);
  }

  minted(file: FileFacts): void {
    (this.#files ??= []).push(file);
  }

  record(step: StepRecord, pure: boolean, bytes: number): Promise<void> | null {
    if (this.ended) return null;
    this.#limits.bytes += bytes;
    return this.#recorder.record(step, pure);
  }

  skipped(frame: Frame, place: number, reason: SkipReason): void {
    const { planned } = frame.level.nodes[place]!;
    if (this.ended || this.#before?.hasSkipped(planned.id, frame.iteration)) return;
    if (this.stepsLeft <= 0 && this.isOverLimit()) return;
    void this.#recorder.record(skippedRecord(planned, reason, frame.iteration), true);
  }

  perform(frame: Frame, step: StepRun, attempt: Attempt, request: StepRequest): Performed | Promise<Performed> {
    const performed = perform(this, frame, step, attempt, request);
    if (step.phase === 'waiting') this.started(() => step.openRecord());
    return performed;
  }

  loopOpened(record: StepRecord): void {
    if (!this.#before?.hasOpened(record)) this.#recorder.mark(record);
  }

  #restore(recorded: readonly StepRecord[], waits: readonly PendingWait[], unsettled: readonly UnsettledWrite[]): void {
    for (const step of recorded) this.#limits.bytes += jsonSize(step.output);
    const { workflow } = this;
    const mayAsk = this.ports.parking !== undefined && this.#request.keepsInMemory !== undefined;
    const restoration = { workflow, root: this.#root, scheduler: this.#scheduler, recorder: this.#recorder };
    this.#before = new EarlierProcess({ recorded, waits, unsettled: mayAsk ? unsettled : [] });
    restoreRun(restoration, recorded);
    if (unsettled.length === 0 || mayAsk) return;
    recordUnknown(restoration, unsettled);
    this.#end(crashedInWrite(), false);
  }

  continued(frame: Frame, node: CompiledNode): Continued | null {
    const { planned } = node;
    if (this.replay) return this.replay.continued({ nodeId: planned.id, iteration: frame.iteration });
    return this.#before?.continued(frame, node) ?? null;
  }

  /**
   * From the first pause on, the run can be out of time or has to be accepted while it waits. Where nothing runs and
   * something waits, time stands still.
   */
  paused(): void {
    if (this.ended) return;
    if (!this.#clock.armed) {
      this.#clock.arm();
      this.#recorder.acceptWithin(limits.acceptAfterMs - (this.ports.clock.now() - this.#since));
    }
    const idle = this.load.running === 0 && this.load.waiting > 0 && this.#scheduler.idle;
    if (!idle) return this.#clock.resume();
    if (!this.#clock.stands) {
      this.#clock.pause();
      this.#recorder.emit({ type: 'execution.waiting', waits: this.waits.pending });
    }
    const { keepsInMemory } = this.#request;
    if (!this.ports.parking || !keepsInMemory || !this.waits.mayAllPark(this.load.waiting, keepsInMemory, this.#since))
      return;
    this.#park().then(this.#resolve, this.#reject);
  }

  woken(frame: Frame, step: StepRun): void {
    if (this.ended || frame.ended) return;
    frame.active.become(step.node.planned.place, step, 'running');
    this.#clock.resume();
  }

  /** The run leaves this process: what is known of it is committed. */
  async #park(): Promise<ParkedRun> {
    const waits = this.waits.pending;
    this.ended = true;
    this.#letGo();
    const parked = parkedRun({
      waits,
      steps: this.#recorder.withOpen(openLoops(this.#root)),
      elapsedMs: this.#clock.elapsedMs,
      vars: this.base.vars,
      files: this.#files,
    });
    await Promise.all([this.#recorder.accept(), this.#recorder.settled(), this.#kept.settled()]);
    await this.ports.parking!.park(this.header, parked);
    return parked;
  }

  #letGo(): void {
    this.waits.dispose();
    this.#clock.stop();
    this.#kept.stop();
    this.#recorder.stop();
    this.#request.signal?.removeEventListener('abort', this.#cancel);
  }

  readonly #cancel = (): void => this.#end(canceled(), false);

  /** Ends the run once: nothing new starts, what runs is stopped, and the end is committed before anybody is told. */
  #end(ending: Ending, spareWrites: boolean): void {
    if (this.ended) return;
    this.#root.close(spareWrites);
    this.ended = true;
    this.#letGo();
    this.#recorder.drop();
    const end: RunEnd = {
      ...ending,
      finishedAt: this.ports.clock.now(),
      durationUs: Math.round(this.#clock.elapsedMs * 1000),
      steps: this.#before?.withEditsNotReached(this.#recorder.steps) ?? this.#recorder.steps,
      ...(this.#files && { files: this.#files }),
    };
    this.#commit(end).then(() => this.#resolve(end), this.#reject);
  }

  async #commit(end: RunEnd): Promise<void> {
    if (this.#recorder.settling) await this.#recorder.settled();
    await this.ports.journal.finish(this.header, end, this.#recorder.accepted);
    this.#recorder.emit({ type: 'execution.finished', end });
  }

  /** The journal or something of ours is broken: nothing more can be promised. */
  broken(error: unknown): void {
    if (this.ended) return;
    this.ended = true;
    this.#letGo();
    this.#root.close(false);
    this.#reject(error);
  }
}
