import type { Pool } from 'pg';

/** A live process of this installation, across tenants. Times are the database's. */
export interface ProcessRow {
  id: string;
  role: string;
  address: string | null;
}

/** Says that a process is alive. */
export async function beat(pool: Pool, process: ProcessRow): Promise<void> {
  await pool.query({
    name: 'heartbeat',
    text: `INSERT INTO process_heartbeat (id, role, started_at, beat_at, address) VALUES ($1, $2, now(), now(), $3)
      ON CONFLICT (id) DO UPDATE SET beat_at = now(), address = excluded.address`,
    values: [process.id, process.role, process.address],
  });
}

/** A process that stops in order needs nobody to notice it. */
export async function removeHeartbeat(pool: Pool, id: string): Promise<void> {
  await pool.query('DELETE FROM process_heartbeat WHERE id = $1', [id]);
}

/** Processes of a role that beat within `withinMs`. */
export async function liveProcesses(pool: Pool, role: string, withinMs: number): Promise<ProcessRow[]> {
  const { rows } = await pool.query<ProcessRow>(
    `SELECT id, role, address FROM process_heartbeat
     WHERE role = $1 AND beat_at > now() - make_interval(secs => $2 / 1000.0) ORDER BY started_at`,
    [role, withinMs],
  );
  return rows;
}

/** Runs that this process has and that somebody wants canceled; what the bus may have lost. */
export async function cancelRequestsOf(pool: Pool, owner: string): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'cancel_requests',
    text: `SELECT id FROM execution WHERE status IN ('running', 'waiting') AND owner = $1 AND cancel_requested_at IS NOT NULL`,
    values: [owner],
  });
  return rows.map((row) => row.id);
}
