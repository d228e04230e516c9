import { say } from '#lib/shared/say.ts';
import type { LogLine } from '#lib/contracts/execution.ts';
import { limits } from '#lib/contracts/limits.ts';
import type { Effect } from '#lib/contracts/node-type.ts';
import type { Scope } from '#lib/expressions/evaluate/scope.ts';
import {
  wantsLevel,
  type CallingClient,
  type ClientLogLevel,
  type ClientMessage,
} from '#lib/contracts/calling-client.ts';
import {
  NodeFailure,
  type CodeResult,
  type ConnectionHandle,
  type NodeContext,
  type NodeFiles,
  type NodeMemory,
  type NodeScope,
  type OutboundRequest,
  type OutboundResponse,
  type SecretText,
  type SqlAnswer,
  type SqlStatement,
} from '#lib/kit/node-executor.ts';
import type { FileFacts } from '#lib/shared/file-reference.ts';
import type { CompiledNode } from './compile-workflow.ts';
import { Countdown } from './countdown.ts';
import { effectKey } from './effect-key.ts';
import { inTurns } from './in-turns.ts';
import { placeOf } from './records.ts';
import type { BoundCredentials, RunHeader, RunIdentity, RunnerPorts } from './ports.ts';
import { bindSecretHeaders, secretNamesIn } from './secret-headers.ts';
import { sign } from './sign.ts';

/** What an attempt needs of the run around it. */
export interface AttemptHost {
  readonly ports: RunnerPorts;
  readonly header: RunHeader;
  /** The indices of the items around it, the outermost loop first; empty outside loops. */
  readonly iteration: readonly number[];
  /** Everything that must be committed before something outside changes: the run's acceptance, finished steps. */
  beforeEffect(): Promise<void>;
  incomingOf(node: CompiledNode): { key: string; output: unknown }[];
  /** The scope with the steps before the node and no others: for code, which may look anywhere. */
  codeScope(node: CompiledNode, scope: Scope): NodeScope;
  logged(node: CompiledNode, line: LogLine, client?: ClientMessage): void;
  /** A node made a file. */
  minted(file: FileFacts): void;
  /** A node is tried alone. */
  readonly trial: boolean;
}

const maxLogChars = limits.consoleBytes;
/** A step's log knows four levels. */
const lineLevels: Readonly<Record<ClientLogLevel, LogLine['level']>> = {
  debug: 'debug',
  info: 'info',
  notice: 'info',
  warning: 'warn',
  error: 'error',
  critical: 'error',
  alert: 'error',
  emergency: 'error',
};
const noSecretTexts: ReadonlyMap<string, SecretText> = new Map();
/** How long an aborted call may take to say that it never sent anything. */
const abortGraceMs = 50;

/** One attempt of a node: its context, its logs, its effects, and the switch that stops it. */
export class Attempt implements NodeContext {
  readonly #host: AttemptHost;
  readonly #node: CompiledNode;
  readonly #effect: Effect;
  readonly #timeoutMs: number;
  readonly attempt: number;
  readonly now: number;
  /** `performance.now()` when it began, in an earlier process too. */
  began: number;
  readonly scope: NodeScope & Scope;
  logs: LogLine[] | null = null;
  secretTexts: ReadonlyMap<string, SecretText> = noSecretTexts;
  /** An effect was started and its outcome is not known. */
  openEffects = 0;
  #clock: Countdown | null = null;
  #effects = 0;
  #logChars = 0;
  #controller: AbortController | null = null;
  #aborted: NodeFailure | null = null;
  #onAbort: ((failure: NodeFailure) => void) | null = null;

  constructor(host: AttemptHost, node: CompiledNode, scope: Scope, attempt: number, effect: Effect, timeoutMs: number) {
    this.#host = host;
    this.#node = node;
    this.#effect = effect;
    this.#timeoutMs = timeoutMs;
    this.attempt = attempt;
    this.now = scope.now;
    this.began = performance.now();
    this.scope = scope as NodeScope & Scope;
  }

  get nodeId(): string {
    return this.#node.planned.id;
  }
  get key(): string {
    return this.#node.planned.key;
  }
  get workspaceId(): string {
    return this.#host.header.workspaceId;
  }
  get executionId(): string {
    return this.#host.header.id;
  }
  get effectKind(): Effect {
    return this.#effect;
  }
  get incoming(): readonly { key: string; output: unknown }[] {
    return this.#host.incomingOf(this.#node);
  }

  /** Made only when somebody asks: most nodes never look. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#aborted && !this.#controller.signal.aborted) this.#controller.abort(this.#aborted);
    return this.#controller.signal;
  }

  /** A write was sent, and nobody knows whether it happened. */
  get mayHaveHappened(): boolean {
    return this.#effect === 'write' && this.openEffects > 0;
  }

