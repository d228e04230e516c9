import { z } from 'zod';
import { lazy } from '#lib/kit/field.ts';
import { itemsField } from '#lib/kit/items-field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

export const dataFilter = defineNode({
  type: 'data.filter',
  version: 1,
  title: 'Filter',
  description: 'Keep the elements of a list that meet a condition.',
  category: 'data',
  icon: 'list-filter',
  role: 'action',
  effect: 'pure',
  ports: { in: true, out: [{ name: 'out' }], error: true },
  policy: { retry: false, timeout: false },
  config: z.strictObject({
    items: itemsField,
    condition: lazy({
      title: 'Keep if',
      description: 'An expression about one element: `item`, and its place `index` from 0.',
      'x-item': true,
      'x-placeholder': '{{ item.population >= 1000000 }}',
      'x-order': 2,
    }),
  }),
  outputSchema: { type: 'array' },
  summary: '{condition}',
  defaults: { items: '', condition: '' },
  keywords: ['where', 'keep', 'remove', 'list', 'select', 'condition'],
  aiDescription:
    'Outputs the elements of `items` for which `condition` (an expression with `item` and `index`) is true.',
  docs: `Evaluates **Keep if** for each element and outputs a list of those for which it is true, in their order.

\`\`\`json
{ "items": "{{ steps.fetch.body }}", "condition": "{{ item.population >= input.minPopulation }}" }
\`\`\`

\`item\` is the element, \`index\` its place from 0. True is what is true in JavaScript, but the text \`false\` is false. An empty list gives an empty list; anything that is no list is
an error.`,
});
