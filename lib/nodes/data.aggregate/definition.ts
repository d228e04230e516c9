import { z } from 'zod';
import { field, literal } from '#lib/kit/field.ts';
import { itemsField } from '#lib/kit/items-field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

const operations = ['count', 'sum', 'avg', 'min', 'max', 'list'] as const;

export const dataAggregate = defineNode({
  type: 'data.aggregate',
  version: 1,
  title: 'Aggregate',
  description: 'Count, sum or collect the elements of a list, in groups if you like.',
  category: 'data',
  icon: 'sigma',
  role: 'action',
  effect: 'pure',
  ports: { in: true, out: [{ name: 'out' }], error: true },
  policy: { retry: false, timeout: false },
  config: z.strictObject({
    items: itemsField,
    groupBy: field(z.string().max(500), {
      title: 'Group by',
      description: 'Where the group’s value lies in an element; empty makes one result of all elements.',
      'x-control': 'text',
      'x-placeholder': 'region',
      'x-order': 2,
    }).optional(),
    values: z
      .array(
        z.strictObject({
          name: literal(z.string().min(1).max(100), {
            title: 'Name',
            description: 'What the result calls it.',
            'x-control': 'text',
          }),
          op: literal(z.enum(operations), {
            title: 'Operation',
            'x-control': 'select',
            'x-options': {
              count: 'Count',
              sum: 'Sum',
              avg: 'Average',
              min: 'Smallest',
              max: 'Largest',
              list: 'List',
            },
          }),
          path: field(z.string().max(500), {
            title: 'Of',
            description: 'A path in the element; empty is the element itself.',
            'x-control': 'text',
          }).optional(),
        }),
      )
      .min(1)
      .max(50)
      .meta({ title: 'Values', description: 'What to compute.', 'x-control': 'json', 'x-order': 3 }),
  }),
  defaults: { items: '', values: [{ name: 'count', op: 'count' }] },
  keywords: ['group', 'sum', 'count', 'average', 'total', 'minimum', 'maximum', 'summarize', 'reduce', 'list'],
  aiDescription:
    'Computes `values` ([{name, op: count|sum|avg|min|max|list, path?}]) over `items`: one object, or with `groupBy` (a path) a list with one object a group, which also holds the group’s value.',
  docs: `Computes **Values** over all elements: \`count\`, \`sum\`, \`avg\`, \`min\`, \`max\`, or \`list\` of the values at **Of**.

\`\`\`json
{
  "items": "{{ steps.fetch.body }}",
  "groupBy": "region",
  "values": [{ "name": "countries", "op": "count" }, { "name": "people", "op": "sum", "path": "population" }]
}
\`\`\`

gives \`[{ "region": "Asia", "countries": 50, "people": 4700000000 }, ...]\`, groups in the order in which they first appear, each with the value that it is grouped by under the
last name of the path. Without **Group by** the output is one object: \`{ "countries": 250, "people": 8000000000 }\`.

Missing values are left out (\`count\` with **Of** counts those that are there). \`sum\` and \`avg\` need numbers, or texts that are numbers; anything else is an error. Of nothing,
\`sum\` and \`count\` are 0, \`avg\`, \`min\` and \`max\` are null.`,
});
