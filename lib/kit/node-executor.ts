import type { RunCaller } from '#lib/contracts/run-caller.ts';
import type { z } from 'zod';
import type { Effect } from '#lib/contracts/node-type.ts';
import type { FileFacts, FileReference } from '#lib/shared/file-reference.ts';
import type { JsonObject, JsonValue } from '#lib/shared/json.ts';
import type { Said } from '#lib/shared/say.ts';
import type { CallingClient, ClientMessage, ClientMethod } from '#lib/contracts/calling-client.ts';
import type { ContentPart } from './content-fault.ts';
import type { NodeDefinition } from './node-definition.ts';

/** How a node ended. `done` leaves by a port; `return` ends the run (or loop item) with a result. */
export type NodeEnd = { kind: 'done'; port: string; output: unknown } | ReturnEnd;

export interface ReturnEnd {
  kind: 'return';
  output: unknown;
  isError: boolean;
  /** What an MCP caller sees in place of the output's text; left out if nothing was said of it. */
  content?: readonly ContentPart[];
}

/** What a node asks the runner to do for it; its step ends when that is done. */
export type NodeRequest = LoopRequest | TimeRequest | ApprovalRequest | InputRequest | ClientRequest | CallRequest;

/** Wait until a moment, ms since the epoch. */
export interface TimeRequest {
  kind: 'time';
  until: number;
}

/** Ask a person. */
export interface ApprovalRequest {
  kind: 'approval';
  message: string;
  /** What the answer's `data` must look like; null: anything. */
  schema: JsonObject | null;
  /** Who may answer: e-mail addresses or ids of members; null: whoever may execute the workflow. */
  approvers: readonly string[] | null;
  /** When nobody has to answer any more, ms since the epoch. */
  until: number;
  onTimeout: 'reject' | 'approve';
  /** Whether the client that called the run may show it to its user, too; `auto`: unless something is changed afterwards. */
  askCaller?: boolean | 'auto';
}

/** Ask a person, in the app or at the client that called, for data. */
export interface InputRequest {
  kind: 'input';
  message: string;
  /** What the answer's `data` must look like; null: anything. */
  schema: JsonObject | null;
  /** As in `ApprovalRequest`. */
  approvers: readonly string[] | null;
  until: number;
  onTimeout: 'fail' | 'continue';
}

/** Ask the client that called the run, and nobody else. */
export interface ClientRequest {
  kind: 'client';
  method: ClientMethod;
  /** As MCP writes the parameters of the method. */
  params: JsonObject;
  /** When no answer is waited for any more, ms since the epoch. */
  until: number;
}

/** Run another workflow of the workspace. */
export interface CallRequest {
  kind: 'call';
  workflowId: string;
  /** Key of its trigger; null: its only `trigger.tool` or `trigger.manual`. */
  trigger: string | null;
  input: JsonValue;
}

/** The body of the container, once for each item. */
export interface LoopRequest {
  kind: 'loop';
  items: readonly unknown[];
  /** How many items at once. */
  concurrency: number;
  /** `fail`: the first failed item fails the loop. `collect`: its error stands in its place of the results. */
  onItemError: 'fail' | 'collect';
}

/** What an executor answers. Failures are thrown as `NodeFailure`. */
export type NodeResult = NodeEnd | NodeRequest;

export const done = (output: unknown, port = 'out'): NodeEnd => ({ kind: 'done', port, output });

/** The scope of expressions and code: `semantics.md`, "Names". */
export interface NodeScope {
  readonly input: JsonValue;
  readonly steps: Readonly<Record<string, unknown>>;
  readonly vars: Readonly<Record<string, unknown>>;
  readonly run: RunInfo;
  readonly item?: unknown;
  readonly index?: number;
  readonly loops?: Readonly<Record<string, { item: unknown; index: number }>>;
}

/** `run` in expressions. */
export interface RunInfo {
  readonly id: string;
  readonly workflowId: string;
  /** The version's number; null for a draft. */
  readonly version: number | null;
  readonly trigger: string;
  readonly startedAt: string;
  /** Who called the server that the run answers; null where nobody did. */
  readonly caller: RunCaller | null;
}

