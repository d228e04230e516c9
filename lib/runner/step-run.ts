import { say } from '#lib/shared/say.ts';
import type { StepError } from '#lib/contracts/execution.ts';
import { limits } from '#lib/contracts/limits.ts';
import type { Effect } from '#lib/contracts/node-type.ts';
import type { Scope } from '#lib/expressions/evaluate/scope.ts';
import { toJson } from '#lib/expressions/evaluate/to-json.ts';
import { NodeFailure, type NodeEnd, type NodeResult } from '#lib/kit/node-executor.ts';
import { StoreAway } from '#lib/kit/store-away.ts';
import { backoffDelay, withJitter } from '#lib/shared/backoff.ts';
import { Attempt } from './attempt.ts';
import type { CompiledNode } from './compile-workflow.ts';
import type { ResolvedConfig } from './compile-config.ts';
import { jsonSize } from './json-size.ts';
import type { WaitFor } from './parking.ts';
import type { StepRecord } from './ports.ts';
import type { ReplaySource, StepPlace } from './replay-source.ts';
import { asNodeFailure, stepErrorOf } from './step-error.ts';
import type { Continued, EditedInput, Performed, Phase, StepHost, StepOutcome } from './step-host.ts';

/** One step: config resolved once, then attempts until one succeeds or no other is allowed. */
export class StepRun {
  readonly #host: StepHost;
  readonly node: CompiledNode;
  /** The effect of the configured node; known once `start` has resolved the config. */
  effect: Effect = 'pure';
  phase: Phase = 'running';
  /** Its end is recorded already, though nobody has heard of it yet. */
  recorded = false;
  #continued: Continued | null;
  readonly #edited: EditedInput | undefined;
  #scope: Scope;
  #config: ResolvedConfig | null = null;
  #attempt: Attempt | null = null;
  #number: number;
  #stopped: NodeFailure | null = null;
  #wake: (() => void) | null = null;

  constructor(host: StepHost, node: CompiledNode, continued: Continued | null = null) {
    this.#host = host;
    this.node = node;
    this.#continued = continued;
    this.#edited = continued?.edited;
    this.#number = (continued?.attempts ?? 0) + 1;
    this.#scope = host.scopeOf(node, continued?.startedAt ?? host.ports.clock.now());
  }

