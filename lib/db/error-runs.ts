import type { Pool } from 'pg';
import type { ErrorRun } from '#lib/contracts/execution.ts';
import type { Tx } from './client.ts';

interface Key {
  workspaceId: string;
  /** Of the run that failed. */
  executionId: string;
}

/** How the error workflow of a failed run was started, or why not. */
export type Settlement = { runId: string } | { refused: NonNullable<ErrorRun['refused']> };

/** Call it in the transaction that starts the run. */
export async function settleErrorRun(tx: Tx, { workspaceId, executionId }: Key, how: Settlement): Promise<void> {
  await tx.errorRun.updateMany({
    where: { workspaceId, executionId, settledAt: null },
    data: { settledAt: new Date(), ...how },
  });
}

/** What became of the error workflow of a failed run; null if its version names none. */
export async function findErrorRun(pool: Pool, key: Key): Promise<ErrorRun | null> {
  const { rows } = await pool.query<ErrorRun>(
    `SELECT r.error_workflow_id AS "workflowId", w.name AS "workflowName", r.run_id AS "executionId", r.refused
     FROM error_run r LEFT JOIN workflow w
       ON w.id = r.error_workflow_id AND w.workspace_id = r.workspace_id AND w.deleted_at IS NULL
     WHERE r.execution_id = $2 AND r.workspace_id = $1`,
    [key.workspaceId, key.executionId],
  );
  return rows[0] ?? null;
}

/** The failed run for which a run of an error workflow was started. */
export async function findFailedExecution(
  pool: Pool,
  key: { workspaceId: string; runId: string },
): Promise<string | null> {
  const { rows } = await pool.query<{ id: string }>(
    'SELECT execution_id AS id FROM error_run WHERE run_id = $2 AND workspace_id = $1',
    [key.workspaceId, key.runId],
  );
  return rows[0]?.id ?? null;
}
