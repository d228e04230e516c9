import { z } from 'zod';
import { field, literal } from '#lib/kit/field.ts';
import { itemsField } from '#lib/kit/items-field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

export const dataLimit = defineNode({
  type: 'data.limit',
  version: 1,
  title: 'Limit',
  description: 'Keep the first or last elements of a list.',
  category: 'data',
  icon: 'list-end',
  role: 'action',
  effect: 'pure',
  ports: { in: true, out: [{ name: 'out' }], error: true },
  policy: { retry: false, timeout: false },
  config: z.strictObject({
    items: itemsField,
    count: field(z.int().min(0), {
      title: 'Count',
      description: 'How many elements to keep.',
      'x-control': 'number',
      'x-order': 2,
    }),
    from: literal(z.enum(['start', 'end']), {
      title: 'From',
      'x-control': 'select',
      'x-options': { start: 'The start', end: 'The end' },
      'x-order': 3,
    }).default('start'),
  }),
  outputSchema: { type: 'array' },
  summary: '{count}',
  defaults: { items: '', count: 10, from: 'start' },
  keywords: ['first', 'last', 'top', 'slice', 'take', 'head', 'tail', 'list'],
  aiDescription: 'Outputs the first (`from: "start"`) or last (`"end"`) `count` elements of `items`.',
  docs: `Outputs at most **Count** elements, from the start or from the end of the list, in their order.

\`\`\`json
{ "items": "{{ steps.sorted }}", "count": 10, "from": "start" }
\`\`\`

A shorter list passes whole. Sort first to get the ten largest.`,
});
