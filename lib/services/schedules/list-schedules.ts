import type { z } from 'zod';
import type { previewSchedule as preview, Schedule } from '#lib/contracts/api/triggers.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { listLiveSchedules } from '#lib/db/schedules.ts';
import { requireWorkflow } from '#lib/services/workflows/get-workflow.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { say } from '#lib/shared/say.ts';
import { checkTimetable, nextTime } from './cron.ts';

const TIMES_SHOWN = 5;

/** The schedules of the live version. @throws {AppError} `not_found` */
export async function listSchedules(
  deps: Pick<WorkflowDeps, 'db'>,
  principal: Principal,
  { id }: { id: string },
): Promise<{ items: Schedule[] }> {
  requirePermission(principal, 'workflow:read');
  await requireWorkflow(deps, principal, id);
  const rows = await listLiveSchedules(deps.db.pool, { workspaceId: principal.workspaceId, workflowId: id });
  return {
    items: rows.map(({ triggerKey, cron, timezone, nextAt, lastAt }) => ({
      trigger: triggerKey,
      cron,
      timezone,
      nextAt: nextAt?.toISOString() ?? null,
      lastAt: lastAt?.toISOString() ?? null,
    })),
  };
}

/** The next times of a timetable. @throws {AppError} `invalid` with the field that is wrong. */
export function previewSchedule(
  { clock }: Pick<WorkflowDeps, 'clock'>,
  principal: Principal,
  timetable: z.infer<typeof preview.query>,
): { times: string[] } {
  requirePermission(principal, 'workflow:read');
  const fault = checkTimetable(timetable);
  if (fault) {
    const said = say(fault.kind === 'timezone_unknown' ? 'no_timezone' : 'no_timetable');
    throw new AppError('invalid', said, { errors: [{ path: `?${fault.field}`, code: fault.kind, ...said }] });
  }
  const times: string[] = [];
  let last: number | null = clock.now();
  while (last !== null && times.length < TIMES_SHOWN) {
    last = nextTime(timetable, last);
    if (last !== null) times.push(new Date(last).toISOString());
  }
  return { times };
}
