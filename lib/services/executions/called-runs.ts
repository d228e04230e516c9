import type { Pool } from 'pg';
import type { Execution } from '#lib/contracts/execution.ts';
import { findCalledRuns } from '#lib/db/executions.ts';
import { subRunId } from '#lib/runner/effect-key.ts';

interface Asking {
  workspaceId: string;
  /** The workflows that one may know of; null: all. */
  reach: readonly string[] | null;
}

/** The execution with the runs that its steps called, as far as they are kept. One that called none asks nothing. */
export async function withCalledRuns(
  pool: Pool,
  { workspaceId, reach }: Asking,
  execution: Execution,
): Promise<Execution> {
  const { id, steps } = execution;
  if (!steps.some(({ type }) => type === 'logic.workflow')) return execution;
  const called = await findCalledRuns(pool, { workspaceId, id });
  const known = new Set(called.flatMap((run) => (reach === null || reach.includes(run.workflowId) ? [run.id] : [])));
  if (known.size === 0) return execution;
  const caller = { id, createdAt: Date.parse(execution.createdAt) };
  return {
    ...execution,
    steps: steps.map((step) => {
      if (step.type !== 'logic.workflow') return step;
      const childExecutionId = subRunId(caller, step.nodeId, step.iteration ?? [], step.attempt);
      return known.has(childExecutionId) ? { ...step, childExecutionId } : step;
    }),
  };
}