  /** Stops the attempt: the work outside is told by the signal, and `waitFor` ends without it. */
  abort(reason: NodeFailure): void {
    if (this.#aborted) return;
    this.#aborted = reason;
    this.#controller?.abort(reason);
    const reject = this.#onAbort;
    if (!reject) return;
    if (this.openEffects > 0) setTimeout(() => reject(reason), abortGraceMs);
    else reject(reason);
  }

  /** Runs work that takes time, until it is done, aborted or past its time limit. */
  async waitFor<T>(work: Promise<T>): Promise<T> {
    const interruption = new Promise<never>((_resolve, reject) => {
      this.#onAbort = reject;
      if (this.#aborted) reject(this.#aborted);
    });
    this.clock.start();
    try {
      return await Promise.race([work, interruption]);
    } catch (error) {
      // Whatever the aborted work threw, the reason to stop is what counts.
      throw this.#aborted ?? error;
    } finally {
      this.clock.stop();
      this.#onAbort = null;
    }
  }

  /** Its time limit: made when it is needed, for most attempts end at once. */
  get clock(): Countdown {
    return (this.#clock ??= new Countdown(this.#timeoutMs, () => {
      this.abort(new NodeFailure('timeout', say('took_too_long', { limit: this.#timeoutMs }), { retryable: true }));
    }));
  }

  fetch(request: OutboundRequest): Promise<OutboundResponse> {
    return this.#send(request, []);
  }

  async connection(connectionId: string): Promise<ConnectionHandle> {
    const { ports, header } = this.#host;
    const { workspaceId } = this;
    const actorId = header.actorId ?? null;
    const credentials = await ports.connections.open({ workspaceId, actorId, connectionId });
    return {
      fetch: (request) => this.#send(request, [credentials]),
      sign: (algorithm, pieces) => sign(credentials, algorithm, pieces),
    };
  }

  query(connectionId: string, statement: SqlStatement): Promise<SqlAnswer> {
    const { ports, header } = this.#host;
    const { workspaceId, signal } = this;
    const actorId = header.actorId ?? null;
    const timeoutMs = this.#timeoutMs;
    return ports.databases.query({ workspaceId, actorId, connectionId, statement, timeoutMs, signal });
  }

  /** Made only when somebody asks. */
  get memory(): NodeMemory {
    const { memory } = this.#host.ports;
    const { workspaceId } = this;
    return {
      get: (key) => memory.get({ workspaceId, key }),
      set: (key, value, options) => memory.set({ workspaceId, key, value, ...options }),
      delete: (key) => memory.delete({ workspaceId, key }),
      increment: (key, by, options) => memory.increment({ workspaceId, key, by, ...options }),
    };
  }

  /** Secret headers get their values here, on the way out. */
  async #send(
    { secretHeaders, ...request }: OutboundRequest,
    own: readonly BoundCredentials[],
  ): Promise<OutboundResponse> {
    const { http, secrets } = this.#host.ports;
    const { workspaceId, signal } = this;
    if (!secretHeaders) return http.fetch({ ...request, workspaceId, signal, credentials: own });
    const opened = await secrets.open({ workspaceId, names: secretNamesIn(secretHeaders) });
    const credentials = [...bindSecretHeaders(secretHeaders, opened), ...own];
    return http.fetch({ ...request, workspaceId, signal, credentials });
  }

  /** Made only when somebody asks. */
  get files(): NodeFiles {
    const { ports, header, trial } = this.#host;
    const run: RunIdentity = {
      workspaceId: header.workspaceId,
      workflowId: header.workflowId,
      executionId: header.id,
      parentExecutionId: header.parentExecutionId,
      trial,
    };
    return {
      create: async (bytes, about) => {
        const reference = await ports.files.create(run, bytes, about);
        this.#host.minted(reference.$file);
        return reference;
      },
      open: (value) => ports.files.open(run, value),
    };
  }

  get client(): CallingClient | null {
    return this.#host.trial ? null : (this.#host.header.client ?? null);
  }

  tellClient(message: ClientMessage): void {
    const { level, data } = message;
    const wanted = this.client !== null && wantsLevel(this.client.logLevel, level);
    this.#log(lineLevels[level], typeof data === 'string' ? data : JSON.stringify(data), wanted ? message : undefined);
  }

  resourceUpdated(uri: string): Promise<void> {
    const { workspaceId, workflowId } = this.#host.header;
    return this.#host.trial ? Promise.resolve() : this.#host.ports.news.updated({ workspaceId, workflowId, uri });
  }

  runCode(code: string): Promise<CodeResult> {
    return this.#host.ports.code.run({
      workspaceId: this.workspaceId,
      code,
      scope: this.#host.codeScope(this.#node, this.scope),
      now: this.now,
      seed: `${this.executionId}/${this.nodeId}/${this.#host.iteration.join('.')}`,
      timeoutMs: this.#timeoutMs,
      signal: this.signal,
      log: (level, message) => this.log(level, message),
    });
  }

  inTurns<T>(piece: () => boolean, result: () => T): T | Promise<T> {
    return inTurns(this.workspaceId, () => this.#aborted, { piece, result });
  }

  /** Past 64 kB the log of a step is cut. */
  log(level: LogLine['level'], message: string): void {
    this.#log(level, message);
  }

  #log(level: LogLine['level'], message: string, client?: ClientMessage): void {
    if (this.#logChars >= maxLogChars) return;
    const rest = maxLogChars - this.#logChars;
    this.#logChars += message.length + 1;
    const text = message.length > rest ? `${message.slice(0, rest)} [cut]` : message;
    const line: LogLine = { at: new Date(this.#host.ports.clock.now()).toISOString(), level, message: text };
    (this.logs ??= []).push(line);
    this.#host.logged(this.#node, line, client);
  }

  async effect<T>(call: (idempotencyKey: string) => Promise<T>): Promise<T> {
    const { journal, clock } = this.#host.ports;
    const { header, iteration } = this.#host;
    const key = effectKey(header.id, this.nodeId, iteration, this.#effects++);
    await this.#host.beforeEffect();
    await journal.intend(header, {
      key,
      nodeId: this.nodeId,
      ...placeOf(iteration),
      kind: this.#effect,
      at: clock.now(),
    });
    if (this.#aborted) {
      await journal.receipt(header, { key, at: clock.now() });
      throw this.#aborted;
    }
    this.openEffects++;
    try {
      const result = await call(key);
      await journal.receipt(header, { key, at: clock.now() });
      this.openEffects--;
      return result;
    } catch (error) {
      if (error instanceof NodeFailure && !error.mayHaveHappened) {
        await journal.receipt(header, { key, at: clock.now() });
        this.openEffects--;
      }
      throw error;
    }
  }
}
