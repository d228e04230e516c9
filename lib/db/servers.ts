import {
  serverAccessSchema,
  readServerSettings,
  type ServerAccess,
  type ServerSettings,
} from '#lib/contracts/server-settings.ts';
import type { Tx } from './client.ts';
import type { LiveVersion } from './deployments.ts';

interface Key {
  workspaceId: string;
  workflowId: string;
}

/** A server as it is set, and what it has live. */
export interface ServerSettingsRow {
  workflowId: string;
  slug: string;
  access: ServerAccess;
  settings: ServerSettings;
  /** Null while it is stopped. */
  live: LiveVersion | null;
}

/** The server of a workflow that was deployed once; null for every other one. */
export async function findServerSettings(tx: Pick<Tx, '$queryRaw'>, key: Key): Promise<ServerSettingsRow | null> {
  const rows = await tx.$queryRaw<
    { slug: string; access: string; settings: unknown; number: number | null; hash: string; definition: Uint8Array }[]
  >`
    SELECT f.slug, s.access, s.settings, v.number, v.hash, v.definition FROM server s
    JOIN workflow f ON f.id = s.workflow_id AND f.deleted_at IS NULL
    LEFT JOIN deployment d ON d.id = s.active_deployment_id LEFT JOIN workflow_version v ON v.id = d.version_id
    WHERE s.workspace_id = ${key.workspaceId}::uuid AND s.workflow_id = ${key.workflowId}::uuid`;
  const row = rows[0];
  if (!row) return null;
  const { number, hash, definition } = row;
  return {
    workflowId: key.workflowId,
    slug: row.slug,
    access: serverAccessSchema.parse(row.access),
    settings: readServerSettings(row.settings),
    live: number === null ? null : { number, hash, definition },
  };
}

/** Sets a server and counts its generation up; call it with the workflow locked. Returns the new generation. */
export async function updateServer(
  tx: Tx,
  key: Key,
  set: { access: ServerAccess; settings: ServerSettings },
): Promise<number> {
  const { generation } = await tx.server.update({
    where: { workflowId: key.workflowId, workspaceId: key.workspaceId },
    data: { access: set.access, settings: set.settings, generation: { increment: 1 }, updatedAt: new Date() },
    select: { generation: true },
  });
  return generation;
}
