import type { Pool } from 'pg';
import { decodeJson } from './bytes.ts';
import { unpackJson } from './packed-json.ts';

/** A list in an archive of a workspace: its rows, and what is in them. Secrets and hashes are in none. */
interface Section {
  from: string;
  columns: string;
  /** What rows are ordered by, as text; their id if left out. */
  key?: string;
  /** Columns with JSON as bytes. */
  json?: readonly string[];
  /** Columns with packed JSON, or null. */
  packed?: readonly string[];
  /** Rows that are read at a time. */
  rows?: number;
}

const sections = {
  workflows: {
    from: 'workflow t',
    columns: `t.id, t.slug, t.name, t.description, t.tags, t.draft, t.revision, t.created_at AS "createdAt",
      t.updated_at AS "updatedAt", t.deleted_at AS "deletedAt"`,
    json: ['draft'],
    rows: 20,
  },
  versions: {
    from: 'workflow_version t',
    columns: `t.id, t.workflow_id AS "workflowId", t.number, t.hash, t.definition, t.message, t.created_at AS "createdAt"`,
    json: ['definition'],
    rows: 20,
  },
  deployments: {
    from: 'deployment t',
    columns: `t.id, t.workflow_id AS "workflowId", t.version_id AS "versionId", t.status, t.message, t.tools,
      t.prompts, t.resources, t.contract, t.error,
      t.created_at AS "createdAt", t.deployed_at AS "deployedAt"`,
  },
  servers: {
    from: 'server t',
    columns: `t.workflow_id AS "workflowId", t.active_deployment_id AS "activeDeploymentId", t.access, t.settings,
      t.updated_at AS "updatedAt"`,
    key: 't.workflow_id::text',
  },
  collections: {
    from: 'collection t',
    columns: `t.id, t.slug, t.name, t.description, t.access, t.settings,
      (SELECT coalesce(json_agg(json_build_object('workflowId', m.workflow_id, 'names', m.names) ORDER BY m.position), '[]')
        FROM collection_member m WHERE m.collection_id = t.id) AS members,
      t.created_at AS "createdAt", t.updated_at AS "updatedAt", t.deleted_at AS "deletedAt"`,
  },
  /** Only which there are: each is read by the one reader that knows where a run's steps are. */
  executions: { from: 'execution t', columns: 't.id' },
  variables: {
    from: 'variable t',
    columns: `t.id, t.name, t.secret, CASE WHEN t.secret THEN NULL ELSE t.value END AS value,
      t.created_at AS "createdAt", t.updated_at AS "updatedAt"`,
    json: ['value'],
  },
  connections: {
    from: 'connection t',
    columns: `t.id, t.name, t.connector, t.hosts, t.settings, t.owner_id IS NOT NULL AS personal,
      t.created_at AS "createdAt", t.updated_at AS "updatedAt"`,
  },
  schedules: {
    from: 'schedule t',
    columns: `t.workflow_id AS "workflowId", t.trigger_key AS "triggerKey", t.deployment_id AS "deploymentId", t.cron,
      t.timezone, t.missed, t.next_at AS "nextAt", t.last_at AS "lastAt"`,
    key: `t.workflow_id || '/' || t.trigger_key`,
  },
  webhooks: {
    from: 'webhook t',
    columns: `t.workflow_id AS "workflowId", t.trigger_key AS "triggerKey", t.deployment_id AS "deploymentId", t.kind, t.path,
      t.method`,
    key: `t.workflow_id || '/' || t.trigger_key`,
  },
  approvals: {
    from: 'approval t',
    columns: `t.id, t.workflow_id AS "workflowId", t.execution_id AS "executionId", t.step_id AS "stepId", t.key, t.status,
      t.approvers, t.open, t.content AS question, t.on_timeout AS "onTimeout", t.data, t.created_at AS "createdAt",
      t.expires_at AS "expiresAt", t.answered_at AS "answeredAt", t.answered_by_id AS "answeredById"`,
    packed: ['question', 'data'],
  },
  memory: {
    from: 'memory_entry t',
    columns: 't.key, t.value, t.expires_at AS "expiresAt", t.updated_at AS "updatedAt"',
    key: 't.key',
    json: ['value'],
  },
  members: {
    from: 'membership t JOIN "user" u ON u.id = t.user_id',
    columns: 't.id, u.name, u.email, t.role, t.created_at AS "joinedAt"',
  },
  invitations: {
    from: 'invitation t',
    columns: `t.id, t.email, t.role, t.created_at AS "createdAt", t.expires_at AS "expiresAt", t.accepted_at AS "acceptedAt"`,
  },
  'api-keys': {
    from: 'api_key t',
    columns: `t.id, t.name, t.prefix, t.role, t.scopes, t.servers, t.tools, t.read_only AS "readOnly", t.limits,
      t.created_at AS "createdAt", t.expires_at AS "expiresAt", t.last_used_at AS "lastUsedAt", t.revoked_at AS "revokedAt"`,
  },
  'connected-apps': {
    from: 'oauth_grant t',
    columns: `t.id, t.user_id AS "userId", t.server_id AS "serverId", t.resource AS url, t.client_id AS "clientId",
      t.client_name AS "clientName", t.redirect_uri AS "redirectUri", t.scopes, t.created_at AS "createdAt",
      t.last_used_at AS "lastUsedAt", t.expires_at AS "expiresAt", t.revoked_at AS "revokedAt"`,
  },
  audit: {
    from: 'audit_event t',
    columns: `t.id, t.actor_kind AS "actorKind", t.actor_id AS "actorId", t.actor_label AS "actorLabel", t.action,
      t.target_type AS "targetType", t.target_id AS "targetId", t.data, t.address, t.trace_id AS "traceId",
      t.created_at AS "createdAt"`,
  },
  files: {
    from: 'file t',
    columns: `t.id, t.name, t.mime_type AS "mimeType", t.size, encode(t.sha256, 'hex') AS sha256,
      t.execution_id AS "executionId", t.workflow_id AS "workflowId", t.created_at AS "createdAt"`,
  },
} as const satisfies Record<string, Section>;

