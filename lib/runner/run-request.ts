import type { CompiledWorkflow } from './compile-workflow.ts';
import type { RunEvent, RunHeader, StepRecord } from './ports.ts';

/** What `executeRun` is asked to do. */
export interface RunRequest {
  workflow: CompiledWorkflow;
  header: RunHeader;
  /** Cancels the run. */
  signal?: AbortSignal;
  /** Is there a row in the journal already? True for queued runs. */
  accepted: boolean;
  /** Finished attempts of an earlier process, in journal order: they are not run again. */
  recorded?: readonly StepRecord[];
  /** Ids of nodes whose write was started by an earlier process and left no receipt: the run ends as crashed. */
  unsettled?: readonly string[];
  /** Running time (ms) that earlier processes used. */
  elapsedMs?: number;
  onEvent?: (event: RunEvent) => void;
}
