import { toNumber, toText } from '../coerce.ts';
import type { Evaluation } from '../callable.ts';
import { dateOnlyText, dateText, parseDate, timeOnlyText } from './date-text.ts';
import { dateFormat } from './international.ts';
import { methodTable, readOnlyMethods, type MethodRun } from './method-table.ts';

type DateRun = MethodRun<Date>;
const fields = ['FullYear', 'Month', 'Date', 'Day', 'Hours', 'Minutes', 'Seconds', 'Milliseconds'] as const;

/** `getHours` and `getUTCHours` are the same: the zone is UTC. */
const getters = Object.fromEntries(
  fields.flatMap((field): [string, DateRun][] => {
    const get: DateRun = (date) => date[`getUTC${field}`]();
    return [
      [`get${field}`, get],
      [`getUTC${field}`, get],
    ];
  }),
);

const setters = fields.filter((field) => field !== 'Day').flatMap((field) => [`set${field}`, `setUTC${field}`]);

export const dateMethods = methodTable<Date>(
  'dates',
  (value) => value instanceof Date,
  () => 0,
  {
    ...getters,
    ...readOnlyMethods([...setters, 'setTime'], 'hint_new_date'),
    getTime: (date) => date.getTime(),
    getTimezoneOffset: () => 0,
    valueOf: (date: Date) => date.getTime(),
    toISOString: (date) => date.toISOString(),
    toJSON: (date) => date.toJSON(),
    toString: (date: Date) => dateText(date),
    toDateString: (date) => dateOnlyText(date),
    toTimeString: (date) => timeOnlyText(date),
    toUTCString: (date) => date.toUTCString(),
    toLocaleString: (date: Date, [locale, options]: readonly unknown[]) =>
      dateFormat(locale, options, 'all').format(date),
    toLocaleDateString: (date, [locale, options]) => dateFormat(locale, options, 'day').format(date),
    toLocaleTimeString: (date, [locale, options]) => dateFormat(locale, options, 'time').format(date),
  },
);

/** `new Date(...args)`: without arguments the step's start; parts and texts without a zone are UTC. */
export function makeDate(args: readonly unknown[], evaluation: Evaluation): Date {
  const [first] = args;
  if (args.length === 0) return new Date(evaluation.scope.now);
  if (args.length > 1) return new Date(dateOfParts(args, evaluation));
  if (first instanceof Date) return new Date(first.getTime());
  if (typeof first === 'string') return new Date(parseDate(first));
  return typeof first === 'object' && first !== null
    ? new Date(parseDate(toText(first, evaluation)))
    : new Date(toNumber(first, evaluation));
}

/** `Date.UTC(...parts)`. */
export function dateOfParts(parts: readonly unknown[], evaluation: Evaluation): number {
  const [year = Number.NaN, ...rest] = parts.map((part) => toNumber(part, evaluation));
  return Date.UTC(year, ...rest);
}