/** A text with secret variables: pieces as they are, and names in place of values. */
export type SecretText = readonly (string | { readonly variable: string })[];

/** An outside HTTP response; `body` is already limited in size, after decompression. */
export interface OutboundResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly url: string;
}
export interface OutboundRequest {
  method: string;
  url: string;
  headers?: Record<string, string>;
  /** Headers with secret variables, by lower-case name; they replace others of the name. Values come in on the way out. */
  secretHeaders?: Record<string, SecretText>;
  body?: string | Uint8Array;
  /** Most bytes of the decompressed answer. */
  maxBytes?: number;
  /**
   * Looks at the head of the final answer. What it gives back takes the body as it arrives, and `body` stays empty; with
   * null the body is read as usual.
   */
  takeBody?: (head: Omit<OutboundResponse, 'body'>) => BodyTaker | null;
}

/** Takes the decompressed bytes of an answer, `maxBytes` at most. It must read to the end or throw. */
export interface BodyTaker {
  maxBytes: number;
  into(bytes: AsyncIterable<Uint8Array>): Promise<void>;
}

/** A file of the workspace that this run may use. The facts are the store's, not the value's. */
export interface OpenedFile extends FileFacts {
  /** From the first byte to the last, as a stream. */
  read(): AsyncIterable<Uint8Array>;
}

/** Files as a node may make and use them. */
export interface NodeFiles {
  /** Stores bytes, bound to the run. The name is cleaned. Throws `NodeFailure` (`limit_exceeded`). */
  create(
    bytes: Uint8Array | AsyncIterable<Uint8Array>,
    about: { name: string; mimeType: string },
  ): Promise<FileReference>;
  /** The file that a value names; null if the value is none, or only looks like one: then it is plain data. */
  open(value: unknown): Promise<OpenedFile | null>;
}

export const hashAlgorithms = ['sha256', 'sha512', 'sha1', 'md5'] as const;
export type HashAlgorithm = (typeof hashAlgorithms)[number];

/** Bytes, piece by piece. */
export type Pieces = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** A stored connection as a node may use it. */
export interface ConnectionHandle {
  /**
   * Sends a request with the connection's credentials. Throws `connection_host_refused` for a host that the connection
   * does not name, redirects included.
   */
  fetch(request: OutboundRequest): Promise<OutboundResponse>;
  /** The HMAC with the connection's signing secret. Throws `connection_unsuitable` if it has none. */
  sign(algorithm: HashAlgorithm, pieces: Pieces): Promise<Uint8Array>;
}

/** Values that the runs of a workspace keep for one another, by key. Throws `NodeFailure` (`limit_exceeded`, `quota_exceeded`). */
export interface NodeMemory {
  get(key: string): Promise<{ found: boolean; value: JsonValue }>;
  set(key: string, value: unknown, options: { expiresInMs: number | null }): Promise<void>;
  /** Whether there was one. */
  delete(key: string): Promise<boolean>;
  /**
   * Adds to a number, 0 if there is none, and gives the sum; `expiresInMs` is for a number that begins. The same
   * `effectKey` counts once.
   */
  increment(key: string, by: number, options: { expiresInMs: number | null; effectKey: string }): Promise<number>;
}

/** One SQL statement. Values are in `params` alone. */
export interface SqlStatement {
  sql: string;
  params: readonly unknown[];
  /** The database itself refuses to change anything. */
  readOnly: boolean;
  rowLimit: number;
}

export interface SqlAnswer {
  rows: readonly JsonObject[];
  /** How many rows there are here, or how many were changed if the statement gives none. */
  rowCount: number;
  /** There were more rows than the limit. */
  truncated: boolean;
}

export interface CodeResult {
  output: unknown;
}

/**
 * What a node may do. It is a set of capabilities: no secrets, no database, no file system, no clock but this one.
 */
