import { setTimeout as sleep } from 'node:timers/promises';
import {
  deleteRowsOf,
  deleteRuns,
  deleteWorkspaceRow,
  forgetPerson,
  hasRunsUnderWay,
  type Erasure,
} from '#lib/db/erasures.ts';
import { findErasure, makerColumns, noteErasurePass, tablesOfWorkspaces } from '#lib/db/system/erasures.ts';
import { isForeignKeyViolation } from '#lib/db/unique-violation.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { announceDeletion } from './announce-erasure.ts';

type Deps = Pick<WorkflowDeps, 'db' | 'bus' | 'clock' | 'logger'>;

/** A run may last an hour; so long something that was under way may still be recorded. */
export const FINAL_AFTER_MS = 2 * 3_600_000;
/** Runs that were asked to stop do so within a second. */
const RUNS_END_MS = 5_000;
const LOOK_EVERY_MS = 100;
/** Rows that one statement deletes; of files far fewer, because each has up to 50 pieces. */
const BITE_ROWS = 2_000;
const BITES: Readonly<Record<string, number>> = { file: 50, workspace_export: 1, stored_value: 200 };

/** One pass over what is to be erased; the same again does no harm. The job's handler. */
export async function runErasure(deps: Deps, { erasureId }: { erasureId: string }): Promise<void> {
  const erasure = await findErasure(deps.db.pool, erasureId);
  if (!erasure) return;
  if (erasure.kind === 'workspace') await eraseWorkspace(deps, erasure);
  else await erasePerson(deps, erasure);
  await noteErasurePass(deps.db.pool, { id: erasureId, now: deps.clock.now(), finalAfterMs: FINAL_AFTER_MS });
  deps.logger.info({ erasureId, kind: erasure.kind }, 'erased');
}

async function eraseWorkspace(deps: Deps, { workspaceId }: Extract<Erasure, { kind: 'workspace' }>): Promise<void> {
  const { pool } = deps.db;
  await announceDeletion(deps, workspaceId);
  const patientUntil = performance.now() + RUNS_END_MS;
  while ((await hasRunsUnderWay(pool, { workspaceId })) && performance.now() < patientUntil) await sleep(LOOK_EVERY_MS);
  let runs: number;
  do runs = await deleteRuns(pool, { workspaceId, limit: BITE_ROWS });
  while (runs > 0);
  await emptyTables(deps, workspaceId);
  await deleteWorkspaceRow(pool, { workspaceId });
}

/** Round after round: a table whose rows others still point to is emptied in a later one. */
async function emptyTables(deps: Deps, workspaceId: string): Promise<void> {
  const { pool } = deps.db;
  const tables = await tablesOfWorkspaces(pool);
  for (;;) {
    let deleted = 0;
    let blocked: unknown = null;
    for (const table of tables) {
      try {
        deleted += await emptyTable(deps, table, workspaceId);
      } catch (error) {
        if (!isForeignKeyViolation(error)) throw error;
        blocked = error;
      }
    }
    if (blocked === null) return;
    if (deleted === 0) throw blocked;
  }
}

async function emptyTable({ db }: Deps, table: string, workspaceId: string): Promise<number> {
  const limit = BITES[table] ?? BITE_ROWS;
  let deleted = 0;
  for (;;) {
    const bite = await deleteRowsOf(db.pool, { workspaceId, table, limit });
    deleted += bite;
    if (bite < limit) return deleted;
  }
}

async function erasePerson({ db }: Deps, { id, userId, email }: Extract<Erasure, { kind: 'person' }>): Promise<void> {
  await forgetPerson(db.pool, { userId, email, pseudonym: id, makerColumns: await makerColumns(db.pool) });
}
