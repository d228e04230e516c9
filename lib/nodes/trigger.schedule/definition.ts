import { z } from 'zod';
import { literal } from '#lib/kit/field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

export const triggerSchedule = defineNode({
  type: 'trigger.schedule',
  version: 1,
  title: 'Schedule',
  description: 'Start the workflow at certain times.',
  category: 'trigger',
  icon: 'calendar-clock',
  role: 'trigger',
  effect: 'pure',
  ports: { in: false, out: [{ name: 'out' }], error: false },
  policy: { retry: false, timeout: false },
  config: z.strictObject({
    cron: literal(z.string().min(1).max(200), {
      title: 'When',
      description: 'Minute, hour, day of the month, month, day of the week.',
      'x-control': 'text',
      'x-placeholder': '0 9 * * 1-5',
      'x-order': 1,
    }),
    timezone: literal(z.string().min(1).max(100), {
      title: 'Time zone',
      description: 'The clock that counts, also when it changes in spring and autumn.',
      'x-control': 'text',
      'x-placeholder': 'Europe/Berlin',
      'x-order': 2,
    }).default('UTC'),
    missed: literal(z.enum(['latest', 'skip']), {
      title: 'After a standstill',
      description: 'When times were missed: run once for the latest of them, or go on with the next.',
      'x-control': 'select',
      'x-options': { latest: 'Run once', skip: 'Skip them' },
      'x-advanced': true,
      'x-order': 3,
    }).default('latest'),
  }),
  outputSchema: {
    type: 'object',
    properties: { scheduledAt: { type: 'string', format: 'date-time' } },
    required: ['scheduledAt'],
  },
  summary: '{cron}',
  defaults: { cron: '0 9 * * 1-5', timezone: 'UTC', missed: 'latest' },
  keywords: ['cron', 'timer', 'every', 'daily', 'hourly', 'interval', 'time', 'recurring'],
  aiDescription:
    'Starts the deployed workflow at the times of a five-field cron expression in a time zone; its output is {scheduledAt}.',
  docs: `Starts the workflow at the times that **When** describes, while its deployment is active. The output, and \`input\`, is \`{ "scheduledAt": "2026-03-04T08:00:00.000Z" }\`.

\`\`\`json
{ "cron": "0 9 * * 1-5", "timezone": "Europe/Berlin" }
\`\`\`

runs at nine in the morning from Monday to Friday. The five fields are minute, hour, day of the month, month and day of the week; \`*/15\` is every fifteenth, \`L\` the last day of a month,
\`1#1\` the first Monday, and \`@hourly\`, \`@daily\`, \`@weekly\`, \`@monthly\` work too.

- When the clocks change, a time that does not exist is run an hour later, and one that exists twice is run once.
- A run starts within about a second of its time. Several workers never start it twice.
- **After a standstill** (everything was off) it runs once for the latest time that was missed, or not at all.`,
});