export interface NodeContext {
  readonly nodeId: string;
  readonly key: string;
  readonly workspaceId: string;
  readonly executionId: string;
  readonly attempt: number;
  /** Aborted when the step times out, is canceled, or its run ends. */
  readonly signal: AbortSignal;
  /** When the step started, in ms; `Date.now()` of its expressions. */
  readonly now: number;
  readonly scope: NodeScope;
  /** Taken incoming edges in the order of `edges`, with their sources' outputs. For merges. */
  readonly incoming: readonly { key: string; output: unknown }[];
  /** Texts of the config that name secret variables, by JSON Pointer. The config itself has the names in their place. */
  readonly secretTexts: ReadonlyMap<string, SecretText>;
  /** Through the one outbound guard. Throws `NodeFailure`. */
  fetch(request: OutboundRequest): Promise<OutboundResponse>;
  /**
   * A connection of the workspace, for requests to its hosts; its secrets never come here. Throws `NodeFailure`
   * (`connection_not_found`, `connection_incomplete`, `connection_unsuitable`).
   */
  connection(id: string): Promise<ConnectionHandle>;
  /**
   * Runs a statement on the database of a connection, in a transaction of its own: before an error without
   * `mayHaveHappened` nothing was changed. Throws `NodeFailure`.
   */
  query(connectionId: string, statement: SqlStatement): Promise<SqlAnswer>;
  readonly memory: NodeMemory;
  readonly files: NodeFiles;
  /** The MCP client whose call started the run; null if none did, or it cannot be reached from here. */
  readonly client: CallingClient | null;
  /** A line of the step's log that the client hears, too, if it wants to. `data` is JSON. */
  tellClient(message: ClientMessage): void;
  /** Tells the callers of this workflow's server who follow the resource that it has changed. */
  resourceUpdated(uri: string): Promise<void>;
  /** Runs tenant code in the child process. */
  runCode(code: string): Promise<CodeResult>;
  /**
   * For pure work that may take long: does it piece by piece, while `piece` says that more is left. If it takes long,
   * others compute in between, and it rejects when the step is stopped.
   */
  inTurns<T>(piece: () => boolean, result: () => T): T | Promise<T>;
  /** A line of the step's log. */
  log(level: 'debug' | 'info' | 'warn' | 'error', message: string): void;
  /**
   * Brackets a call that changes the outside: commits the intent before and the receipt after. The key is the same in
   * every attempt (`semantics.md`, effects).
   */
  effect<T>(call: (idempotencyKey: string) => Promise<T>): Promise<T>;
}

interface NodeFailureOptions {
  path?: string;
  details?: JsonObject;
  /** May another attempt be made? Expression, config and limit errors say no. */
  retryable?: boolean;
  /** A non-idempotent write was sent, and whether it happened is not known. */
  mayHaveHappened?: boolean;
  retryAfterMs?: number;
  cause?: unknown;
}

/** Marks instances of every copy of the class: a bundler may put one into each of its chunks. */
const FAILURE = Symbol.for('toolwright.NodeFailure');

/**
 * An expected failure of a step. `message` is shown to the builder and to callers. Our own words come from `say`, so that
 * the interface can say them in its language; plain text is what others wrote (a workflow's author, an answer).
 */
export class NodeFailure extends Error {
  readonly [FAILURE] = true;
  readonly code: string;
  readonly said: Said | undefined;
  readonly path: string | undefined;
  readonly details: JsonObject | undefined;
  readonly retryable: boolean;
  readonly mayHaveHappened: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(code: string, text: Said | string, options: NodeFailureOptions = {}) {
    super(typeof text === 'string' ? text : text.message, { cause: options.cause });
    this.name = 'NodeFailure';
    this.code = code;
    this.said = typeof text === 'string' ? undefined : text;
    this.path = options.path;
    this.details = options.details;
    this.retryable = options.retryable ?? false;
    this.mayHaveHappened = options.mayHaveHappened ?? false;
    this.retryAfterMs = options.retryAfterMs;
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && FAILURE in value;
  }
}

/** May answer at once: a pure node must not cost a promise. */
export type NodeExecutor<D extends NodeDefinition> = (
  context: NodeContext,
  config: z.output<D['config']>,
) => NodeResult | Promise<NodeResult>;

export type AnyNodeExecutor = (context: NodeContext, config: never) => NodeResult | Promise<NodeResult>;
export type EffectOf = (config: never) => Effect;
