import { z } from 'zod';
import { field, literal } from '#lib/kit/field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

const units = ['years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds'] as const;

export const dataDateTime = defineNode({
  type: 'data.dateTime',
  version: 1,
  title: 'Date and time',
  description: 'Read, shift, compare and write dates.',
  category: 'data',
  icon: 'calendar-clock',
  role: 'action',
  effect: 'pure',
  ports: { in: true, out: [{ name: 'out' }], error: true },
  policy: { retry: false, timeout: false },
  config: z.strictObject({
    value: field(z.union([z.string(), z.number()]), {
      title: 'Date',
      description: 'An ISO 8601 text or milliseconds since 1970; the present if left out.',
      'x-control': 'expression',
      'x-placeholder': '{{ input.dueAt }}',
      'x-order': 1,
    }).optional(),
    inputFormat: field(z.string().max(100), {
      title: 'How it is written',
      description: 'If it is not ISO 8601, such as dd.MM.yyyy HH:mm.',
      'x-control': 'text',
      'x-placeholder': 'dd.MM.yyyy',
      'x-advanced': true,
      'x-order': 2,
    }).optional(),
    timezone: field(z.string().max(100), {
      title: 'Time zone',
      description: 'For dates that name none, for shifting by days, and for the output.',
      'x-control': 'text',
      'x-placeholder': 'Europe/Berlin',
      'x-order': 3,
    }).default('UTC'),
    amount: field(z.number(), {
      title: 'Add',
      description: 'Negative to go back.',
      'x-control': 'number',
      'x-order': 4,
    }).optional(),
    unit: literal(z.enum(units), {
      title: 'Unit',
      'x-control': 'select',
      'x-options': {
        years: 'Years',
        months: 'Months',
        weeks: 'Weeks',
        days: 'Days',
        hours: 'Hours',
        minutes: 'Minutes',
        seconds: 'Seconds',
      },
      'x-order': 5,
    }).default('days'),
    startOf: literal(z.enum(['none', 'year', 'quarter', 'month', 'week', 'day', 'hour']), {
      title: 'Go to the start of',
      description: 'After adding. Weeks begin on Monday.',
      'x-control': 'select',
      'x-options': {
        none: 'Nothing',
        year: 'The year',
        quarter: 'The quarter',
        month: 'The month',
        week: 'The week',
        day: 'The day',
        hour: 'The hour',
      },
      'x-advanced': true,
      'x-order': 6,
    }).default('none'),
    format: field(z.string().max(200), {
      title: 'Format',
      description: 'How `text` is written, such as cccc d LLLL yyyy.',
      'x-control': 'text',
      'x-placeholder': 'yyyy-MM-dd HH:mm',
      'x-order': 7,
    }).optional(),
    until: field(z.union([z.string(), z.number()]), {
      title: 'Compare with',
      description: 'Another date: `difference` says how far away it is.',
      'x-control': 'expression',
      'x-advanced': true,
      'x-order': 8,
    }).optional(),
  }),
  outputSchema: {
    type: 'object',
    properties: {
      iso: { type: 'string' },
      ms: { type: 'number' },
      text: { type: 'string' },
      year: { type: 'integer' },
      month: { type: 'integer' },
      day: { type: 'integer' },
      hour: { type: 'integer' },
      minute: { type: 'integer' },
      second: { type: 'integer' },
      weekday: { type: 'integer' },
      week: { type: 'integer' },
      timezone: { type: 'string' },
      difference: { type: 'object' },
    },
    required: ['iso', 'ms', 'text', 'year', 'month', 'day', 'hour', 'minute', 'second', 'weekday', 'week', 'timezone'],
  },
  summary: '{value}',
  defaults: { timezone: 'UTC', unit: 'days', startOf: 'none' },
  keywords: ['now', 'today', 'format', 'timezone', 'add', 'subtract', 'difference', 'calendar', 'parse'],
  aiDescription:
    'Reads a date (`value`, default now) in `timezone`, optionally adds `amount` `unit`, goes to `startOf`, and outputs {iso, ms, text (by Luxon `format`), year ... week, timezone, difference to `until`}.',
  docs: `Reads a date, shifts it if you like, and outputs it in every form that expressions need.

\`\`\`json
{ "value": "{{ input.orderedAt }}", "timezone": "Asia/Seoul", "amount": 3, "unit": "days", "format": "yyyy-MM-dd" }
\`\`\`

gives \`{ "iso": "2026-03-04T09:00:00.000+09:00", "ms": 1772582400000, "text": "2026-03-04", "year": 2026, "month": 3, "day": 4, "hour": 9, ..., "weekday": 3, "week": 10, "timezone": "Asia/Seoul" }\`.
\`weekday\` is 1 for Monday to 7 for Sunday.

Days, weeks, months and years are added by the calendar of the time zone: a day later is the same time of day, also when the clocks change. **Format** uses the letters of Luxon:
\`yyyy\` year, \`MM\` month, \`dd\` day, \`HH:mm\` time, \`cccc\` weekday, \`LLLL\` month's name. With **Compare with** there is a \`difference\` of \`{ days, hours, minutes, seconds, ms }\`, each the whole distance
in that unit; it is negative if the other date is earlier.`,
});
