import type { LogLine, Step, StepError, TriggerKind, ExecutionStatus } from '#lib/contracts/execution.ts';
import type { Effect } from '#lib/contracts/node-type.ts';
import type { RunCaller } from '#lib/contracts/run-caller.ts';
import type { CallingClient, ClientMessage } from '#lib/contracts/calling-client.ts';
import type { ContentPart } from '#lib/kit/content-fault.ts';
import type { RequestCredentials } from '#lib/kit/connector-definition.ts';
import type {
  NodeFiles,
  NodeScope,
  OpenedFile,
  OutboundRequest,
  OutboundResponse,
  SqlAnswer,
  SqlStatement,
} from '#lib/kit/node-executor.ts';
import type { Clock } from '#lib/shared/clock.ts';
import type { FileFacts, FileReference } from '#lib/shared/file-reference.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import type { Parking, PendingWait } from './parking.ts';
import type { SubRuns } from './sub-runs.ts';

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
  /** The run at the top of its calls: left out, it is this one. Versions of callees are chosen once for all below it. */
  rootExecutionId?: string;
  /** How many calls of sub-workflows lead to it; left out, none. */
  hops?: number;
  /**
   * The person for whom the run acts: who started it, or who deployed the server that was called. Only their personal
   * connections are open to it; without one, shared connections alone.
   */
  actorId?: string | null;
  /** The MCP client that called; left out if none did. Runs of called workflows have none. */
  client?: CallingClient;
  /** Who called the server that the run answers; left out where nobody did. */
  caller?: RunCaller;
  createdAt: number;
  startedAt: number;
  input: JsonValue;
  saveData: 'all' | 'errors' | 'none';
  /** A queued run of which nothing but its input was recorded when this process took it. */
  untouched?: boolean;
}

/** How a run ended. */
export interface RunEnd {
  status: Extract<ExecutionStatus, 'success' | 'error' | 'canceled' | 'timeout' | 'crashed'>;
  isError: boolean;
  output: JsonValue;
  /** What its return asked an MCP caller to see; only in the process that ran it. */
  content?: readonly ContentPart[];
  error: StepError | null;
  finishedAt: number;
  /** Running time in microseconds, waits left out. */
  durationUs: number;
  steps: StepRecord[];
  /** Files that its nodes made in this process; left out if none. */
  files?: readonly FileFacts[];
}

/** A retry in which somebody wrote what the step was to run with, instead of what its config gave. */
export interface StepEdit {
  /** The run whose retry it was. */
  executionId: string;
  by: string;
  at: number;
}

/** One attempt of a node as the runner keeps it: numbers instead of texts, so that recording is cheap. */
export interface StepRecord {
  nodeId: string;
  key: string;
  type: string;
  /** Its place in the journal's order, from 1; 0 as long as it is not recorded (`step.started`). */
  seq: number;
  iteration?: readonly number[];
  attempt: number;
  status: Step['status'];
  reason?: 'notReached' | 'disabled';
  handled?: boolean;
  port?: string | null;
  input?: unknown;
  output?: unknown;
  error?: StepError | null;
  logs?: LogLine[];
  /** `input` was written by a person. A record that is `running` and never started holds it for the step to come. */
  edited?: StepEdit;
  startedAt: number | null;
  durationUs: number | null;
}

