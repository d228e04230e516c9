import type { LogLine, StepError } from '#lib/contracts/execution.ts';
import { limits } from '#lib/contracts/limits.ts';
import {
  decide,
  nodeState,
  settle,
  startRun,
  type Outcome,
  type RunState,
  type SkipReason,
} from '#lib/engine/decide.ts';
import type { FileFacts } from '#lib/shared/file-reference.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import { ActiveSteps } from './active-steps.ts';
import type { CompiledNode, CompiledWorkflow } from './compile-workflow.ts';
import { canceled, crashedInWrite, failed, overLimit, succeeded, timedOut, type Ending } from './endings.ts';
import { jsonSize } from './json-size.ts';
import type { RunEnd, RunHeader, RunnerPorts, StepRecord } from './ports.ts';
import { recordedOutcome } from './recorded-outcome.ts';
import { skippedRecord, unknownRecord } from './records.ts';
import { RunData } from './run-data.ts';
import { RunRecorder } from './run-recorder.ts';
import type { RunRequest, UnsettledWrite } from './run-request.ts';
import { startRunTimers } from './run-timers.ts';
import { StepRun, type StepHost, type StepOutcome } from './step-run.ts';

/** How long pure steps may keep the process busy before others get a turn. */
const turnMs = 20;

/**
 * One run: asks the engine what to do, does it, and ends once. Synchronous as long as its nodes are: a run of pure nodes
 * costs one promise, that of its commit.
 */
