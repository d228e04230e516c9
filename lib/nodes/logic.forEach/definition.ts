import { z } from 'zod';
import { limits } from '#lib/contracts/limits.ts';
import { field, literal } from '#lib/kit/field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

export const logicForEach = defineNode({
  type: 'logic.forEach',
  version: 1,
  title: 'For each',
  description: 'Run the nodes inside once for each element of a list.',
  category: 'logic',
  icon: 'repeat',
  role: 'container',
  effect: 'pure',
  ports: { in: true, out: [{ name: 'out' }], error: true },
  policy: { retry: false, timeout: true },
  config: z.strictObject({
    items: field(z.array(z.unknown()), {
      title: 'Items',
      description: 'A list. The nodes inside see each element as item, and its number, from 0, as index.',
      'x-control': 'expression',
      'x-placeholder': '{{ input.orders }}',
      'x-order': 1,
    }),
    concurrency: field(z.int().min(1).max(limits.loopConcurrency), {
      title: 'At once',
      description: 'How many items run at the same time.',
      'x-control': 'number',
      'x-order': 2,
    }).default(1),
    onItemError: literal(z.enum(['fail', 'collect']), {
      title: 'When an item fails',
      description: 'Fail the loop and stop the other items, or put the error among the results and go on.',
      'x-control': 'select',
      'x-options': { fail: 'Fail the loop', collect: 'Collect the error' },
      'x-order': 3,
    }).default('fail'),
  }),
  outputSchema: { type: 'array' },
  summary: '{items}',
  defaults: { items: '', concurrency: 1, onItemError: 'fail' },
  keywords: ['loop', 'iterate', 'map', 'batch', 'repeat', 'list', 'each'],
  aiDescription:
    'Runs its body (nodes whose parentId is its id) once for each element of `items`; outputs the list of results. Inside, `item` and `index` are in scope.',
  docs: `Runs the nodes inside it once for each element of **Items** and outputs the list of their results, in the order of the items.

\`\`\`json
{ "items": "{{ input.orders }}", "concurrency": 5, "onItemError": "collect" }
\`\`\`

Inside, \`item\` is the element and \`index\` its number, from 0; of an outer loop they are \`loops.KEY.item\` and \`loops.KEY.index\`. Nodes inside that no edge leads to
start together. The result of an item is the value of its **Return**, or else the output of its last step.

**When an item fails**: \`fail\` stops the others and fails the loop with \`item_failed\` (connect the port **error** to go on); \`collect\` puts \`{ "error": ... }\` in
the item's place and goes on. No edge leads into the loop or out of it: steps behind it use \`{{ steps.KEY }}\`, the list of results.`,
});