/** An effect that is about to start. */
export interface Intent {
  /** The idempotency key: the same in all attempts. */
  key: string;
  nodeId: string;
  /** Of a step inside loops. */
  iteration?: readonly number[];
  kind: Effect;
  at: number;
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
  intend(run: RunHeader, effect: Intent): Promise<void>;
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

/** What a connection or a secret adds to requests, and where. Lives for one request; never recorded. */
export interface BoundCredentials {
  /** Whose they are, in words for messages; a connection's if left out. */
  readonly of?: string;
  /** `host` or `host:port`: anything else is refused, redirects included. */
  readonly hosts: readonly string[];
  readonly adds: RequestCredentials;
  /** Texts that no answer may bring back. */
  readonly secrets: readonly string[];
  /** What it signs with, if that is what it is for. */
  readonly signingKey?: string;
}

/**
 * The one outbound guard. Throws `NodeFailure` (`outbound_refused`, `outbound_failed`, `limit_exceeded`,
 * `connection_host_refused`).
 */
export interface OutboundHttp {
  fetch(
    request: OutboundRequest & { workspaceId: string; signal: AbortSignal; credentials?: readonly BoundCredentials[] },
  ): Promise<OutboundResponse>;
}

/** Who wants to use which connection. */
export interface ConnectionRequest {
  workspaceId: string;
  actorId: string | null;
  connectionId: string;
}

/** The connections of a workspace, as a run may use them. */
export interface ConnectionSource {
  /**
   * The credentials of a connection, looked up with the run's workspace and person; at most a second old. Throws
   * `NodeFailure`: `connection_not_found` (unknown, foreign, deleted, somebody else's), `connection_incomplete`,
   * `connection_unsuitable`.
   */
  open(request: ConnectionRequest): Promise<BoundCredentials>;
}

/** Databases behind connections of the workspace. Throws `NodeFailure`, as `ConnectionSource` does and `NodeContext.query` says. */
export interface Databases {
  query(
    request: ConnectionRequest & { statement: SqlStatement; timeoutMs: number; signal: AbortSignal },
  ): Promise<SqlAnswer>;
}

/** A secret variable, for what is sent. Never recorded or shown. */
export interface OpenedSecret {
  readonly name: string;
  readonly value: string;
  /** Never empty. */
  readonly hosts: readonly string[];
}

interface MemoryPlace {
  workspaceId: string;
  key: string;
}

/** Memories of workspaces; as `NodeMemory`. */
export interface RunMemory {
  get(place: MemoryPlace): Promise<{ found: boolean; value: JsonValue }>;
  set(entry: MemoryPlace & { value: unknown; expiresInMs: number | null }): Promise<void>;
  delete(place: MemoryPlace): Promise<boolean>;
  increment(change: MemoryPlace & { by: number; expiresInMs: number | null; effectKey: string }): Promise<number>;
}

/** The secret variables of a workspace, as headers may carry them. */
export interface SecretSource {
  /**
   * At most a second old, in the order of `names`. Throws `NodeFailure` (`secret_not_found` for one that is deleted or
   * no secret, `secret_without_hosts`).
   */
  open(request: { workspaceId: string; names: readonly string[] }): Promise<readonly OpenedSecret[]>;
}

/** Whose files are made and used. */
export interface RunIdentity {
  workspaceId: string;
  workflowId: string;
  executionId: string;
  parentExecutionId: string | null;
  /** One node is tried, with recorded data of the workflow's runs. */
  trial: boolean;
}

/** The files of a workspace, as its runs may make and use them. Errors as in `NodeFiles`. */
export interface RunFiles {
  create(run: RunIdentity, ...file: Parameters<NodeFiles['create']>): Promise<FileReference>;
  open(run: RunIdentity, value: unknown): Promise<OpenedFile | null>;
}

/** Those who follow resources of servers. */
export interface ResourceNews {
  updated(news: { workspaceId: string; workflowId: string; uri: string }): Promise<void>;
}

export interface RunnerPorts {
  /** Without it every wait stays in memory. */
  parking?: Parking;
  /** Without it `logic.workflow` is a step error. */
  subRuns?: SubRuns;
  clock: Clock;
  journal: Journal;
  code: CodeSandbox;
  http: OutboundHttp;
  connections: ConnectionSource;
  databases: Databases;
  memory: RunMemory;
  secrets: SecretSource;
  files: RunFiles;
  news: ResourceNews;
  /** Workspace variables by name; cached by the caller. */
  variables(workspaceId: string): Promise<Readonly<Record<string, JsonValue>>> | Readonly<Record<string, JsonValue>>;
  /** Draws the jitter of retry pauses, in [0, 1); `Math.random` if left out. */
  random?: () => number;
  /** Told of work that goes on after a run's answer (a write that brings its receipt, 5 s at most): drain it on stop. */
  background?: (work: Promise<void>) => void;
}

/** A line of a step's log. */
export interface StepLog {
  nodeId: string;
  iteration?: readonly number[];
  line: LogLine;
  /** As the client that called is to hear it, if it wants to. */
  client?: ClientMessage;
}

/** What a run tells while it goes on, in order; `seq` counts from 1 within the run. */
export type RunEvent =
  | { seq: number; type: 'execution.started'; run: RunHeader }
  | { seq: number; type: 'step.started'; run: RunHeader; step: StepRecord }
  | ({ seq: number; type: 'step.log'; run: RunHeader } & StepLog)
  | { seq: number; type: 'step.finished'; run: RunHeader; step: StepRecord }
  | { seq: number; type: 'execution.waiting'; run: RunHeader; waits: readonly PendingWait[] }
  | { seq: number; type: 'execution.finished'; run: RunHeader; end: RunEnd };
