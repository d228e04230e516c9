import type { CalledRun, CallerAnswer } from '#lib/contracts/caller-answer.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import type { ParkedRun } from '#lib/runner/parking.ts';
import type { CallingClient } from '#lib/contracts/calling-client.ts';
import type { RunEnd, RunEvent } from '#lib/runner/ports.ts';
import type { CallEvent } from '#lib/services/events/watch-call.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import type { ServedVersion } from './served-version.ts';

/** What a request names: a tool, a prompt or a resource, each a trigger of the workflow. */
export interface ServedTrigger {
  kind: 'tool' | 'prompt' | 'resource';
  /** Key of the trigger node. */
  key: string;
}

export interface ServedCall {
  /** Made before the run, so that every answer can name it. */
  executionId: string;
  version: ServedVersion;
  trigger: ServedTrigger;
  /** Validated, defaults filled in. */
  input: JsonValue;
  principal: Principal;
  traceId: string;
  /** What the caller's client declared; left out: it can be asked and told nothing. */
  client?: CallingClient;
  /** Aborted when the caller leaves. */
  signal: AbortSignal;
  onEvent?: (event: RunEvent | CallEvent) => void;
}

/**
 * Runs one call in this process and resolves when its end is recorded, or that it waits elsewhere. Throws `AppError` when the run
 * is refused (overloaded, shutting down); a run that fails resolves.
 */
export interface CallRunner {
  run(call: ServedCall): Promise<RunEnd | ParkedRun>;
  /**
   * Commits what the caller answered, as the app and the API would: of several answers to one question the first counts, and
   * that somebody was quicker is no error. The run goes on in a worker: `follow` it. Who calls it has made sure that this caller
   * may answer for this run (a sealed request state, a session, a task); who a question is for is checked here once more.
   * Throws `AppError` (`not_found`).
   */
  answer(run: CalledRun, principal: Principal, answers: readonly CallerAnswer[]): Promise<void>;
  /**
   * Waits until a parked run ends or is parked again, in whatever process it goes on: the bus first, the database as the net.
   * Resolves at once with a run that waits. `steps` are left out. When `signal` aborts it rejects, and nothing happens to the run:
   * `leave` says that its caller is gone. Throws `AppError` (`not_found`).
   */
  follow(run: CalledRun, options: FollowOptions): Promise<RunEnd | ParkedRun>;
  /** The caller of a followed run has left: it is canceled, unless it is parked. */
  leave(run: CalledRun): Promise<void>;
}

export interface FollowOptions {
  signal: AbortSignal;
  /** Done before, but once `onEvent` hears what comes of it: the answers. */
  first?: () => Promise<void>;
  /** Told what happens in the run meanwhile, as far as it can be seen from here. */
  onEvent?: (event: CallEvent) => void;
}

/** The bytes of a file that a run names, as base64. */
export interface FileBytes {
  mimeType: string;
  data: string;
}

/** Reads a file for the answer of a run. `null`: the value is no file, or none that this run may use. */
export type ReadFile = (
  run: Pick<ServedCall, 'executionId' | 'version'>,
  reference: unknown,
  maxBytes: number,
) => Promise<FileBytes | 'too_large' | null>;
