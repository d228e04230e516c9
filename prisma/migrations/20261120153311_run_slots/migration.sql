-- AlterTable
ALTER TABLE "workflow_version" ADD COLUMN     "concurrency" INTEGER;

-- AlterTable
ALTER TABLE "workspace_quota" ADD COLUMN     "concurrent_runs" INTEGER;

-- Partial: runs that wait for a worker, and runs that a process executes. There are few of both, and both are asked for
-- whenever a worker has room.
-- CreateIndex
CREATE INDEX "execution_workspace_id_workflow_id_id_idx" ON "execution"("workspace_id", "workflow_id", "id") WHERE "mode" = 'queued' AND "status" = 'queued' AND "owner" IS NULL;

-- CreateIndex
CREATE INDEX "execution_workspace_id_workflow_id_idx" ON "execution"("workspace_id", "workflow_id") WHERE "status" = 'running';

-- DropIndex
DROP INDEX "execution_workspace_id_wake_id_idx";

-- Partial from now on: who asks by status alone asks for runs that have not ended, and an end writes one entry less.
-- DropIndex
DROP INDEX "execution_status_id_idx";

-- CreateIndex
CREATE INDEX "execution_status_id_idx" ON "execution"("status", "id") WHERE "status" IN ('queued', 'running', 'waiting');

-- Written by hand from here on; Prisma's schema language has no words for functions.

-- Who counts runs that are executed, to start one more, holds this lock to the end of the transaction. What comes after
-- it in the transaction sees every run that was started before.
CREATE FUNCTION lock_run_slots() RETURNS void LANGUAGE sql AS $$
  SELECT pg_advisory_xact_lock(8390322045806931571)
$$;

-- The oldest runs of a workspace that wait for a worker, at most `room`, without those whose workflow has as many under
-- way as its version allows.
CREATE FUNCTION waiting_runs(space uuid, room int) RETURNS uuid[] LANGUAGE sql AS $$
  WITH RECURSIVE flows AS (
    (SELECT e.workflow_id AS id FROM execution e
      WHERE e.workspace_id = space AND e.mode = 'queued' AND e.status = 'queued' AND e.owner IS NULL
      ORDER BY e.workflow_id LIMIT 1)
    UNION ALL
    SELECT (SELECT e.workflow_id FROM execution e
      WHERE e.workspace_id = space AND e.mode = 'queued' AND e.status = 'queued' AND e.owner IS NULL
        AND e.workflow_id > f.id ORDER BY e.workflow_id LIMIT 1)
    FROM flows f WHERE f.id IS NOT NULL)
  SELECT array_agg(heads.id ORDER BY heads.id) FROM (
    SELECT c.id FROM flows f CROSS JOIN LATERAL (
      SELECT h.id, v.concurrency, row_number() OVER (ORDER BY h.id) AS place
      FROM (SELECT e.id, e.version_id FROM execution e
        WHERE e.workspace_id = space AND e.mode = 'queued' AND e.status = 'queued' AND e.owner IS NULL
          AND e.workflow_id = f.id ORDER BY e.id LIMIT room) h
      LEFT JOIN workflow_version v ON v.id = h.version_id) c
    WHERE c.concurrency IS NULL OR c.place <= c.concurrency - (SELECT count(*) FROM execution r
      WHERE r.workspace_id = space AND r.workflow_id = f.id AND r.status = 'running')
    ORDER BY c.id LIMIT room) heads
$$;

-- Takes up to `want` runs for a worker: of each workspace in turn, beginning behind the one that was served last, the
-- oldest that may run. `held` and `held_runs` say what the worker executes of which workspace already, `share` how much
-- it may of one, `most` how many runs of a workspace are executed at once unless its quota says otherwise.
-- The commit need not wait for the disk: whatever the run does outside is committed behind it.
CREATE FUNCTION take_runs(taker text, want int, served_last uuid, held uuid[], held_runs int[], share int, most int)
RETURNS TABLE (run execution, has_history boolean) LANGUAGE plpgsql AS $$
DECLARE
  first_space CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
  space uuid := coalesce(served_last, first_space);
  wrapped boolean := served_last IS NULL;
  next_space uuid;
  room int;
  spaces int := 0;
  found uuid[];
  ids uuid[] := '{}';
  turns int[] := '{}';
BEGIN
  PERFORM lock_run_slots();
  PERFORM set_config('synchronous_commit', 'off', true);
  WHILE spaces < want LOOP
    SELECT e.workspace_id INTO next_space FROM execution e
    WHERE e.workspace_id > space AND e.mode = 'queued' AND e.status = 'queued' AND e.owner IS NULL
    ORDER BY e.workspace_id LIMIT 1;
    IF next_space IS NULL THEN
      EXIT WHEN wrapped;
      wrapped := true;
      space := first_space;
      CONTINUE;
    END IF;
    EXIT WHEN wrapped AND next_space > served_last;
    space := next_space;
    room := least(want, share - coalesce(held_runs[array_position(held, space)], 0),
      coalesce((SELECT q.concurrent_runs FROM workspace_quota q WHERE q.workspace_id = space), most)
        - (SELECT count(*) FROM execution r
          WHERE r.workspace_id = space AND r.status = 'running' AND r.mode = 'queued')::int);
    CONTINUE WHEN room <= 0;
    found := waiting_runs(space, room);
    CONTINUE WHEN found IS NULL;
    spaces := spaces + 1;
    ids := ids || found;
    turns := turns || ARRAY(SELECT generate_series(1, cardinality(found)));
  END LOOP;
  IF spaces = 0 THEN
    RETURN;
  END IF;
  ids := ARRAY(SELECT c.id FROM unnest(ids, turns) WITH ORDINALITY AS c(id, turn, place)
    ORDER BY c.turn, c.place LIMIT want);
  RETURN QUERY
    WITH idle AS (SELECT e.id FROM execution e
        WHERE e.id = ANY(ids) AND e.mode = 'queued' AND e.status = 'queued' AND e.owner IS NULL
        FOR UPDATE SKIP LOCKED),
      taken AS (UPDATE execution e SET owner = taker, status = 'running', wake = greatest(e.wake, 1),
          started_at = coalesce(e.started_at, clock_timestamp())
        FROM idle WHERE e.id = idle.id RETURNING e AS run, e.id, e.wake, e.crashes, e.parked)
    SELECT t.run, (t.wake > 1 OR t.crashes > 0 OR t.parked IS NOT NULL
      OR EXISTS (SELECT 1 FROM execution_step s WHERE s.execution_id = t.id)
      OR EXISTS (SELECT 1 FROM effect f WHERE f.execution_id = t.id)
      OR EXISTS (SELECT 1 FROM approval a WHERE a.execution_id = t.id))
    FROM taken t ORDER BY array_position(ids, t.id);
END $$;
