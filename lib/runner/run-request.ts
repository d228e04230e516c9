import type { JsonValue } from '#lib/shared/json.ts';
import type { CompiledWorkflow } from './compile-workflow.ts';
import type { PendingWait, WaitAnswer, WaitInMemory } from './parking.ts';
import type { RunEvent, RunHeader, StepRecord } from './ports.ts';
import type { ReplaySource } from './replay-source.ts';

/** A call that an earlier process started, that may not be repeated, and that left no receipt. */
export interface UnsettledWrite {
  key: string;
  nodeId: string;
  iteration?: readonly number[];
}

/** What `executeRun` is asked to do. */
export interface RunRequest {
  workflow: CompiledWorkflow;
  header: RunHeader;
  /** Cancels the run. */
  signal?: AbortSignal;
  /** Is there a row in the journal already? True for queued runs. */
  accepted: boolean;
  /**
   * Of a queued run: its pure steps are committed together with what comes next, at the latest 250 ms after the first.
   * What was not committed is computed again after a crash; nobody outside can tell.
   */
  holdsPure?: boolean;
  /** Finished attempts of an earlier process, in journal order: they are not run again. */
  recorded?: readonly StepRecord[];
  /** Writes of an earlier process without receipt: the run waits for a person, or, if it cannot park, ends as crashed. */
  unsettled?: readonly UnsettledWrite[];
  /** Running time (ms) that earlier processes used. */
  elapsedMs?: number;
  /** Which waits stay in memory. With it and the port `parking` the run may be parked; without, all do. */
  keepsInMemory?: (wait: WaitInMemory) => boolean;
  /** What the run was waiting for when it was parked, or when its process died. */
  waits?: readonly PendingWait[];
  /** All answers to its waits that are committed. */
  answers?: readonly WaitAnswer[];
  /** The variables as the run saw them before. */
  vars?: Readonly<Record<string, JsonValue>>;
  /** Step records that the run and its sub-runs may make, if less than the limit: what its caller has left. */
  stepsLeft?: number;
  /** The run is computed again from a record (`replayRun`). */
  replay?: ReplaySource;
  onEvent?: (event: RunEvent) => void;
  /** Whether an event would be heard now; asked for each, which is not made if not. Without it all are. */
  watched?: () => boolean;
}
