import type { CalledRun } from '#lib/contracts/caller-answer.ts';
import { setCallState, takeCallState } from '#lib/db/mcp-calls.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';

/** The state that a call's client holds from now on; the one before it does not count any more. Throws if the run was not parked. */
export async function keepState({ db }: Pick<WorkflowDeps, 'db'>, run: CalledRun, id: string): Promise<void> {
  if (!(await setCallState(db.pool, run, id))) throw new Error('The run of this call was not parked for its caller');
}

/** Uses a state up, once for all processes. False if it does not count (any more). */
export function takeState({ db }: Pick<WorkflowDeps, 'db'>, run: CalledRun, id: string): Promise<boolean> {
  return takeCallState(db.pool, run, id);
}
