import type { LogLine, StepError } from '#lib/contracts/execution.ts';
import { limits } from '#lib/contracts/limits.ts';
import { decide, drainedResult, nodeState, settle, startRun, takenInto, type Outcome, type RunState, type SkipReason } from '#lib/engine/decide.ts';
import type { Scope } from '#lib/expressions/evaluate/scope.ts';
import { NodeFailure, type NodeScope } from '#lib/kit/node-executor.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import type { CompiledNode, CompiledWorkflow } from './compile-workflow.ts';
import { jsonSize } from './json-size.ts';
import type { RunEnd, RunEvent, RunHeader, RunnerPorts, StepRecord } from './ports.ts';
import { RunRecorder } from './run-recorder.ts';
import { noOutputs, nodeScope, outputsBefore, runInfo } from './run-scope.ts';
import { StepRun, type StepHost, type StepOutcome } from './step-run.ts';

export interface RunRequest {
  workflow: CompiledWorkflow;
  header: RunHeader;
  /** Cancels the run. */
  signal?: AbortSignal;
  /** Is there a row in the journal already? True for queued runs. */
  accepted: boolean;
  /** Finished attempts of an earlier process, in journal order: they are not run again. */
  recorded?: readonly StepRecord[];
  /** Ids of nodes whose write was started by an earlier process and left no receipt: the run ends as crashed. */
  unsettled?: readonly string[];
  /** Running time (ms) that earlier processes used. */
  elapsedMs?: number;
  onEvent?: (event: RunEvent) => void;
}

type Ending = Pick<RunEnd, 'status' | 'isError' | 'output' | 'error'>;

