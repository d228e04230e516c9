import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { Tx } from '#lib/db/client.ts';
import { replaceSchedules, type ScheduleRow } from '#lib/db/schedules.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { checkTimetable, nextTime } from './cron.ts';

/**
 * Puts the schedules of a version in force with the deployment that goes live, in its transaction. `redeployed`: another
 * deployment was live until now.
 */
export async function publishSchedules(
  tx: Tx,
  clock: Clock,
  live: { workspaceId: string; workflowId: string; deploymentId: string; redeployed: boolean },
  definition: WorkflowDefinition,
): Promise<void> {
  const { workspaceId, workflowId, deploymentId, redeployed } = live;
  await replaceSchedules(
    tx,
    { workspaceId, workflowId },
    deploymentId,
    schedulesOf(definition, clock.now()),
    redeployed,
  );
}

/** A disabled trigger does not exist; one whose times are wrong was refused before. */
function schedulesOf(definition: WorkflowDefinition, now: number): ScheduleRow[] {
  return definition.nodes.flatMap(({ key, type, config, disabled }) => {
    if (type !== 'trigger.schedule' || disabled === true) return [];
    const timetable = { cron: textOf(config['cron'], ''), timezone: textOf(config['timezone'], 'UTC') };
    if (checkTimetable(timetable)) return [];
    const next = nextTime(timetable, now);
    const missed = config['missed'] === 'skip' ? 'skip' : 'latest';
    return [{ triggerKey: key, ...timetable, missed, nextAt: next === null ? null : new Date(next) }];
  });
}

const textOf = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);