export type SectionName = keyof typeof sections;
export const sectionNames = Object.keys(sections) as SectionName[];

const ROWS = 200;

/** A row as it stands in the archive. */
export type SectionRow = Record<string, unknown>;

/** All rows of a section in the order of their keys (ids: oldest first), a few at a time. */
export async function* sectionRows(
  pool: Pool,
  { workspaceId, name }: { workspaceId: string; name: SectionName },
): AsyncGenerator<SectionRow> {
  const { from, columns, key, json = [], packed = [], rows: limit = ROWS }: Section = sections[name];
  const [place, type] = key === undefined ? ['t.id', 'uuid'] : [`(${key})`, 'text'];
  for (let after: string | null = null; ;) {
    const { rows }: { rows: (SectionRow & { place: string })[] } = await pool.query<SectionRow & { place: string }>(
      `SELECT ${columns}, ${place} AS place FROM ${from}
       WHERE t.workspace_id = $1 AND ($2::${type} IS NULL OR ${place} > $2) ORDER BY ${place} LIMIT $3`,
      [workspaceId, after, limit],
    );
    for (const { place: _place, ...row } of rows) {
      for (const field of json) if (row[field] !== null) row[field] = decodeJson(row[field] as Buffer);
      for (const field of packed) if (row[field] !== null) row[field] = unpackJson(row[field] as Buffer);
      yield row;
    }
    if (rows.length < limit) return;
    after = rows.at(-1)!.place;
  }
}

/** How many rows there are in all sections. */
export async function countSectionRows(pool: Pool, { workspaceId }: { workspaceId: string }): Promise<number> {
  const counts = sectionNames.map((name) => `(SELECT count(*) FROM ${sections[name].from} WHERE t.workspace_id = $1)`);
  const { rows } = await pool.query<{ total: number }>(`SELECT (${counts.join(' + ')})::int AS total`, [workspaceId]);
  return rows[0]?.total ?? 0;
}
