import type pg from 'pg';

/** A version's definition as it was stored, with what a run of it has to know; null for a foreign or unknown one. */
export async function findVersionDefinition(
  pool: pg.Pool | pg.ClientBase,
  { workspaceId, versionId }: { workspaceId: string; versionId: string },
): Promise<{ workflowId: string; number: number | null; definition: Uint8Array } | null> {
  const { rows } = await pool.query<{ workflow_id: string; number: number | null; definition: Uint8Array }>({
    name: 'version-definition',
    text: 'SELECT workflow_id, number, definition FROM workflow_version WHERE id = $1 AND workspace_id = $2',
    values: [versionId, workspaceId],
  });
  const row = rows[0];
  return row ? { workflowId: row.workflow_id, number: row.number, definition: row.definition } : null;
}