  /** A pure node that succeeds or fails for good ends at once, without a promise. */
  start(): StepOutcome | Promise<StepOutcome> {
    try {
      const input = this.#continued?.input;
      this.#config = input === undefined ? this.#resolve() : { config: input, shown: input };
      this.effect = this.node.effectOf(this.#config.config);
    } catch (error) {
      return this.#recordFailure(this.#newAttempt(), asNodeFailure(error));
    }
    return this.#try();
  }

  #resolve(): ResolvedConfig {
    const { config, edited } = this.node;
    return (this.#edited ? edited(this.#edited.input) : config).resolve(this.#scope);
  }

  /** Stops the step because its run ended. A write in flight may go on if `spareWrites`. */
  stop(reason: NodeFailure, spareWrites: boolean): void {
    this.#stopped = reason;
    this.#wake?.();
    if (!(spareWrites && this.writing)) this.#attempt?.abort(reason);
  }

  /** A person is asked what became of its write. */
  get settling(): boolean {
    return this.#continued?.request?.kind === 'settlement';
  }

  /** The record of the attempt as it stands, for the journal. */
  openRecord(): StepRecord {
    const attempt = this.#attempt!;
    const status = this.settling ? 'unknown' : this.phase === 'waiting' ? 'waiting' : 'running';
    return { ...this.#baseRecord(attempt), status, durationUs: null };
  }

  get writing(): boolean {
    return (this.#attempt?.openEffects ?? 0) > 0;
  }

  /** The record of a step that its run's end stopped. */
  unfinishedRecord(): StepRecord {
    const attempt = this.#attempt;
    const unknown = attempt?.mayHaveHappened === true || this.settling;
    return {
      ...this.#baseRecord(attempt),
      status: unknown ? 'unknown' : 'canceled',
      durationUs: attempt ? elapsedUs(attempt) : 0,
    };
  }

  #newAttempt(): Attempt {
    const config = this.#config?.config;
    const timeoutMs = config === undefined ? 0 : this.node.timeoutOf(config);
    this.#attempt = new Attempt(this.#host, this.node, this.#scope, this.#number, this.effect, timeoutMs);
    const attempt = this.#attempt;
    if (this.#config?.secretTexts) attempt.secretTexts = this.#config.secretTexts;
    const startedAt = this.#continued?.startedAt;
    if (startedAt != null) attempt.began -= Math.max(0, this.#host.ports.clock.now() - startedAt);
    this.#host.started(() => ({ ...this.#baseRecord(attempt), status: 'running', durationUs: null }));
    return attempt;
  }

  #try(): StepOutcome | Promise<StepOutcome> {
    const attempt = this.#newAttempt();
    const { replay } = this.#host;
    if (replay && this.node.planned.description.effect !== 'pure') return this.#takeRecorded(attempt, replay);
    let result: Performed | Promise<Performed>;
    try {
      const before = this.#continued?.request;
      const answer = before ?? this.node.execute(attempt, this.#config!.config);
      if (answer instanceof Promise) result = answer.then((settled) => this.#endOf(attempt, settled));
      else result = this.#endOf(attempt, answer);
      if (result === 'again') return this.#again();
      if (!(result instanceof Promise)) return this.#recordSuccess(attempt, result);
    } catch (error) {
      return this.#afterFailure(attempt, asNodeFailure(error));
    }
    const isOrdered = replay !== null && this.node.planned.role !== 'container';
    return this.#finish(attempt, isOrdered ? replay.compute(this.#place, result) : result);
  }

  get #place(): StepPlace {
    const { id: nodeId, key } = this.node.planned;
    return { nodeId, key, iteration: this.#host.iteration };
  }

  /** The end of the step as it was recorded; `onError` is that of the version that is replayed. */
  async #takeRecorded(attempt: Attempt, replay: ReplaySource): Promise<StepOutcome> {
    const recorded = await attempt.waitFor(replay.take(this.#place));
    const { durationUs, error, output = null } = recorded;
    const record = { ...this.#baseRecord(attempt), attempt: recorded.attempt, durationUs };
    if (recorded.status === 'error') return this.#settleFailure({ ...record, status: 'error' }, error!);
    const port = recorded.port ?? 'out';
    return this.#committed(
      { ...record, status: 'success', port, output },
      { kind: 'left', port, output },
      jsonSize(output),
    );
  }

  #endOf(attempt: Attempt, result: NodeResult | WaitFor): Performed | Promise<Performed> {
    return result.kind === 'done' || result.kind === 'return' ? result : this.#host.perform(this, attempt, result);
  }

  #again(): StepOutcome | Promise<StepOutcome> {
    this.#continued = null;
    this.#scope = this.#host.scopeOf(this.node, this.#host.ports.clock.now());
    return this.#try();
  }

  async #finish(attempt: Attempt, work: Promise<Performed>): Promise<StepOutcome> {
    try {
      const result = await attempt.waitFor(work);
      if (result === 'again') return this.#again();
      return await this.#recordSuccess(attempt, result);
    } catch (error) {
      if (error instanceof StoreAway) throw error;
      return this.#afterFailure(attempt, asNodeFailure(error));
    }
  }

  /** Outputs of pure types are made of JSON already; what comes from outside is checked. */
  #recordSuccess(attempt: Attempt, result: NodeEnd): StepOutcome | Promise<StepOutcome> {
    const output = this.node.planned.description.effect === 'pure' ? (result.output ?? null) : toJson(result.output);
    const bytes = jsonSize(output);
    if (bytes > limits.valueBytes)
      throw new NodeFailure('limit_exceeded', say('output_too_large', { mebibytes: limits.valueBytes / 1024 / 1024 }));
    const port = result.kind === 'done' ? result.port : null;
    const outcome: StepOutcome =
      result.kind === 'done'
        ? { kind: 'left', port: result.port, output }
        : { kind: 'returned', output, isError: result.isError, ...(result.content && { content: result.content }) };
    const record: StepRecord = {
      ...this.#baseRecord(attempt),
      status: 'success',
      port,
      output,
      durationUs: elapsedUs(attempt),
    };
    return this.#committed(record, outcome, bytes);
  }

  #afterFailure(attempt: Attempt, failure: NodeFailure): StepOutcome | Promise<StepOutcome> {
    const { retry } = this.node;
    const again =
      retry !== null &&
      this.#number < retry.maxAttempts &&
      failure.retryable &&
      !attempt.mayHaveHappened &&
      !this.#stopped;
    if (!again) return this.#recordFailure(attempt, failure);
    return this.#retry(attempt, failure);
  }

  async #retry(attempt: Attempt, failure: NodeFailure): Promise<StepOutcome> {
    await this.#host.record(this.#failureRecord(attempt, failure).record, this.effect === 'pure', 0);
    this.#number++;
    this.#continued = null;
    if (!this.#host.replay) await this.#pause(this.#retryDelay(failure));
    if (this.#stopped) throw this.#stopped;
    this.#scope = this.#host.scopeOf(this.node, this.#host.ports.clock.now());
    return this.#try();
  }

  #retryDelay(failure: NodeFailure): number {
    const retry = this.node.retry!;
    if (failure.retryAfterMs !== undefined) return Math.min(failure.retryAfterMs, retry.maxBackoffMs);
    return withJitter(backoffDelay(retry, this.#number), (this.#host.ports.random ?? Math.random)());
  }

  async #pause(delayMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, delayMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = null;
  }

  #failureRecord(attempt: Attempt, failure: NodeFailure): { record: StepRecord; error: StepError } {
    const error = stepErrorOf(
      this.node.planned,
      failure,
      this.#number,
      attempt.mayHaveHappened || (failure.mayHaveHappened && this.effect === 'write'),
      this.#host.iteration,
    );
    return { error, record: { ...this.#baseRecord(attempt), status: 'error', error, durationUs: elapsedUs(attempt) } };
  }

  /** The last attempt failed: `onError` decides (`semantics.md`, "Errors"). */
  #recordFailure(attempt: Attempt, failure: NodeFailure): StepOutcome | Promise<StepOutcome> {
    const { record, error } = this.#failureRecord(attempt, failure);
    return this.#settleFailure(record, error);
  }

  #settleFailure(record: StepRecord, error: StepError): StepOutcome | Promise<StepOutcome> {
    const { onError } = this.node.planned;
    if (onError === 'fail') return this.#committed(record, { kind: 'failed', error }, 0);
    const port = onError === 'branch' ? 'error' : 'out';
    const output = { error };
    return this.#committed(
      { ...record, handled: true, port, output },
      { kind: 'left', port, output },
      jsonSize(output),
    );
  }

  #committed(record: StepRecord, outcome: StepOutcome, bytes: number): StepOutcome | Promise<StepOutcome> {
    this.recorded = true;
    const committing = this.#host.record(record, this.effect === 'pure', bytes);
    return committing === null ? outcome : committing.then(() => outcome);
  }

  #baseRecord(attempt: Attempt | null): Omit<StepRecord, 'status' | 'durationUs'> {
    const { planned } = this.node;
    return {
      nodeId: planned.id,
      key: planned.key,
      type: planned.type,
      seq: 0,
      ...(this.#host.iteration.length > 0 && { iteration: this.#host.iteration }),
      attempt: this.#number,
      input: planned.role === 'trigger' ? undefined : this.#config?.shown,
      ...(attempt?.logs && { logs: attempt.logs }),
      ...(this.#edited && { edited: this.#edited.edit }),
      startedAt: attempt?.now ?? null,
    };
  }
}

function elapsedUs(attempt: Attempt): number {
  return Math.round((performance.now() - attempt.began) * 1000);
}
