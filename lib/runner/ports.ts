import type { LogLine, Step, StepError, TriggerKind, ExecutionStatus } from '#lib/contracts/execution.ts';
import type { Effect } from '#lib/contracts/node-type.ts';
import type { NodeScope, OutboundRequest, OutboundResponse } from '#lib/kit/node-executor.ts';
import type { Clock } from '#lib/shared/clock.ts';
import type { JsonValue } from '#lib/shared/json.ts';

/** What is known of a run when it is accepted. */
export interface RunHeader {
  id: string;
  workspaceId: string;
  workflowId: string;
  versionId: string;
  /** The version's number; null for the snapshot of a draft. */
  versionNumber: number | null;
  mode: 'direct' | 'queued';
  trigger: TriggerKind;
  triggerKey: string;
  traceId: string;
  parentExecutionId: string | null;
  createdAt: number;
  startedAt: number;
  input: JsonValue;
  saveData: 'all' | 'errors' | 'none';
}

/** How a run ended. */
export interface RunEnd {
  status: Extract<ExecutionStatus, 'success' | 'error' | 'canceled' | 'timeout' | 'crashed'>;
  isError: boolean;
  output: JsonValue;
  error: StepError | null;
  finishedAt: number;
  /** Running time in microseconds, waits left out. */
  durationUs: number;
  steps: StepRecord[];
}

/** One attempt of a node as the runner keeps it: numbers instead of texts, so that recording is cheap. */
export interface StepRecord {
  nodeId: string;
  key: string;
  type: string;
  /** Its place in the journal's order, from 1; 0 as long as it is not recorded (`step.started`). */
  seq: number;
  iteration?: number[];
  attempt: number;
  status: Step['status'];
  reason?: 'notReached' | 'disabled';
  handled?: boolean;
  port?: string | null;
  input?: unknown;
  output?: unknown;
  error?: StepError | null;
  logs?: LogLine[];
  startedAt: number | null;
  durationUs: number | null;
}

/**
 * The run log. Every promise resolves only when what it was given is committed (`synchronous_commit=on`).
 * Writes of concurrent runs are committed in groups.
 */
export interface Journal {
  /** The run exists: called at its first effect, first wait, or 250 ms; a queued run was accepted before. */
  accept(run: RunHeader): Promise<void>;
  /** A finished attempt of a queued run. */
  step(run: RunHeader, step: StepRecord): Promise<void>;
  /** An effect is about to start. The same key again (a further attempt) takes an earlier receipt back. */
  intend(run: RunHeader, effect: { key: string; nodeId: string; kind: Effect; at: number }): Promise<void>;
  /** The outcome of the effect is known, good or bad. */
  receipt(run: RunHeader, effect: { key: string; at: number }): Promise<void>;
  /** The end, before anybody is told. `accepted` says whether a row is already there. */
  finish(run: RunHeader, end: RunEnd, accepted: boolean): Promise<void>;
}

/** Tenant code in the child process. Throws `NodeFailure` (`code_error`, `timeout`, `limit_exceeded`, `not_json`). */
export interface CodeSandbox {
  run(request: {
    workspaceId: string;
    code: string;
    scope: NodeScope;
    /** `Date.now()` inside, ms. */
    now: number;
    /** Seeds `Math.random()`: run, node, iteration. */
    seed: string;
    timeoutMs: number;
    signal: AbortSignal;
    log: (level: LogLine['level'], message: string) => void;
  }): Promise<{ output: unknown }>;
}

/** The one outbound guard. Throws `NodeFailure` (`outbound_refused`, `outbound_failed`, `limit_exceeded`). */
export interface OutboundHttp {
  fetch(request: OutboundRequest & { workspaceId: string; signal: AbortSignal }): Promise<OutboundResponse>;
}

export interface RunnerPorts {
  clock: Clock;
  journal: Journal;
  code: CodeSandbox;
  http: OutboundHttp;
  /** Workspace variables by name; cached by the caller. */
  variables(workspaceId: string): Promise<Readonly<Record<string, JsonValue>>> | Readonly<Record<string, JsonValue>>;
  /** Draws the jitter of retry pauses, in [0, 1); `Math.random` if left out. */
  random?: () => number;
  /** Told of work that goes on after a run's answer (a write that brings its receipt, 5 s at most): drain it on stop. */
  background?: (work: Promise<void>) => void;
}

/** What a run tells while it goes on, in order; `seq` counts from 1 within the run. */
export type RunEvent =
  | { seq: number; type: 'execution.started'; run: RunHeader }
  | { seq: number; type: 'step.started'; run: RunHeader; step: StepRecord }
  | { seq: number; type: 'step.log'; run: RunHeader; nodeId: string; line: LogLine }
  | { seq: number; type: 'step.finished'; run: RunHeader; step: StepRecord }
  | { seq: number; type: 'execution.finished'; run: RunHeader; end: RunEnd };
