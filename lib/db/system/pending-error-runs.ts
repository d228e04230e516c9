import type { ExecutionStatus, TriggerKind } from '#lib/contracts/execution.ts';
import type { Tx } from '../client.ts';

/** A failed run whose error workflow has not been started yet, with what that is told. Bytes are packed JSON. */
export interface PendingErrorRun {
  executionId: string;
  workspaceId: string;
  workspaceSlug: string;
  errorWorkflowId: string;
  workflowId: string;
  workflowName: string;
  version: number;
  versionId: string;
  status: ExecutionStatus;
  trigger: TriggerKind;
  triggerKey: string;
  startedAt: Date | null;
  finishedAt: Date | null;
  error: Uint8Array | null;
  /** Of the error workflow; null while nothing of it is live. */
  liveVersionId: string | null;
  /** For whom its run acts: who deployed it. */
  deployedById: string | null;
}

/**
 * Failed runs that wait for their error workflow, the longest first, locked for this transaction; those that another
 * worker holds are left to it.
 */
export async function takePendingErrorRuns(tx: Tx, most: number): Promise<PendingErrorRun[]> {
  return tx.$queryRaw<PendingErrorRun[]>`
    SELECT r.execution_id AS "executionId", r.workspace_id AS "workspaceId", s.slug AS "workspaceSlug",
      r.error_workflow_id AS "errorWorkflowId", e.workflow_id AS "workflowId", w.name AS "workflowName",
      v.number AS version, v.id AS "versionId", e.status, e.trigger, e.trigger_key AS "triggerKey",
      e.started_at AS "startedAt", e.finished_at AS "finishedAt", e.error, d.version_id AS "liveVersionId",
      d.created_by_id AS "deployedById"
    FROM error_run r
    JOIN workspace s ON s.id = r.workspace_id AND s.deleted_at IS NULL
    JOIN execution e ON e.id = r.execution_id AND e.workspace_id = r.workspace_id
    JOIN workflow w ON w.id = e.workflow_id
    JOIN workflow_version v ON v.id = e.version_id
    LEFT JOIN workflow f
      ON f.id = r.error_workflow_id AND f.workspace_id = r.workspace_id AND f.id <> e.workflow_id AND f.deleted_at IS NULL
    LEFT JOIN server l ON l.workflow_id = f.id
    LEFT JOIN deployment d ON d.id = l.active_deployment_id
    WHERE r.settled_at IS NULL
    ORDER BY r.created_at LIMIT ${most} FOR UPDATE OF r SKIP LOCKED`;
}