/** How long pure steps may keep the process busy before others get a turn. */
const turnMs = 20;
/** How long a write in flight may go on after the run's answer. */
const receiptGraceMs = 5_000;

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
  readonly #outputs: unknown[];
  readonly #outputsByKey = noOutputs();
  #base: Pick<Scope, 'input' | 'vars' | 'run'>;
  /** Nodes to start, in the order they got ready; those before `#next` are started. */
  readonly #queue: number[] = [];
  #next = 0;
  readonly #active = new Map<number, { step: StepRun; outcome: Promise<StepOutcome> }>();
  #pureActive = false;
  readonly #restored = new Map<number, { settled: boolean; attempts: number }>();
  #bytes: number;
  #returned: { output: unknown; isError: boolean } | null = null;
  #failure: StepError | null = null;
  #ended = false;
  #began = 0;
  #timers: NodeJS.Timeout[] | null = null;
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
    this.#outputs = new Array<unknown>(workflow.nodes.length);
    this.#bytes = jsonSize(header.input);
    this.#base = { input: header.input, vars: {}, run: runInfo(header) };
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
    this.#base = { ...this.#base, vars };
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
    if ((pure && this.#pureActive) || this.#active.size >= limits.parallelSteps) return false;
    if (this.#isOverLimit()) return true;
    this.#next++;
    const step = new StepRun(this, node, restored?.attempts);
    const outcome = step.start();
    if (outcome instanceof Promise) this.#follow(index, step, outcome, pure);
    else this.#apply(index, outcome);
    return true;
  }

  #follow(index: number, step: StepRun, outcome: Promise<StepOutcome>, pure: boolean): void {
    this.#active.set(index, { step, outcome });
    if (pure) this.#pureActive = true;
    outcome.then(
      (settled) => {
        if (this.#ended) return;
        this.#active.delete(index);
        if (pure) this.#pureActive = false;
        this.#apply(index, settled);
        this.#pump();
      },
      (error: unknown) => this.#break(error),
    );
  }

  #apply(index: number, outcome: StepOutcome): void {
    const { plan } = this.#workflow;
    switch (outcome.kind) {
      case 'left':
        this.#outputs[index] = outcome.output;
        this.#outputsByKey[plan.nodes[index]!.key] = outcome.output;
        return settle(plan, this.#state, index, outcome);
      case 'returned':
        this.#returned = outcome;
        return settle(plan, this.#state, index, outcome);
      case 'failed':
        this.#failure = outcome.error;
        return settle(plan, this.#state, index, outcome);
    }
  }

  #isOverLimit(): boolean {
    if (this.#elapsedMs() > this.#timeoutMs) this.#timeOut();
    else if (this.#recorder.steps.length >= limits.stepsPerRun) this.#exceed(`The run has more than ${limits.stepsPerRun} steps`);
    else if (this.#bytes > limits.runBytes) this.#exceed(`The values of the run are larger than ${limits.runBytes / 1024 / 1024} MiB together`);
    return this.#ended;
  }

  get #timeoutMs(): number {
    return this.#workflow.definition.settings.timeoutMs;
  }

  #elapsedMs(): number {
    return (this.#request.elapsedMs ?? 0) + performance.now() - this.#began;
  }

  // What a step asks of its run (StepHost).

  scopeOf(node: CompiledNode, now: number): Scope {
    return nodeScope(node, this.#base, this.#outputsByKey, now);
  }

  codeScope(node: CompiledNode, scope: Scope): NodeScope {
    return { ...(scope as NodeScope & Scope), steps: outputsBefore(node, this.#outputsByKey) };
  }

  incomingOf(node: CompiledNode): { key: string; output: unknown }[] {
    const { plan } = this.#workflow;
    return takenInto(plan, this.#state, node.planned.index).map((edge) => {
      const source = plan.edges[edge]!.source;
      return { key: plan.nodes[source]!.key, output: this.#outputs[source] };
    });
  }

  async beforeEffect(): Promise<void> {
    await this.#recorder.accept();
    await this.#recorder.settled();
  }

  started(step: () => StepRecord): void {
    if (this.#recorder.watched) this.#recorder.emit({ type: 'step.started', step: step() });
  }

  logged(node: CompiledNode, line: LogLine): void {
    if (this.#recorder.watched && !this.#ended) this.#recorder.emit({ type: 'step.log', nodeId: node.planned.id, line });
  }

  record(step: StepRecord, pure: boolean, bytes: number): Promise<void> | null {
    if (this.#ended) return null;
    this.#bytes += bytes;
    return this.#recorder.record(step, pure);
  }

  #recordSkip(index: number, reason: SkipReason): void {
    if (this.#restored.has(index)) return;
    const { id, key, type } = this.#workflow.plan.nodes[index]!;
    const record: StepRecord = { nodeId: id, key, type, seq: 0, attempt: 1, status: 'skipped', reason, startedAt: null, durationUs: null };
    void this.#recorder.record(record, true);
  }

  // Going on where an earlier process stopped.

  #restore(recorded: readonly StepRecord[]): void {
    for (const step of [...recorded].sort((a, b) => a.seq - b.seq)) {
      const index = this.#workflow.plan.indexOfId.get(step.nodeId);
      if (index === undefined) continue;
      this.#recorder.restore(step);
      this.#bytes += jsonSize(step.output);
      if (step.status === 'skipped') {
        this.#restored.set(index, { settled: true, attempts: 0 });
        continue;
      }
      this.#obey();
      const outcome = this.#recordedOutcome(index, step);
      this.#restored.set(index, { settled: outcome !== null, attempts: step.attempt });
      if (outcome && this.#state.status[index] === nodeState.running) this.#apply(index, outcome);
    }
  }

  /** How a recorded attempt ended its step; null if the step goes on with another attempt. */
  #recordedOutcome(index: number, step: StepRecord): StepOutcome | null {
    const { planned, retry } = this.#workflow.nodes[index]!;
    if (step.status === 'success' && planned.role === 'return') {
      const isError = (step.input as { isError?: unknown } | undefined)?.isError === true;
      return { kind: 'returned', output: step.output, isError };
    }
    if (step.status === 'success' || step.handled) return { kind: 'left', port: step.port ?? 'out', output: step.output };
    const final = retry === null || step.attempt >= retry.maxAttempts || step.error?.details?.['mayHaveHappened'] === true;
    return step.status === 'error' && step.error && final ? { kind: 'failed', error: step.error } : null;
  }

  // Ending.

  /** From the first pause on, the run can be out of time or has to be accepted while it waits. */
  #arm(): void {
    if (this.#timers || this.#ended) return;
    this.#timers = [setTimeout(() => this.#timeOut(), Math.max(0, this.#timeoutMs - this.#elapsedMs()))];
    if (this.#recorder.accepted) return;
    const acceptIn = Math.max(0, limits.acceptAfterMs - (performance.now() - this.#began));
    this.#timers.push(setTimeout(() => void this.#recorder.accept().catch((error: unknown) => this.#break(error)), acceptIn));
  }

  #finish(outcome: Outcome): void {
    if (outcome.kind === 'failed') return this.#end({ status: 'error', isError: false, output: null, error: this.#failure }, true);
    const output = outcome.kind === 'returned' ? this.#returned!.output : drainedResult(this.#workflow.plan, this.#state, this.#outputs);
    const isError = outcome.kind === 'returned' && this.#returned!.isError;
    this.#end({ status: 'success', isError, output: (output ?? null) as JsonValue, error: null }, true);
  }

  #timeOut(): void {
    const message = `The run took longer than its ${this.#timeoutMs} ms`;
    this.#end({ status: 'timeout', isError: false, output: null, error: { code: 'timeout', message } }, false);
  }

  #exceed(message: string): void {
    this.#end({ status: 'error', isError: false, output: null, error: { code: 'limit_exceeded', message } }, true);
  }

  readonly #cancel = (): void => {
    const error = { code: 'canceled', message: 'The run was canceled' };
    this.#end({ status: 'canceled', isError: false, output: null, error }, false);
  };

  #crash(unsettled: readonly string[]): void {
    for (const id of unsettled) {
      const index = this.#workflow.plan.indexOfId.get(id);
      if (index === undefined) continue;
      const { key, type } = this.#workflow.plan.nodes[index]!;
      const attempt = (this.#restored.get(index)?.attempts ?? 0) + 1;
      void this.#recorder.record({ nodeId: id, key, type, seq: 0, attempt, status: 'unknown', startedAt: null, durationUs: null }, true);
    }
    const message = 'The process that ran this died while a write was under way; whether it happened is not known';
    this.#end({ status: 'crashed', isError: false, output: null, error: { code: 'effect_unknown', message } }, false);
  }

  /** Ends the run once: nothing new starts, what runs is stopped, and the end is committed before anybody is told. */
  #end(ending: Ending, spareWrites: boolean): void {
    if (this.#ended) return;
    for (const { step } of this.#active.values()) void this.#recorder.record(step.unfinishedRecord(), true);
    this.#ended = true;
    for (const timer of this.#timers ?? []) clearTimeout(timer);
    this.#request.signal?.removeEventListener('abort', this.#cancel);
    this.#stopActive(spareWrites);
    const end: RunEnd = {
      ...ending,
      finishedAt: this.ports.clock.now(),
      durationUs: Math.round(this.#elapsedMs() * 1000),
      steps: this.#recorder.steps,
    };
    this.#commit(end).then(() => this.#resolve(end), this.#reject);
  }

  #stopActive(spareWrites: boolean): void {
    if (this.#active.size === 0) return;
    const reason = new NodeFailure('canceled', 'the run ended');
    for (const { step, outcome } of this.#active.values()) {
      const spared = spareWrites && step.writing;
      step.stop(reason, spareWrites);
      if (!spared) continue;
      const timer = setTimeout(() => step.stop(reason, false), receiptGraceMs);
      const done = outcome.then(
        () => clearTimeout(timer),
        () => clearTimeout(timer),
      );
      this.ports.background?.(done);
    }
    this.#active.clear();
  }

  async #commit(end: RunEnd): Promise<void> {
    if (this.#recorder.settling) await this.#recorder.settled();
    await this.ports.journal.finish(this.header, end, this.#recorder.accepted);
    if (this.#recorder.watched) this.#recorder.emit({ type: 'execution.finished', end });
  }

  /** The journal or something of ours is broken: nothing more can be promised. */
  #break(error: unknown): void {
    this.#ended = true;
    for (const timer of this.#timers ?? []) clearTimeout(timer);
    this.#stopActive(false);
    this.#reject(error);
  }
}
