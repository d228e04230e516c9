import { say } from '#lib/shared/say.ts';
import { limits as runLimits } from '#lib/contracts/limits.ts';
import { executeRun } from '#lib/runner/execute.ts';
import { heldFor, heldUnlessAsked, type ParkedRun } from '#lib/runner/parking.ts';
import type { RunEnd, RunEvent, RunHeader, RunnerPorts } from '#lib/runner/ports.ts';
import type { RunRequest } from '#lib/runner/run-request.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { LoadedVersion } from './version-cache.ts';

export interface DirectRun {
  loaded: LoadedVersion;
  header: RunHeader;
  /** Aborted when the caller leaves; absent when the run goes on without them. */
  signal?: AbortSignal;
  onEvent?: (event: RunEvent) => void;
}

interface Limits {
  /** Runs of this process at a time. */
  total: number;
  /** Runs of one workspace at a time: one tenant does not take the others' place. */
  perWorkspace: number;
}

interface Ports {
  runner: RunnerPorts;
  /** Records a run as begun once its workflow, of which at most so many run at once, has a slot for it, or rejects. */
  takeSlot(header: RunHeader, most: number): Promise<void>;
  /** Whether the journal cannot keep up. */
  journalOverloaded(): boolean;
  events: {
    /** Whether somebody watches this workspace's events now. */
    watched(workspaceId: string): boolean;
    record(event: RunEvent): void;
  };
}

const defaultLimits: Limits = { total: 1_000, perWorkspace: 500 };
const RETRY_AFTER_MS = 1_000;

interface InFlight {
  workspaceId: string;
  abort: AbortController;
  end: Promise<RunEnd | ParkedRun>;
}

/** Runs that this process executes while somebody waits for them. */
export class DirectRunner {
  readonly #ports: Ports;
  readonly #limits: Limits;
  readonly #inFlight = new Map<string, InFlight>();
  readonly #perWorkspace = new Map<string, number>();
  #draining = false;

  constructor(ports: Ports, limits: Limits = defaultLimits) {
    this.#ports = ports;
    this.#limits = limits;
  }

  get inFlight(): number {
    return this.#inFlight.size;
  }

  /** Whether it starts nothing any more. */
  get draining(): boolean {
    return this.#draining;
  }

  /** Why no run may start now, or null. Cheap enough to ask before a body is parsed. */
  refusal(workspaceId?: string): AppError | null {
    if (this.#draining)
      return new AppError('unavailable', 'This process is stopping', { retryAfterMs: RETRY_AFTER_MS });
    if (workspaceId !== undefined && (this.#perWorkspace.get(workspaceId) ?? 0) >= this.#limits.perWorkspace) {
      return new AppError('rate_limited', say('too_many_calls'), {
        retryAfterMs: RETRY_AFTER_MS,
      });
    }
    if (this.#inFlight.size >= this.#limits.total || this.#ports.journalOverloaded()) {
      return new AppError('overloaded', 'Too many calls are in flight', { retryAfterMs: RETRY_AFTER_MS });
    }
    return null;
  }

  /**
   * Resolves with the recorded end, or with what it waits for if that takes longer than somebody is held: then a worker goes
   * on with it. Throws `rate_limited`, `overloaded`, `unavailable`, or when recording fails.
   */
  async run(run: DirectRun): Promise<RunEnd | ParkedRun> {
    const { id, workspaceId } = run.header;
    const refusal = this.refusal(workspaceId);
    if (refusal) throw refusal;
    const abort = new AbortController();
    const leave = (): void => abort.abort(new AppError('conflict', 'The caller left'));
    run.signal?.addEventListener('abort', leave, { once: true });
    if (run.signal?.aborted) leave();
    const end = this.#execute(run, abort.signal);
    this.#inFlight.set(id, { workspaceId, abort, end });
    this.#perWorkspace.set(workspaceId, (this.#perWorkspace.get(workspaceId) ?? 0) + 1);
    try {
      return await end;
    } finally {
      run.signal?.removeEventListener('abort', leave);
      this.#forget(id, workspaceId);
    }
  }

  async #execute(run: DirectRun, signal: AbortSignal): Promise<RunEnd | ParkedRun> {
    const { workflow } = run.loaded;
    const { concurrency } = workflow.definition.settings;
    if (concurrency !== undefined) await this.#ports.takeSlot(run.header, concurrency);
    return executeRun(this.#ports.runner, {
      workflow,
      header: run.header,
      signal,
      accepted: concurrency !== undefined,
      keepsInMemory: run.header.client
        ? heldUnlessAsked(runLimits.syncHoldMs, run.header.client)
        : heldFor(runLimits.syncHoldMs),
      ...this.#listener(run),
    });
  }

  /** Stops a run of this process; false if it is not here (or belongs to another workspace than the named one). */
  cancel(executionId: string, workspaceId?: string): boolean {
    const run = this.#inFlight.get(executionId);
    if (!run || (workspaceId !== undefined && run.workspaceId !== workspaceId)) return false;
    run.abort.abort(new AppError('conflict', 'Canceled'));
    return true;
  }

  /** Stops every run of a workspace that is no more. */
  cancelAll(workspaceId: string): void {
    for (const run of this.#inFlight.values()) {
      if (run.workspaceId === workspaceId) run.abort.abort(new AppError('conflict', 'The workspace was deleted'));
    }
  }

  /** Starts nothing new, waits for what runs, and after `deadlineMs` stops it. */
  async drain(deadlineMs: number): Promise<void> {
    this.#draining = true;
    const deadline = setTimeout(() => {
      for (const { abort } of this.#inFlight.values())
        abort.abort(new AppError('unavailable', 'The process is stopping'));
    }, deadlineMs);
    await Promise.allSettled([...this.#inFlight.values()].map(({ end }) => end));
    clearTimeout(deadline);
  }

  /** Somebody may begin to watch while the run goes on, so each event is asked for on its own. */
  #listener({ header, onEvent }: DirectRun): Required<Pick<RunRequest, 'onEvent' | 'watched'>> {
    const { watched, record } = this.#ports.events;
    const onTheBus = (): boolean => watched(header.workspaceId);
    return {
      onEvent: (event) => {
        if (onTheBus()) record(event);
        onEvent?.(event);
      },
      watched: onEvent ? () => true : onTheBus,
    };
  }

  #forget(id: string, workspaceId: string): void {
    this.#inFlight.delete(id);
    const left = (this.#perWorkspace.get(workspaceId) ?? 1) - 1;
    if (left > 0) this.#perWorkspace.set(workspaceId, left);
    else this.#perWorkspace.delete(workspaceId);
  }
}
