import type { LogLine } from '#lib/contracts/execution.ts';
import { limits } from '#lib/contracts/limits.ts';
import type { Outcome, SkipReason } from '#lib/engine/decide.ts';
import { startPlanOf } from '#lib/engine/start-plan.ts';
import { NodeFailure, type NodeEnd, type NodeRequest } from '#lib/kit/node-executor.ts';
import type { FileFacts } from '#lib/shared/file-reference.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import { say } from '#lib/shared/say.ts';
import { Load } from './active-steps.ts';
import type { Attempt } from './attempt.ts';
import type { CompiledNode, CompiledWorkflow } from './compile-workflow.ts';
import { canceled, crashedInWrite, failed, overLimit, succeeded, timedOut, type Ending } from './endings.ts';
import { Frame } from './frame.ts';
import { itemEndOf } from './item-end.ts';
import { jsonSize } from './json-size.ts';
import { LoopRun, type LoopHost } from './loop-run.ts';
import type { RunEnd, RunHeader, RunnerPorts, StepRecord } from './ports.ts';
import { skippedRecord, unknownRecord } from './records.ts';
import { restoreRun } from './restore-run.ts';
import { RunRecorder } from './run-recorder.ts';
import type { RunRequest, UnsettledWrite } from './run-request.ts';
import { runInfo, type ScopeBase } from './run-scope.ts';
import { startRunTimers } from './run-timers.ts';
import { Scheduler, type Driven } from './scheduler.ts';
import type { StepRun } from './step-run.ts';

/**
 * One run: asks the engine what to do, does it, and ends once. Synchronous as long as its nodes are: a run of pure nodes
 * costs one promise, that of its commit.
 */
export class Run implements Driven, LoopHost {
  readonly ports: RunnerPorts;
  readonly header: RunHeader;
  readonly load = new Load();
  base: ScopeBase;
  openItems = 0;
  ended = false;
  readonly #workflow: CompiledWorkflow;
  readonly #request: RunRequest;
  readonly #recorder: RunRecorder;
  readonly #scheduler: Scheduler;
  readonly #root: Frame;
  /** Bytes of all values together, about. */
  #bytes: number;
  #files: FileFacts[] | null = null;
  #began = 0;
  #disarm: (() => void) | null = null;
  #resolve: (end: RunEnd) => void = () => {};
  #reject: (error: unknown) => void = () => {};

