import { CronExpressionParser, type CronExpression } from 'cron-parser';
import { IANAZone } from 'luxon';
import type { ScheduleFault } from '#lib/engine/validation-ports.ts';

/** When something is to run. */
export interface Timetable {
  /** Five fields, or `@daily` and its kin. */
  cron: string;
  /** An IANA name. */
  timezone: string;
}

const names: ReadonlySet<string> = new Set(['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@hourly']);

/** What is wrong with a timetable, or null. Seconds and `H` (a random time) are refused. */
export function checkTimetable({ cron, timezone }: Timetable): ScheduleFault | null {
  if (!IANAZone.isValidZone(timezone)) return { field: 'timezone', kind: 'timezone_unknown' };
  const fields = cron.trim().split(/\s+/);
  if (
    !names.has(cron.trim()) &&
    (fields.length !== 5 || fields.some((one) => /^H/i.test(one) || one.startsWith('@')))
  ) {
    return { field: 'cron', kind: 'cron_invalid' };
  }
  try {
    parse({ cron, timezone }, 0);
  } catch {
    return { field: 'cron', kind: 'cron_invalid' };
  }
  return nextTime({ cron, timezone }, Date.now()) === null ? { field: 'cron', kind: 'cron_never_fires' } : null;
}

/** The first time after `afterMs`, in ms; null if there is none. Throws for a timetable that `checkTimetable` refuses. */
export function nextTime(timetable: Timetable, afterMs: number): number | null {
  return step(timetable, afterMs, (expression) => expression.next().getTime());
}

/** The last time up to `untilMs` itself, in ms; null if there is none. */
export function latestTime(timetable: Timetable, untilMs: number): number | null {
  // The parser looks before a moment, never at it.
  return step(timetable, untilMs + 1, (expression) => expression.prev().getTime());
}

function step(timetable: Timetable, fromMs: number, find: (expression: CronExpression) => number): number | null {
  const expression = parse(timetable, fromMs);
  try {
    return find(expression);
  } catch {
    // It gives up after some ten thousand fruitless days.
    return null;
  }
}

function parse({ cron, timezone }: Timetable, fromMs: number): CronExpression {
  return CronExpressionParser.parse(cron.trim(), { tz: timezone, currentDate: new Date(fromMs) });
}
