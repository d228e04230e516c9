import { z } from 'zod';
import { field, literal } from '#lib/kit/field.ts';
import { itemsField } from '#lib/kit/items-field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

export const dataJoin = defineNode({
  type: 'data.join',
  version: 1,
  title: 'Join lists',
  description: 'Put the elements of two lists together where a value agrees.',
  category: 'data',
  icon: 'combine',
  role: 'action',
  effect: 'pure',
  ports: { in: true, out: [{ name: 'out' }], error: true },
  policy: { retry: false, timeout: false },
  config: z.strictObject({
    items: itemsField,
    with: field(z.array(z.unknown()), {
      title: 'Second list',
      description: 'What is added to the elements of the first.',
      'x-control': 'expression',
      'x-placeholder': '{{ steps.customers }}',
      'x-order': 2,
    }),
    by: field(z.string().min(1).max(500), {
      title: 'Value in the first list',
      description: 'A path in an element of the first list.',
      'x-control': 'text',
      'x-placeholder': 'customerId',
      'x-order': 3,
    }),
    withBy: field(z.string().min(1).max(500), {
      title: 'Value in the second list',
      description: 'A path in an element of the second list; the same as in the first if left out.',
      'x-control': 'text',
      'x-placeholder': 'id',
      'x-order': 4,
    }).optional(),
    as: literal(z.string().min(1).max(100), {
      title: 'Name',
      description: 'Where the second element is put; if left out, its fields are mixed in.',
      'x-control': 'text',
      'x-placeholder': 'customer',
      'x-order': 5,
    }).optional(),
    keep: literal(z.enum(['matching', 'all']), {
      title: 'Keep',
      description: 'Only elements with a partner, or all of the first list.',
      'x-control': 'select',
      'x-options': { matching: 'Those with a partner', all: 'All of the first list' },
      'x-order': 6,
    }).default('matching'),
  }),
  outputSchema: { type: 'array' },
  summary: '{by}',
  defaults: { items: '', with: '', by: '', keep: 'matching' },
  keywords: ['merge', 'lookup', 'combine', 'match', 'enrich', 'sql', 'list'],
  aiDescription:
    'Joins `items` with the list `with` where the value at path `by` equals the one at `withBy` (default: `by`); the partner’s fields are mixed in, or put under `as`. `keep: "all"` keeps elements without a partner.',
  docs: `Finds for each element of the first list its partners in the second, those with an equal value, and puts them together: one result for each pair.

\`\`\`json
{
  "items": "{{ steps.orders }}", "by": "customerId",
  "with": "{{ steps.customers }}", "withBy": "id",
  "as": "customer"
}
\`\`\`

gives \`[{ "id": 7, "customerId": 3, "customer": { "id": 3, "name": "Ada" } }, ...]\`. Without **Name** the partner's fields are mixed into the element; where both have a field, the
first list's stays. **Keep** \`all\` also outputs elements without a partner. Missing values have no partner. Elements must be objects. At most 100,000 results.`,
});
