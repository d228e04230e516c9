import { z } from 'zod';
import { limits } from '#lib/contracts/limits.ts';
import { field } from '#lib/kit/field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

export const logicWait = defineNode({
  type: 'logic.wait',
  version: 1,
  title: 'Wait',
  description: 'Go on after a time, or at a moment.',
  category: 'logic',
  icon: 'hourglass',
  role: 'action',
  effect: 'read',
  ports: { in: true, out: [{ name: 'out' }], error: false },
  policy: { retry: false, timeout: false },
  config: z.strictObject({
    ms: field(z.number().min(0).max(limits.waitMaxMs), {
      title: 'Time (ms)',
      description: 'How long to wait, in milliseconds; 30 days at most.',
      'x-control': 'number',
      'x-placeholder': '5000',
      'x-order': 1,
    }).optional(),
    until: field(z.union([z.string(), z.number()]), {
      title: 'Until',
      description: 'A moment instead: an ISO time, or milliseconds since 1970. One in the past goes on at once.',
      'x-control': 'text',
      'x-placeholder': '{{ input.dueAt }}',
      'x-order': 2,
    }).optional(),
  }),
  outputSchema: { type: 'object', properties: { resumedAt: { type: 'string' } }, required: ['resumedAt'] },
  summary: '{ms} {until}',
  defaults: { ms: 5_000 },
  keywords: ['delay', 'sleep', 'pause', 'timer', 'later', 'until'],
  aiDescription:
    'Waits `ms` milliseconds, or `until` an ISO time; outputs {resumedAt}. Long waits survive restarts and cost nothing meanwhile.',
  docs: `Waits, then goes on by its only way out. Give either **Time** or **Until**.

\`\`\`json
{ "ms": 60000 }
\`\`\`

\`\`\`json
{ "until": "{{ steps.order.body.shipAt }}" }
\`\`\`

A moment in the past goes on at once. Its output is \`{ "resumedAt": "2026-01-31T09:00:00.000Z" }\`. Waiting does not count as running time. A run that waits long leaves
memory and goes on later, also after a restart; whoever called it gets the run as it is.`,
});
