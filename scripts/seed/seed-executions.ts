import { randomUUID } from 'node:crypto';
import type { Db } from '../../lib/db/client.ts';
import { claimSlug, slugify } from '../../lib/db/slugs.ts';
import { findOrInsertSnapshot } from '../../lib/db/versions.ts';
import { insertWorkflow } from '../../lib/db/workflows.ts';
import { definitionHash } from '../../lib/services/workflows/definition-hash.ts';
import { storableDefinition } from '../../lib/services/workflows/definition-limits.ts';
import { newId } from '../../lib/shared/ids.ts';
import { sampleRuns, type SampleRun } from './sample-runs.ts';
import { seededWorkflows, type SeededWorkflow } from './seeded-workflows.ts';

/** Shorter than what a run is kept for, so that the sweep leaves them. */
const SPAN_MS = 28 * 86_400_000;
const BATCH = 50_000;

type Sample = SampleRun & { workflowId: string; versionId: string };

interface Owner {
  workspaceId: string;
  workspaceSlug: string;
  userId: string;
}

export interface Seeded {
  workspaceSlug: string;
  workflows: number;
}

/**
 * Inserts finished runs over the last four weeks, in the order of their time, and lets Postgres look at the table.
 * Without a slug it is the newest workspace. Seeded workflows are made once.
 */
export async function seedExecutions(
  db: Db,
  wish: { executions: number; workspace?: string | undefined; now: number },
): Promise<Seeded> {
  const owner = await findOwner(db, wish.workspace);
  const samples: Sample[] = [];
  const workflows = seededWorkflows();
  for (const workflow of workflows) {
    const ids = await ensureWorkflow(db, owner, workflow);
    samples.push(...(await sampleRuns(workflow)).map((sample) => ({ ...sample, ...ids })));
  }
  await ensurePartitions(db, wish.now);
  for (let from = 0; from < wish.executions; from += BATCH) {
    const to = Math.min(from + BATCH, wish.executions);
    await insertBatch(db, owner, samples, { ...wish, from, to });
  }
  await db.pool.query('ANALYZE execution');
  return { workspaceSlug: owner.workspaceSlug, workflows: workflows.length };
}

async function findOwner(db: Db, slug: string | undefined): Promise<Owner> {
  const { rows } = await db.pool.query<Owner>(
    `SELECT w.id AS "workspaceId", w.slug AS "workspaceSlug", m.user_id AS "userId"
     FROM workspace w JOIN membership m ON m.workspace_id = w.id AND m.role = 'owner'
     WHERE w.deleted_at IS NULL AND ($1::text IS NULL OR w.slug = $1) ORDER BY w.id DESC, m.user_id LIMIT 1`,
    [slug ?? null],
  );
  if (rows[0]) return rows[0];
  throw new Error(slug === undefined ? 'there is no workspace yet: sign up first' : `there is no workspace ${slug}`);
}

async function ensureWorkflow(
  db: Db,
  { workspaceId, userId }: Owner,
  workflow: SeededWorkflow,
): Promise<{ workflowId: string; versionId: string }> {
  const draft = storableDefinition(workflow.definition);
  const hash = definitionHash(workflow.definition);
  const { rows } = await db.pool.query<{ id: string }>(
    'SELECT id FROM workflow WHERE workspace_id = $1 AND name = $2 AND deleted_at IS NULL ORDER BY id LIMIT 1',
    [workspaceId, workflow.name],
  );
  const workflowId = rows[0]?.id ?? newId();
  if (!rows[0]) {
    const { name, description } = workflow;
    await db.transaction(async (tx) => {
      const wanted = slugify(name, 'workflow');
      const slug = await claimSlug(tx, { scope: `workflow:${workspaceId}`, wanted, objectId: workflowId });
      const row = { id: workflowId, workspaceId, slug, name, description, tags: ['seeded'] };
      await insertWorkflow(tx, { ...row, draft, draftHash: hash, createdById: userId });
    });
  }
  const snapshot = { workspaceId, workflowId, hash, definition: draft, createdById: userId, concurrency: null };
  return { workflowId, versionId: await findOrInsertSnapshot(db.pool, snapshot) };
}

/** Rows of a month without a partition would fill the default one, and a later partition would have to move them. */
async function ensurePartitions(db: Db, now: number): Promise<void> {
  await db.pool.query(
    `SELECT ensure_execution_partition(month) FROM generate_series(
       date_trunc('month', $1::timestamptz AT TIME ZONE 'UTC'), $2::timestamptz AT TIME ZONE 'UTC', interval '1 month') AS month`,
    [new Date(now - SPAN_MS), new Date(now)],
  );
}

/** Ids are UUIDv7 of the run's time, so that lists and pages see them as they see any other. */
const insertSql = `WITH sample AS MATERIALIZED (
    SELECT * FROM unnest($6::uuid[], $7::uuid[], $8::text[], $9::bool[], $10::text[], $11::text[], $12::int8[],
      $13::bytea[], $14::bytea[], $15::bytea[], $16::bytea[]) WITH ORDINALITY
      AS s(workflow_id, version_id, status, is_error, trigger, trigger_key, duration_us, input, output, error, trace, number)
  ), moment AS (
    SELECT g, md5($5 || g) AS hash,
      floor($3::float8 + $4::float8 * g)::int8 AS ms
    FROM generate_series($1::int8, $2::int8 - 1) AS g
  )
  INSERT INTO execution (id, workspace_id, workflow_id, version_id, mode, status, is_error, trigger, trigger_key, trace_id,
    created_at, started_at, finished_at, duration_us, input, output, error, trace)
  SELECT (lpad(to_hex(m.ms), 12, '0') || '7' || substr(m.hash, 1, 3) || substr('89ab', 1 + (m.g % 4)::int, 1)
      || substr(m.hash, 4, 15))::uuid,
    $17, s.workflow_id, s.version_id, 'direct', s.status, s.is_error, s.trigger, s.trigger_key, m.hash,
    to_timestamp(m.ms / 1000.0), to_timestamp(m.ms / 1000.0), to_timestamp((m.ms + s.duration_us / 1000) / 1000.0),
    s.duration_us, s.input, s.output, s.error, s.trace
  FROM moment m JOIN sample s ON s.number = 1 + (('x' || substr(m.hash, 20, 7))::bit(28)::int % $18)`;

async function insertBatch(
  db: Db,
  { workspaceId }: Owner,
  samples: readonly Sample[],
  { from, to, executions, now }: { from: number; to: number; executions: number; now: number },
): Promise<void> {
  const of = (read: (sample: Sample) => unknown): unknown[] => samples.map(read);
  await db.pool.query(insertSql, [
    from,
    to,
    now - SPAN_MS,
    SPAN_MS / executions,
    randomUUID(),
    of((sample) => sample.workflowId),
    of((sample) => sample.versionId),
    of((sample) => sample.status),
    of((sample) => sample.isError),
    of((sample) => sample.trigger),
    of((sample) => sample.triggerKey),
    of((sample) => sample.durationUs),
    of((sample) => sample.input),
    of((sample) => sample.output),
    of((sample) => sample.error),
    of((sample) => sample.trace),
    workspaceId,
    samples.length,
  ]);
}
