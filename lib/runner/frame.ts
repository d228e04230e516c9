import type { ClientMessage } from '#lib/contracts/calling-client.ts';
import type { LogLine, StepError } from '#lib/contracts/execution.ts';
import { drainedResult, startRun, takenInto, type RunState } from '#lib/engine/decide.ts';
import type { StartPlan } from '#lib/engine/start-plan.ts';
import type { Scope } from '#lib/expressions/evaluate/scope.ts';
import type { NodeScope } from '#lib/kit/node-executor.ts';
import type { FileFacts } from '#lib/shared/file-reference.ts';
import { ActiveSteps, type Load } from './active-steps.ts';
import type { Attempt } from './attempt.ts';
import type { CompiledLevel, CompiledNode } from './compile-workflow.ts';
import type { LoopRun } from './loop-run.ts';
import type { RunHeader, RunnerPorts, StepRecord } from './ports.ts';
import type { ReplaySource } from './replay-source.ts';
import { nodeScope, noOutputs, outputsBefore, type ItemScope, type ScopeBase, type StepOutputs } from './run-scope.ts';
import type { Continued, Performed, StepHost, StepOutcome, StepRequest } from './step-host.ts';
import type { StepRun } from './step-run.ts';

/** A line of a step's log, and whose. */
export interface LoggedLine {
  nodeId: string;
  iteration: readonly number[];
  line: LogLine;
  client?: ClientMessage;
}

/** The run around a frame. */
export interface FrameHost {
  readonly ports: RunnerPorts;
  readonly header: RunHeader;
  readonly load: Load;
  readonly base: ScopeBase;
  readonly replay: ReplaySource | null;
  beforeEffect(): Promise<void>;
  started(step: () => StepRecord): void;
  logged(line: LoggedLine): void;
  minted(file: FileFacts): void;
  record(step: StepRecord, pure: boolean, bytes: number): Promise<void> | null;
  perform(frame: Frame, step: StepRun, attempt: Attempt, request: StepRequest): Performed | Promise<Performed>;
}

/** Which item of which loop a frame is. */
export interface FrameItem {
  readonly loop: LoopRun;
  readonly index: number;
  readonly scope: ItemScope;
  readonly iteration: readonly number[];
}

/** What an earlier process recorded of a step; `settled`: it is not started any more. */
export interface Restored extends Continued {
  settled: boolean;
}

const topLevel: readonly number[] = [];

/**
 * One stay in a level: the run itself, or one item of a loop. It holds what is known there (the engine's state, outputs,
 * steps under way) and what its steps need. Small, because a loop may have many; gone when its item ends.
 */
export class Frame implements StepHost {
  readonly host: FrameHost;
  readonly level: CompiledLevel;
  readonly state: RunState;
  readonly item: FrameItem | null;
  readonly trial = false;
  /** Loops under way, by place. */
  loops: Map<number, LoopRun> | null = null;
  /** What an earlier process recorded, by place. */
  restored: Map<number, Restored> | null = null;
  returned: (Extract<StepOutcome, { kind: 'returned' }> & { node: CompiledNode }) | null = null;
  failure: StepError | null = null;
  ended = false;
  readonly #outputs: unknown[];
  readonly #byKey: StepOutputs = noOutputs();
  #active: ActiveSteps | null = null;

  constructor(host: FrameHost, level: CompiledLevel, start: StartPlan, item: FrameItem | null) {
    this.host = host;
    this.level = level;
    this.state = startRun(start);
    this.item = item;
    this.#outputs = new Array<unknown>(level.nodes.length);
    if (item) {
      const { outer } = item.loop;
      for (const key of level.outerKeys) if (outer[key] !== undefined) this.#byKey[key] = outer[key];
    }
  }

  get ports(): RunnerPorts {
    return this.host.ports;
  }
  get header(): RunHeader {
    return this.host.header;
  }
  get replay(): ReplaySource | null {
    return this.host.replay;
  }
  get iteration(): readonly number[] {
    return this.item?.iteration ?? topLevel;
  }
  get active(): ActiveSteps {
    return (this.#active ??= new ActiveSteps(this.host.load, this.item && this.item.loop));
  }

  keep(place: number, output: unknown): void {
    this.#outputs[place] = output;
    this.#byKey[this.level.nodes[place]!.planned.key] = output;
  }

  scopeOf(node: CompiledNode, now: number): Scope {
    const steps = node.namesOnlyUpstream ? this.#byKey : this.outputsBefore(node);
    return nodeScope(node, this.host.base, steps, now, this.item && this.item.scope);
  }

  /** Code may look anywhere: it gets the steps before its node and no others. */
  codeScope(node: CompiledNode, scope: Scope): NodeScope {
    return { ...(scope as NodeScope & Scope), steps: this.outputsBefore(node) };
  }

  outputsBefore(node: CompiledNode): StepOutputs {
    return outputsBefore(node, this.#byKey, this.item?.loop.outer);
  }

  incomingOf(node: CompiledNode): { key: string; output: unknown }[] {
    const { nodes, edges } = this.level.level;
    return takenInto(this.state, node.planned.place).map((edge) => {
      const { source } = edges[edge]!;
      return { key: nodes[source]!.planned.key, output: this.#outputs[source] };
    });
  }

  /** The result without a return. */
  drained(): unknown {
    return drainedResult(this.state, this.#outputs);
  }

  beforeEffect(): Promise<void> {
    return this.host.beforeEffect();
  }
  started(step: () => StepRecord): void {
    this.host.started(step);
  }
  logged(node: CompiledNode, line: LogLine, client?: ClientMessage): void {
    if (this.ended) return;
    this.host.logged({ nodeId: node.planned.id, iteration: this.iteration, line, ...(client && { client }) });
  }
  minted(file: FileFacts): void {
    this.host.minted(file);
  }
  record(step: StepRecord, pure: boolean, bytes: number): Promise<void> | null {
    return this.ended ? null : this.host.record(step, pure, bytes);
  }
  perform(step: StepRun, attempt: Attempt, request: StepRequest): Performed | Promise<Performed> {
    return this.host.perform(this, step, attempt, request);
  }

  /** Ends the stay: what still runs in it, in its loops too, is recorded as it stands and stopped. */
  close(spareWrites: boolean): void {
    if (this.ended) return;
    if (this.loops) for (const loop of this.loops.values()) loop.stop(spareWrites);
    if (this.#active) for (const step of this.#active.unfinished()) void this.record(step.unfinishedRecord(), true, 0);
    this.ended = true;
    this.#active?.stop(spareWrites, this.ports.background);
  }
}
