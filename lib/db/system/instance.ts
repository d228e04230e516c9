import type { Pool } from 'pg';
import { idFloor } from '#lib/shared/ids.ts';
import { decodeIdCursor, pageById, type Page } from '../cursor.ts';

/** A process that was heard of within the last day. */
export interface InstanceProcessRow {
  id: string;
  role: string;
  startedAt: Date;
  beatAt: Date;
  alive: boolean;
}

export async function instanceProcesses(pool: Pool, aliveWithinMs: number): Promise<InstanceProcessRow[]> {
  const { rows } = await pool.query<InstanceProcessRow>(
    `SELECT id, role, started_at AS "startedAt", beat_at AS "beatAt",
       beat_at > now() - make_interval(secs => $1 / 1000.0) AS alive
     FROM process_heartbeat WHERE beat_at > now() - interval '1 day' ORDER BY role, started_at`,
    [aliveWithinMs],
  );
  return rows;
}

export interface InstanceFigures {
  postgres: string;
  people: number;
  newPeople: number;
  workspaces: number;
  workflows: number;
  liveServers: number;
  executionsToday: number;
  databaseBytes: number;
  filesBytes: number;
}

/** Counts over the whole installation. Times in ms. */
export async function instanceFigures(
  pool: Pool,
  { dayStart, newSince }: { dayStart: number; newSince: number },
): Promise<InstanceFigures> {
  const { rows } = await pool.query<Record<keyof InstanceFigures, string>>(
    `SELECT current_setting('server_version') AS postgres,
       (SELECT count(*) FROM "user") AS people,
       (SELECT count(*) FROM "user" WHERE created_at >= $2) AS "newPeople",
       (SELECT count(*) FROM workspace WHERE deleted_at IS NULL) AS workspaces,
       (SELECT count(*) FROM workflow WHERE deleted_at IS NULL) AS workflows,
       (SELECT count(*) FROM server WHERE active_deployment_id IS NOT NULL) AS "liveServers",
       (SELECT count(*) FROM execution WHERE id >= $1) AS "executionsToday",
       pg_database_size(current_database()) AS "databaseBytes",
       (SELECT coalesce(sum(size), 0) FROM file) + (SELECT coalesce(sum(size), 0) FROM stored_value) AS "filesBytes"`,
    [idFloor(dayStart), new Date(newSince)],
  );
  const { postgres, ...figures } = rows[0]!;
  const numbers = Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Number(value)]));
  return { postgres, ...(numbers as Omit<InstanceFigures, 'postgres'>) };
}

export interface InstanceWorkspaceRow {
  id: string;
  slug: string;
  name: string;
  createdAt: Date;
  workflows: number;
}

/** Workspaces of the installation, newest first. */
export async function instanceWorkspaces(
  pool: Pool,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<InstanceWorkspaceRow>> {
  const { rows } = await pool.query<InstanceWorkspaceRow>(
    `SELECT w.id, w.slug, w.name, w.created_at AS "createdAt",
       (SELECT count(*)::int FROM workflow f WHERE f.workspace_id = w.id AND f.deleted_at IS NULL) AS workflows
     FROM workspace w WHERE w.deleted_at IS NULL AND ($1::uuid IS NULL OR w.id < $1) ORDER BY w.id DESC LIMIT $2`,
    [decodeIdCursor(cursor) ?? null, limit + 1],
  );
  return pageById(rows, limit);
}