  constructor(ports: RunnerPorts, request: RunRequest) {
    const { workflow, header } = request;
    const trigger = workflow.plan.indexOfKey.get(header.triggerKey);
    if (trigger === undefined) throw new Error(`The workflow has no node "${header.triggerKey}"`);
    this.ports = ports;
    this.header = header;
    this.base = { input: header.input, vars: {}, run: runInfo(header) };
    this.#bytes = jsonSize(header.input);
    this.#workflow = workflow;
    this.#request = request;
    this.#scheduler = new Scheduler(this);
    this.#root = new Frame(this, workflow.levels[0]!, startPlanOf(workflow.plan, trigger), null);
    this.#recorder = new RunRecorder(ports, header, {
      accepted: request.accepted,
      onEvent: request.onEvent,
      onBroken: (error) => this.broken(error),
    });
  }

  /** Resolves with the end once it is committed. Rejects only if the journal or the variables cannot be reached. */
  run(): Promise<RunEnd> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#began = performance.now();
      const variables = this.#request.vars ?? this.ports.variables(this.header.workspaceId);
      if (variables instanceof Promise) variables.then((vars) => this.#begin(vars), reject);
      else this.#begin(variables);
    });
  }

  #begin(vars: Readonly<Record<string, JsonValue>>): void {
    this.base = { ...this.base, vars };
    if (this.#recorder.watched) this.#recorder.emit({ type: 'execution.started' });
    const { signal, recorded, unsettled } = this.#request;
    if (signal?.aborted) return this.#cancel();
    signal?.addEventListener('abort', this.#cancel, { once: true });
    try {
      if (recorded) this.#restore(recorded);
      if (unsettled && unsettled.length > 0) return this.#crash(unsettled);
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
    if (!frame.item) return this.#finish(frame, outcome);
    const end = itemEndOf(frame, outcome);
    frame.close(outcome.kind !== 'drained');
    frame.item.loop.itemEnded(frame, end);
  }

  get workspaceId(): string {
    return this.header.workspaceId;
  }

  isOverLimit(): boolean {
    if (this.#elapsedMs() > this.#timeoutMs) this.#end(timedOut(this.#timeoutMs), false);
    else if (this.#recorder.steps.length >= limits.stepsPerRun) this.#tooManySteps();
    else if (this.#bytes > limits.runBytes)
      this.#end(overLimit(say('run_too_large', { mebibytes: limits.runBytes / 1024 / 1024 })), true);
    return this.ended;
  }

  #tooManySteps(): void {
    this.#end(overLimit(say('run_too_many_steps', { limit: limits.stepsPerRun })), true);
  }

  get #timeoutMs(): number {
    return this.#workflow.definition.settings.timeoutMs;
  }

  #elapsedMs(): number {
    return (this.#request.elapsedMs ?? 0) + performance.now() - this.#began;
  }

  async beforeEffect(): Promise<void> {
    await this.#recorder.accept();
    await this.#recorder.settled();
  }

  started(step: () => StepRecord): void {
    if (this.#recorder.watched) this.#recorder.emit({ type: 'step.started', step: step() });
  }

  logged(logged: { nodeId: string; iteration: readonly number[]; line: LogLine }): void {
    if (!this.#recorder.watched || this.ended) return;
    const { nodeId, iteration, line } = logged;
    this.#recorder.emit({ type: 'step.log', nodeId, ...(iteration.length > 0 && { iteration }), line });
  }

  minted(file: FileFacts): void {
    (this.#files ??= []).push(file);
  }

  record(step: StepRecord, pure: boolean, bytes: number): Promise<void> | null {
    if (this.ended) return null;
    this.#bytes += bytes;
    return this.#recorder.record(step, pure);
  }

  skipped(frame: Frame, place: number, reason: SkipReason): void {
    if (this.ended || frame.restored?.has(place)) return;
    if (this.#recorder.steps.length >= limits.stepsPerRun) return this.#tooManySteps();
    void this.#recorder.record(skippedRecord(frame.level.nodes[place]!.planned, reason, frame.iteration), true);
  }

  perform(frame: Frame, step: StepRun, attempt: Attempt, request: NodeRequest): NodeEnd | Promise<NodeEnd> {
    return this.#loop(frame, step.node, attempt, request);
  }

  #loop(frame: Frame, node: CompiledNode, attempt: Attempt, request: NodeRequest): NodeEnd | Promise<NodeEnd> {
    const level = this.#workflow.levels[node.planned.body]!;
    if (level.nodes.length === 0) throw new NodeFailure('config_invalid', say('loop_without_body'));
    if (request.items.length === 0) return { kind: 'done', port: 'out', output: [] };
    const loop = new LoopRun(this, frame, node, level, request);
    (frame.loops ??= new Map()).set(node.planned.place, loop);
    attempt.signal.addEventListener('abort', () => loop.stop(false), { once: true });
    return loop.run();
  }

  #restore(recorded: readonly StepRecord[]): void {
    for (const step of recorded) this.#bytes += jsonSize(step.output);
    restoreRun(
      { workflow: this.#workflow, root: this.#root, scheduler: this.#scheduler, recorder: this.#recorder },
      recorded,
    );
  }

  /** From the first pause on, the run can be out of time or has to be accepted while it waits. */
  paused(): void {
    if (this.#disarm || this.ended) return;
    const elapsed = performance.now() - this.#began;
    this.#disarm = startRunTimers({
      timeoutIn: this.#timeoutMs - this.#elapsedMs(),
      onTimeout: () => this.#end(timedOut(this.#timeoutMs), false),
      acceptIn: this.#recorder.accepted ? null : limits.acceptAfterMs - elapsed,
      onAccept: () => void this.#recorder.accept().catch((error: unknown) => this.broken(error)),
    });
  }

  #finish(frame: Frame, outcome: Outcome): void {
    if (outcome.kind === 'failed') this.#end(failed(frame.failure), true);
    else if (outcome.kind === 'returned') this.#end(succeeded(frame.returned!.output, frame.returned!.isError), true);
    else this.#end(succeeded(frame.drained(), false), true);
  }

  readonly #cancel = (): void => this.#end(canceled(), false);

  #crash(unsettled: readonly UnsettledWrite[]): void {
    const { indexOfId, nodes } = this.#workflow.plan;
    for (const id of new Set(unsettled.map(({ nodeId }) => nodeId))) {
      const node = nodes[indexOfId.get(id) ?? -1];
      if (!node) continue;
      const attempt = (this.#root.restored?.get(node.place)?.attempts ?? 0) + 1;
      void this.#recorder.record(unknownRecord(node, attempt), true);
    }
    this.#end(crashedInWrite(), false);
  }

  /** Ends the run once: nothing new starts, what runs is stopped, and the end is committed before anybody is told. */
  #end(ending: Ending, spareWrites: boolean): void {
    if (this.ended) return;
    this.#root.close(spareWrites);
    this.ended = true;
    this.#disarm?.();
    this.#request.signal?.removeEventListener('abort', this.#cancel);
    const end: RunEnd = {
      ...ending,
      finishedAt: this.ports.clock.now(),
      durationUs: Math.round(this.#elapsedMs() * 1000),
      steps: this.#recorder.steps,
      ...(this.#files && { files: this.#files }),
    };
    this.#commit(end).then(() => this.#resolve(end), this.#reject);
  }

  async #commit(end: RunEnd): Promise<void> {
    if (this.#recorder.settling) await this.#recorder.settled();
    await this.ports.journal.finish(this.header, end, this.#recorder.accepted);
    if (this.#recorder.watched) this.#recorder.emit({ type: 'execution.finished', end });
  }

  /** The journal or something of ours is broken: nothing more can be promised. */
  broken(error: unknown): void {
    if (this.ended) return;
    this.ended = true;
    this.#disarm?.();
    this.#root.close(false);
    this.#reject(error);
  }
}
