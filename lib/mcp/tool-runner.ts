import type { Principal } from '#lib/contracts/principal.ts';
import type { ParkedRun } from '#lib/runner/parking.ts';
import type { RunEnd, RunEvent } from '#lib/runner/ports.ts';
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
  /** Aborted when the caller leaves. */
  signal: AbortSignal;
  onEvent?: (event: RunEvent) => void;
}

/**
 * Runs one call in this process and resolves when its end is recorded, or that it waits elsewhere. Throws `AppError` when the run
 * is refused (overloaded, shutting down); a run that fails resolves.
 */
export interface CallRunner {
  run(call: ServedCall): Promise<RunEnd | ParkedRun>;
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
