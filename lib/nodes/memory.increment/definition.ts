import { z } from 'zod';
import { limits } from '#lib/contracts/limits.ts';
import { field } from '#lib/kit/field.ts';
import { memoryKeyField } from '#lib/kit/memory-key.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

export const memoryIncrement = defineNode({
  type: 'memory.increment',
  version: 1,
  title: 'Count',
  description: 'Add to a number that is kept.',
  category: 'data',
  icon: 'tally-5',
  role: 'action',
  effect: 'idempotent',
  ports: { in: true, out: [{ name: 'out' }], error: true },
  policy: { retry: true, timeout: true },
  config: z.strictObject({
    key: memoryKeyField,
    by: field(z.number(), {
      title: 'Add',
      description: 'Negative to subtract.',
      'x-control': 'number',
      'x-order': 2,
    }).default(1),
    expiresInMs: field(z.int().min(1).max(limits.memoryMaxMs), {
      title: 'Forget after (ms)',
      description: 'Counted from the first addition. Left out, it stays.',
      'x-control': 'number',
      'x-order': 3,
    }).optional(),
  }),
  outputSchema: { type: 'object', properties: { value: { type: 'number' } }, required: ['value'] },
  summary: '{key}',
  defaults: { key: '', by: 1 },
  keywords: ['memory', 'counter', 'increment', 'number', 'limit', 'sequence', 'state'],
  aiDescription:
    'Adds `by` (default 1) to the number under `key` in the memory of the workspace, atomically; starts at 0. Outputs {value}: the sum.',
  docs: `Adds to the number under a key, which begins at 0, and outputs \`{ "value": 8 }\`. Runs that count at the same time lose nothing, and a step that is tried again after a crash counts once.

\`\`\`json
{ "key": "calls/{{ input.user }}", "by": 1, "expiresInMs": 3600000 }
\`\`\`

With **Forget after** the time runs from the first addition: then it begins at 0 again. A key that holds anything but a number is an error.`,
});
