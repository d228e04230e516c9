import { z } from 'zod';
import { literal } from '#lib/kit/field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

export const logicMerge = defineNode({
  type: 'logic.merge',
  version: 1,
  title: 'Merge',
  description: 'Join branches: wait for all, or go on with the first.',
  category: 'logic',
  icon: 'merge',
  role: 'merge',
  effect: 'pure',
  ports: { in: true, out: [{ name: 'out' }], error: false },
  policy: { retry: false, timeout: false },
  config: z.strictObject({
    mode: literal(z.enum(['all', 'any']), {
      title: 'Wait for',
      description: 'For every branch that was taken, or only for the first one that arrives.',
      'x-control': 'select',
      'x-options': { all: 'All branches', any: 'The first branch' },
      'x-order': 1,
    }).default('all'),
  }),
  summary: '{mode}',
  defaults: { mode: 'all' },
  keywords: ['join', 'wait', 'combine', 'race', 'parallel'],
  aiDescription:
    'Joins branches. `all` outputs {sourceKey: output} of the taken edges; `any` outputs the first to arrive and lets the others run on.',
  docs: `Joins branches.

- **all** waits until every incoming edge is decided and outputs an object of what arrived, by the key of the step: \`{ "users": ..., "orders": ... }\`. Branches that were
skipped do not block it and are not in the object.
- **any** goes on once, with the output of the first branch that arrives. The other branches run on, but change nothing here.

\`\`\`json
{ "mode": "all" }
\`\`\`

Then \`{{ steps.merge.users.body }}\` is what the step \`users\` brought.`,
});
