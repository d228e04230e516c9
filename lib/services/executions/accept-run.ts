import type { Db } from '#lib/db/client.ts';
import { isOutage } from '#lib/db/outage.ts';
import { insertAcceptedRuns, type AcceptedRun } from '#lib/db/queued-runs.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { GroupCommit } from './group-commit.ts';
import type { Bell, NewRun } from './insert-run.ts';
import { LargeValues } from './large-values.ts';
import { BELLS_PER_WORKSPACE } from './ring.ts';

const MAX_BATCH = 200;
const MAX_PENDING_BYTES = 32 * 1024 * 1024;
/** Who asks over REST waits no longer for a database that is away. */
const PATIENCE_MS = 1_000;
/** Of a row without its input; a generous guess. */
const ROW_BYTES = 1_500;

type Deps = Pick<WorkflowDeps, 'clock' | 'logger'> & { db: Pick<Db, 'pool'> };
/** `wake` is there once it is committed. */
type Op = AcceptedRun & { wake: number };

const groups = new WeakMap<object, GroupCommit<Op>>();

/**
 * Records a queued run and, in the same commit, what the audit log says of it (null: nothing, as of all that comes by
 * itself); who comes at the same time shares the commit. Resolves with what to ring.
 *
 * @throws {AppError} `unavailable`, `overloaded`
 */
export async function acceptRun(
  deps: Deps,
  { executionId: id, input, ...run }: Omit<NewRun, 'caller'>,
  audit: AcceptedRun['audit'],
): Promise<Bell & { createdAt: Date }> {
  const { workspaceId } = run;
  const large = new LargeValues({ id, workspaceId });
  const packed = large.pack(input);
  const createdAt = new Date(deps.clock.now());
  const op: Op = {
    execution: { ...run, id, createdAt, input: packed },
    values: large.rows,
    audit,
    wake: 1,
  };
  const bytes = large.rows.reduce((sum, row) => sum + row.bytes.length, ROW_BYTES + packed.length);
  await groupOf(deps).write(op, bytes);
  return { id, workspaceId, wake: op.wake, createdAt };
}

/** One group for each database handle. */
function groupOf({ db, logger }: Deps): GroupCommit<Op> {
  const known = groups.get(db);
  if (known) return known;
  const group = new GroupCommit<Op>({
    commit: async (ops) => {
      const wakes = await insertAcceptedRuns(db.pool, ops, BELLS_PER_WORKSPACE);
      // One that was there before, because the group is sent again, may have to be rung.
      for (const op of ops) op.wake = wakes.get(op.execution.id) ?? 1;
      return ops.map(() => null);
    },
    isTransient: isOutage,
    onRetry: (error) => logger.warn({ err: error }, 'accepted runs: sending a group again'),
    maxBatch: MAX_BATCH,
    maxPendingBytes: MAX_PENDING_BYTES,
    patienceMs: PATIENCE_MS,
  });
  groups.set(db, group);
  return group;
}
