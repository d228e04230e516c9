import type { Pool } from 'pg';

/** A live process of this installation, across tenants. Times are the database's. */
export interface ProcessRow {
  id: string;
  role: string;
  /** Where others send work; several processes may share one. */
  address: string | null;
  /** Where this very process is reached. */
  peerAddress?: string | null;
}

/** Says that a process is alive. */
export async function beat(pool: Pool, process: ProcessRow): Promise<void> {
  await pool.query({
    name: 'heartbeat',
    text: `INSERT INTO process_heartbeat (id, role, started_at, beat_at, address, peer_address)
      VALUES ($1, $2, now(), now(), $3, $4)
      ON CONFLICT (id) DO UPDATE SET beat_at = now(), address = excluded.address, peer_address = excluded.peer_address`,
    values: [process.id, process.role, process.address, process.peerAddress ?? null],
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

/** Where a process is reached, also one that takes no new work; null if it has not beaten within `withinMs`. */
export async function peerAddressOf(pool: Pool, id: string, withinMs: number): Promise<string | null> {
  const { rows } = await pool.query<{ peer_address: string | null }>({
    name: 'peer_address',
    text: `SELECT peer_address FROM process_heartbeat
      WHERE id = $1 AND beat_at > now() - make_interval(secs => $2 / 1000.0)`,
    values: [id, withinMs],
  });
  return rows[0]?.peer_address ?? null;
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