export class Run implements StepHost {
  readonly ports: RunnerPorts;
  readonly header: RunHeader;
  readonly #workflow: CompiledWorkflow;
  readonly #request: RunRequest;
  readonly #recorder: RunRecorder;
  readonly #state: RunState;
  readonly #data: RunData;
  /** Nodes to start, in the order they got ready; those before `#next` are started. */
  readonly #queue: number[] = [];
  #next = 0;
  readonly #active = new ActiveSteps();
  readonly #restored = new Map<number, { settled: boolean; attempts: number }>();
  readonly trial = false;
  #files: FileFacts[] | null = null;
  #returned: { output: unknown; isError: boolean } | null = null;
  #failure: StepError | null = null;
  #ended = false;
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
    this.#workflow = workflow;
    this.#request = request;
    this.#state = startRun(workflow.plan, trigger);
    this.#data = new RunData(workflow, header);
    this.#recorder = new RunRecorder(ports, header, {
      accepted: request.accepted,
      onEvent: request.onEvent,
      onBroken: (error) => this.#break(error),
    });
  }

  /** Resolves with the end once it is committed. Rejects only if the journal or the variables cannot be reached. */
  run(): Promise<RunEnd> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#began = performance.now();
      const variables = this.ports.variables(this.header.workspaceId);
      if (variables instanceof Promise) variables.then((vars) => this.#begin(vars), reject);
      else this.#begin(variables);
    });
  }

  #begin(vars: Readonly<Record<string, JsonValue>>): void {
    this.#data.setVariables(vars);
    if (this.#recorder.watched) this.#recorder.emit({ type: 'execution.started' });
    const { signal, recorded, unsettled } = this.#request;
    if (signal?.aborted) return this.#cancel();
    signal?.addEventListener('abort', this.#cancel, { once: true });
    if (recorded) this.#restore(recorded);
    if (unsettled && unsettled.length > 0) return this.#crash(unsettled);
    this.#pump();
  }

  /** Does what can be done now. */
  #pump(): void {
    if (this.#ended) return;
    try {
      const turnEnd = performance.now() + turnMs;
      for (;;) {
        this.#obey();
        if (this.#ended) return;
        if (!this.#startNext()) return this.#arm();
        if (performance.now() > turnEnd) {
          this.#arm();
          setImmediate(() => this.#pump());
          return;
        }
      }
    } catch (error) {
      this.#break(error);
    }
  }

  #obey(): void {
    for (const command of decide(this.#state)) {
      switch (command.kind) {
        case 'run':
          this.#queue.push(command.node);
          break;
        case 'skip':
          this.#recordSkip(command.node, command.reason);
          break;
        case 'finish':
          return this.#finish(command.outcome);
        case 'wait':
          break;
      }
    }
  }

  /** Starts the next ready node, if there is one and it may start now: pure ones run one after another. */
  #startNext(): boolean {
    if (this.#next >= this.#queue.length) return false;
    const index = this.#queue[this.#next]!;
    const restored = this.#restored.get(index);
    if (restored?.settled) {
      this.#next++;
      return true;
    }
    const node = this.#workflow.nodes[index]!;
    const pure = node.planned.description.effect === 'pure';
    if ((pure && this.#active.pure) || this.#active.size >= limits.parallelSteps) return false;
    if (this.#isOverLimit()) return true;
    this.#next++;
    const step = new StepRun(this, node, restored?.attempts);
    const outcome = step.start();
    if (outcome instanceof Promise) this.#follow(index, step, outcome, pure);
    else this.#apply(index, outcome);
    return true;
  }

  #follow(index: number, step: StepRun, outcome: Promise<StepOutcome>, pure: boolean): void {
    this.#active.add(index, step, outcome, pure);
    outcome.then(
      (settled) => {
        if (this.#ended) return;
        this.#active.remove(index);
        this.#apply(index, settled);
        this.#pump();
      },
      (error: unknown) => this.#break(error),
    );
  }

  #apply(index: number, outcome: StepOutcome): void {
    if (outcome.kind === 'left') this.#data.keep(index, outcome.output);
    else if (outcome.kind === 'returned') this.#returned = outcome;
    else this.#failure = outcome.error;
    settle(this.#workflow.plan, this.#state, index, outcome);
  }

  #isOverLimit(): boolean {
    const { steps } = this.#recorder;
    if (this.#elapsedMs() > this.#timeoutMs) this.#end(timedOut(this.#timeoutMs), false);
    else if (steps.length >= limits.stepsPerRun)
      this.#end(overLimit(`The run has more than ${limits.stepsPerRun} steps`), true);
    else if (this.#data.bytes > limits.runBytes)
      this.#end(overLimit(`The values of the run are larger than ${limits.runBytes / 1024 / 1024} MiB together`), true);
    return this.#ended;
  }

  get #timeoutMs(): number {
    return this.#workflow.definition.settings.timeoutMs;
  }

  #elapsedMs(): number {
    return (this.#request.elapsedMs ?? 0) + performance.now() - this.#began;
  }

  readonly scopeOf: StepHost['scopeOf'] = (node, now) => this.#data.scopeOf(node, now);
  readonly codeScope: StepHost['codeScope'] = (node, scope) => this.#data.codeScope(node, scope);
  readonly incomingOf: StepHost['incomingOf'] = (node) => this.#data.incomingOf(node, this.#state);

  async beforeEffect(): Promise<void> {
    await this.#recorder.accept();
    await this.#recorder.settled();
  }

  started(step: () => StepRecord): void {
    if (this.#recorder.watched) this.#recorder.emit({ type: 'step.started', step: step() });
  }

  logged(node: CompiledNode, line: LogLine): void {
    if (this.#recorder.watched && !this.#ended)
      this.#recorder.emit({ type: 'step.log', nodeId: node.planned.id, line });
  }

  minted(file: FileFacts): void {
    (this.#files ??= []).push(file);
  }

  record(step: StepRecord, pure: boolean, bytes: number): Promise<void> | null {
    if (this.#ended) return null;
    this.#data.bytes += bytes;
    return this.#recorder.record(step, pure);
  }

  #recordSkip(index: number, reason: SkipReason): void {
    if (this.#restored.has(index)) return;
    void this.#recorder.record(skippedRecord(this.#workflow.plan.nodes[index]!, reason), true);
  }

  #restore(recorded: readonly StepRecord[]): void {
    for (const step of [...recorded].sort((a, b) => a.seq - b.seq)) {
      const index = this.#workflow.plan.indexOfId.get(step.nodeId);
      if (index === undefined) continue;
      this.#recorder.restore(step);
      this.#data.bytes += jsonSize(step.output);
      if (step.status === 'skipped') {
        this.#restored.set(index, { settled: true, attempts: 0 });
        continue;
      }
      this.#obey();
      const outcome = recordedOutcome(this.#workflow.nodes[index]!, step);
      this.#restored.set(index, { settled: outcome !== null, attempts: step.attempt });
      if (outcome && this.#state.status[index] === nodeState.running) this.#apply(index, outcome);
    }
  }

  /** From the first pause on, the run can be out of time or has to be accepted while it waits. */
  #arm(): void {
    if (this.#disarm || this.#ended) return;
    const elapsed = performance.now() - this.#began;
    this.#disarm = startRunTimers({
      timeoutIn: this.#timeoutMs - this.#elapsedMs(),
      onTimeout: () => this.#end(timedOut(this.#timeoutMs), false),
      acceptIn: this.#recorder.accepted ? null : limits.acceptAfterMs - elapsed,
      onAccept: () => void this.#recorder.accept().catch((error: unknown) => this.#break(error)),
    });
  }

  #finish(outcome: Outcome): void {
    if (outcome.kind === 'failed') this.#end(failed(this.#failure), true);
    else if (outcome.kind === 'returned') this.#end(succeeded(this.#returned!.output, this.#returned!.isError), true);
    else this.#end(succeeded(this.#data.drained(this.#state), false), true);
  }

  readonly #cancel = (): void => this.#end(canceled(), false);

  #crash(unsettled: readonly UnsettledWrite[]): void {
    const { indexOfId, nodes } = this.#workflow.plan;
    for (const id of new Set(unsettled.map(({ nodeId }) => nodeId))) {
      const index = indexOfId.get(id);
      if (index === undefined) continue;
      const attempt = (this.#restored.get(index)?.attempts ?? 0) + 1;
      void this.#recorder.record(unknownRecord(nodes[index]!, attempt), true);
    }
    this.#end(crashedInWrite(), false);
  }

  /** Ends the run once: nothing new starts, what runs is stopped, and the end is committed before anybody is told. */
  #end(ending: Ending, spareWrites: boolean): void {
    if (this.#ended) return;
    for (const step of this.#active.running()) void this.#recorder.record(step.unfinishedRecord(), true);
    this.#ended = true;
    this.#disarm?.();
    this.#request.signal?.removeEventListener('abort', this.#cancel);
    this.#active.stop(spareWrites, this.ports.background);
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
  #break(error: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#disarm?.();
    this.#active.stop(false);
    this.#reject(error);
  }
}
