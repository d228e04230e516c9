import type { Pool } from 'pg';

/** A workflow that another one calls: its live version, or its draft if it was never deployed. */
export interface CalleeRow {
  id: string;
  name: string;
  deployed: boolean;
  definition: Uint8Array;
}

/** Those of these workflows that are there. */
export async function findCallees(
  pool: Pool,
  { workspaceId, ids }: { workspaceId: string; ids: readonly string[] },
): Promise<CalleeRow[]> {
  const { rows } = await pool.query<CalleeRow>(
    `SELECT f.id, f.name, v.id IS NOT NULL AS deployed, coalesce(v.definition, f.draft) AS definition
     FROM workflow f
     LEFT JOIN server s ON s.workflow_id = f.id
     LEFT JOIN deployment d ON d.id = s.active_deployment_id
     LEFT JOIN workflow_version v ON v.id = d.version_id
     WHERE f.workspace_id = $1 AND f.id = ANY($2::uuid[]) AND f.deleted_at IS NULL`,
    [workspaceId, ids],
  );
  return rows;
}
