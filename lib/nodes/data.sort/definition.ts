import { z } from 'zod';
import { field, literal } from '#lib/kit/field.ts';
import { itemsField } from '#lib/kit/items-field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

export const dataSort = defineNode({
  type: 'data.sort',
  version: 1,
  title: 'Sort',
  description: 'Put the elements of a list in order.',
  category: 'data',
  icon: 'arrow-down-wide-narrow',
  role: 'action',
  effect: 'pure',
  ports: { in: true, out: [{ name: 'out' }], error: true },
  policy: { retry: false, timeout: false },
  config: z.strictObject({
    items: itemsField,
    by: field(z.string().max(500), {
      title: 'By',
      description: 'Where the value to compare lies in an element; empty compares the elements themselves.',
      'x-control': 'text',
      'x-placeholder': 'name.common',
      'x-order': 2,
    }).default(''),
    order: literal(z.enum(['asc', 'desc']), {
      title: 'Order',
      'x-control': 'select',
      'x-options': { asc: 'Ascending', desc: 'Descending' },
      'x-order': 3,
    }).default('asc'),
  }),
  outputSchema: { type: 'array' },
  summary: '{by} {order}',
  defaults: { items: '', by: '', order: 'asc' },
  keywords: ['order', 'rank', 'ascending', 'descending', 'list'],
  aiDescription: 'Outputs `items` sorted by the value at path `by` (empty: the elements themselves), `asc` or `desc`.',
  docs: `Sorts a list. **By** is a path in each element: \`population\`, \`name.common\`, \`tags[0]\`; leave it empty for a list of numbers or texts.

\`\`\`json
{ "items": "{{ steps.fetch.body }}", "by": "population", "order": "desc" }
\`\`\`

Numbers are ordered by size, texts as in a dictionary (\`a\` before \`B\`). In a mixed list numbers come before texts. Elements without a value come last in both orders, and equal
ones keep their order.`,
});
