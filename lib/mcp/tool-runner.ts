import type { Principal } from '#lib/contracts/principal.ts';
import type { ParkedRun } from '#lib/runner/parking.ts';
import type { RunEnd, RunEvent } from '#lib/runner/ports.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import type { ServedVersion, ToolSource } from './served-version.ts';

export interface ToolCall {
  /** Made before the run, so that every answer can name it. */
  executionId: string;
  version: ServedVersion;
  tool: ToolSource;
  /** Validated, defaults filled in. */
  input: JsonValue;
  principal: Principal;
  traceId: string;
  /** Aborted when the caller leaves. */
  signal: AbortSignal;
  onEvent?: (event: RunEvent) => void;
}

/**
 * Runs one tool call in this process and resolves when its end is recorded, or that it waits elsewhere. Throws `AppError` when the run is refused
 * (overloaded, shutting down); a run that fails resolves.
 */
export interface ToolRunner {
  run(call: ToolCall): Promise<RunEnd | ParkedRun>;
}
