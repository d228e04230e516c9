import type { z } from 'zod';
import type {
  countDeletableExecutions as countContract,
  deleteExecutions as contract,
} from '#lib/contracts/api/execution-deletes.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { countOldRuns, deleteOldRuns, type OldRuns } from '#lib/db/execution-deletes.ts';
import { dayStart } from '#lib/services/quotas/day.ts';
import { notFound, reachOf } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { runTalliesOf } from './run-tallies.ts';

type Deps = Pick<WorkflowDeps, 'db' | 'clock'>;
type Query = z.infer<typeof contract.body>;
type Count = z.infer<(typeof countContract.responses)[200]>;
type Deleted = z.infer<(typeof contract.responses)[200]>;

const MOST_COUNTED = 100_000;
/** Of one transaction; then others get at the tables. */
const AT_ONCE = 200;
const WORK_MS = 1_000;

/** How many runs `deleteOldExecutions` would find. @throws {AppError} `not_found` for a workflow out of reach. */
export async function countDeletable(deps: Deps, principal: Principal, query: Query): Promise<Count> {
  requirePermission(principal, 'workflow:delete');
  const count = await countOldRuns(deps.db.pool, { ...meant(principal, query), most: MOST_COUNTED + 1 });
  return { count: Math.min(count, MOST_COUNTED), more: count > MOST_COUNTED };
}

/**
 * Deletes runs that ended, oldest first, with all that is theirs, for about a second. What goes on stays, and so does what
 * a run that goes on has called.
 *
 * @throws {AppError} `not_found` for a workflow out of reach.
 */
export async function deleteOldExecutions(deps: Deps, principal: Principal, query: Query): Promise<Deleted> {
  requirePermission(principal, 'workflow:delete');
  const until = performance.now() + WORK_MS;
  let deleted = 0;
  do {
    const bite = await deleteBite(deps, principal, query);
    runTalliesOf(deps.db).forget(principal.workspaceId);
    deleted += bite;
    if (bite < AT_ONCE) return { deleted, more: false };
  } while (performance.now() < until);
  return { deleted, more: true };
}

function deleteBite(deps: Deps, principal: Principal, query: Query): Promise<number> {
  const { workspaceId } = principal;
  return deps.db.transaction(async (tx) => {
    const deleted = await deleteOldRuns(tx, {
      ...meant(principal, query),
      limit: AT_ONCE,
      today: dayStart(deps.clock.now()),
    });
    if (deleted > 0) {
      const data = { ...query, deleted };
      await writeAudit(tx, principal, {
        action: 'execution.deleted',
        targetType: 'workspace',
        targetId: workspaceId,
        data,
      });
    }
    return deleted;
  });
}

function meant(principal: Principal, { before, workflowId }: Query): OldRuns {
  const { workspaceId } = principal;
  const reach = reachOf(principal);
  if (workflowId !== undefined && reach !== null && !reach.includes(workflowId)) throw notFound('workflow');
  return { workspaceId, before: Date.parse(before), workflowIds: workflowId === undefined ? reach : [workflowId] };
}
