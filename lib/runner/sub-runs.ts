import type { ExecutionStatus, StepError } from '#lib/contracts/execution.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import type { RunHeader } from './ports.ts';

/** How the run of a called workflow ended. */
export interface SubRunEnd {
  executionId: string;
  status: Extract<ExecutionStatus, 'success' | 'error' | 'canceled' | 'timeout' | 'crashed'>;
  isError: boolean;
  output: JsonValue;
  error: StepError | null;
  /** Its step records and those of its own sub-runs: they count for the caller too. */
  stepCount: number;
}

/** What a step asks for when it calls a workflow. */
export interface SubRunCall {
  /** The caller. The child gets `parentExecutionId: id`, its `rootExecutionId`, `hops + 1`, its workspace and actor. */
  parent: RunHeader;
  /** The child's id: the same whenever this attempt of the step is started again. A run that has it already is *that* run. */
  executionId: string;
  workflowId: string;
  /** Key of the callee's trigger; left out, its only enabled `trigger.tool` or `trigger.manual`. */
  trigger?: string;
  input: JsonValue;
  /** Step records that the caller may still make: the child ends with `limit_exceeded` past them. */
  stepsLeft: number;
  /** Told when the child begins to wait and when it goes on: a waiting child makes the step wait. */
  onStatus(status: 'running' | 'waiting'): void;
}

/** A child that was started. */
export interface SubRun {
  executionId: string;
  /**
   * Its end; or `parked` if the child left its process: then its end comes as an answer (`WaitAnswer` `child`, by
   * `Parking.listen` or with `continueRun`).
   */
  outcome: Promise<SubRunEnd | 'parked'>;
  /** Stops it, and what it called. Safe to call at any time. */
  cancel(): void;
}

/** Runs of other workflows of the workspace, as executions of their own. */
export interface SubRuns {
  /**
   * Starts the child. The callee's version is its live one, or, from the run of a draft, its draft if it was never deployed;
   * the choice is made at the first call and kept for everything below `rootExecutionId`. Throws `NodeFailure`:
   * `workflow_not_found`, `workflow_not_deployed`, `ambiguous_trigger`, `unknown_trigger`, `no_trigger`, `invalid_input`
   * (with the child's message).
   */
  start(call: SubRunCall): Promise<SubRun>;
}
