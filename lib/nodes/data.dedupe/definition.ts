import { z } from 'zod';
import { field } from '#lib/kit/field.ts';
import { itemsField } from '#lib/kit/items-field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

export const dataDedupe = defineNode({
  type: 'data.dedupe',
  version: 1,
  title: 'Remove duplicates',
  description: 'Keep the first of equal elements.',
  category: 'data',
  icon: 'copy-x',
  role: 'action',
  effect: 'pure',
  ports: { in: true, out: [{ name: 'out' }], error: true },
  policy: { retry: false, timeout: false },
  config: z.strictObject({
    items: itemsField,
    by: field(z.string().max(500), {
      title: 'By',
      description: 'Where the value to compare lies in an element; empty compares whole elements.',
      'x-control': 'text',
      'x-placeholder': 'email',
      'x-order': 2,
    }).optional(),
  }),
  outputSchema: { type: 'array' },
  summary: '{by}',
  defaults: { items: '' },
  keywords: ['unique', 'distinct', 'duplicate', 'list'],
  aiDescription: 'Outputs `items` without elements whose value at path `by` (or the whole element) was seen before.',
  docs: `Keeps the first of all elements that are equal, in their order. With **By** only the value at that path counts.

\`\`\`json
{ "items": "{{ steps.fetch.body }}", "by": "email" }
\`\`\`

Values are equal if their JSON is, whatever the order of keys; \`1\` and \`"1"\` differ. Elements without a value at **By** count as equal to each other.`,
});
