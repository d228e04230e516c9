import { spawn, type ChildProcess } from 'node:child_process';
import { setPriority } from 'node:os';
import { childEnvironment, findContainment, nodeCommand } from './containment.ts';
import {
  lineReader,
  lineWriter,
  sandboxLimits,
  type FromChild,
  type RunMessage,
  type SandboxFailure,
  type ToChild,
} from './protocol.ts';

/** How a run in the child ended. `crashed`: the child died, and it is not known because of which run. */
export type Outcome =
  { type: 'done'; text: string } | { type: 'failed'; code: SandboxFailure; text?: string } | { type: 'crashed' };

export type RunRequest = Omit<RunMessage, 'type' | 'id'>;

interface Pending {
  settle: (outcome: Outcome) => void;
  watchdog: NodeJS.Timeout;
}

/** One child process and the runs inside it. It is used until it dies and then replaced by its owner. */
export class SandboxProcess {
  readonly #pending = new Map<number, Pending>();
  readonly #onDeath: (stderr: string) => void;
  #child: ChildProcess | null = null;
  #send: (message: ToChild) => void = () => {};
  #nextId = 1;
  #dead = false;
  /** The child said that it is about to end, and because of which run. */
  #dying: { id: number | null; code: SandboxFailure } | null = null;
  #stderr = '';
  readonly #gone = Promise.withResolvers<void>();

  private constructor(onDeath: (stderr: string) => void) {
    this.#onDeath = onDeath;
  }

  /** Starts a child and waits until it is ready. Rejects if it does not start. */
  static async start(onDeath: (stderr: string) => void): Promise<SandboxProcess> {
    const started = new SandboxProcess(onDeath);
    await started.#spawn();
    return started;
  }

  /** It takes no more runs. */
  get dead(): boolean {
    return this.#dead || this.#dying !== null;
  }

  /** Runs code; never rejects. */
  run(request: RunRequest): { outcome: Promise<Outcome>; cancel: () => void } {
    const id = this.#nextId++;
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    if (this.dead) return { outcome: Promise.resolve({ type: 'crashed' }), cancel: () => {} };
    const killMs = request.timeoutMs + sandboxLimits.stopGraceMs + sandboxLimits.killGraceMs;
    const watchdog = setTimeout(() => this.#killFor(id, 'timeout'), killMs);
    this.#pending.set(id, { settle: resolve, watchdog });
    this.#send({ type: 'run', id, ...request });
    return { outcome: promise, cancel: () => this.#cancel(id) };
  }

  /** Ends the child. Resolves when it is gone. */
  kill(): Promise<void> {
    this.#child?.kill('SIGKILL');
    return this.#gone.promise;
  }

  async #spawn(): Promise<void> {
    const { prefix } = await findContainment();
    const [command, ...args] = [...prefix, ...nodeCommand()];
    const child = spawn(command!, args, { cwd: '/', env: childEnvironment, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child = child;
    yieldToOthers(child);
    const ready = Promise.withResolvers<void>();
    const { stdin, stdout, stderr } = child;
    this.#send = lineWriter<ToChild>((text) => stdin.write(text));
    // A write to a child that just died fails here; its death is told by "close".
    stdin.on('error', () => {});
    stdout.setEncoding('utf8').on(
      'data',
      lineReader(
        (line) => this.#receive(line, ready.resolve),
        () => this.kill(),
      ),
    );
    stderr.setEncoding('utf8').on('data', (text: string) => (this.#stderr = (this.#stderr + text).slice(-2_000)));
    child.on('error', (error) => ready.reject(error));
    child.on('close', () => {
      ready.reject(new Error(`The code sandbox did not start: ${this.#stderr}`));
      this.#died();
    });
    await ready.promise;
  }

  #receive(line: string, onReady: () => void): void {
    const message = parseLine(line);
    if (message === null) return void this.kill();
    if (message.type === 'ready') return onReady();
    if (message.type === 'fatal') {
      this.#dying = message;
      return;
    }
    this.#settle(
      message.id,
      message.type === 'done'
        ? { type: 'done', text: message.text }
        : { type: 'failed', code: message.code, text: message.text },
    );
  }

  #settle(id: number, outcome: Outcome): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    this.#pending.delete(id);
    clearTimeout(pending.watchdog);
    pending.settle(outcome);
  }

  #cancel(id: number): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    clearTimeout(pending.watchdog);
    pending.watchdog = setTimeout(() => this.#killFor(id, 'canceled'), sandboxLimits.killGraceMs);
    this.#send({ type: 'cancel', id });
  }

  /** The child does not even end itself: it is ended, because of this run. */
  #killFor(id: number, code: SandboxFailure): void {
    this.#dying = { id, code };
    void this.kill();
  }

  #died(): void {
    if (this.#dead) return;
    this.#dead = true;
    const culprit = this.#dying;
    if (culprit && culprit.id !== null) this.#settle(culprit.id, { type: 'failed', code: culprit.code });
    for (const id of this.#pending.keys()) this.#settle(id, { type: 'crashed' });
    this.#onDeath(this.#stderr);
    this.#gone.resolve();
  }
}

/**
 * What tenants compute comes after what serves all of them: while both want a core, the child gets a third of what they
 * get. Not less: on a busy machine its own time limits would end what did nothing wrong. At once, because threads are as
 * they were begun.
 */
function yieldToOthers({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, sandboxLimits.niceness);
  } catch {
    // Gone already: its end is told by "close".
  }
}

/** A line from the child, or null if it is none of ours: then the child is no longer trusted to work. */
function parseLine(line: string): FromChild | null {
  try {
    const message = JSON.parse(line) as Partial<Record<string, unknown>>;
    const { type, id, text, code } = message;
    if (type === 'ready') return { type };
    const known = typeof code === 'string' && ['timeout', 'limit_exceeded', 'canceled', 'code_error'].includes(code);
    if (type === 'fatal' && known && (id === null || typeof id === 'number'))
      return { type, id, code: code as SandboxFailure };
    if (typeof id !== 'number') return null;
    if (type === 'done' && typeof text === 'string') return { type, id, text };
    if (type === 'failed' && known)
      return { type, id, code: code as SandboxFailure, ...(typeof text === 'string' && { text }) };
    return null;
  } catch {
    return null;
  }
}
