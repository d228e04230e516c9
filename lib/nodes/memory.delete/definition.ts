import { z } from 'zod';
import { memoryKeyField } from '#lib/kit/memory-key.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

export const memoryDelete = defineNode({
  type: 'memory.delete',
  version: 1,
  title: 'Forget',
  description: 'Delete a value that was kept.',
  category: 'data',
  icon: 'eraser',
  role: 'action',
  effect: 'idempotent',
  ports: { in: true, out: [{ name: 'out' }], error: true },
  policy: { retry: true, timeout: true },
  config: z.strictObject({
    key: memoryKeyField,
  }),
  outputSchema: { type: 'object', properties: { deleted: { type: 'boolean' } }, required: ['deleted'] },
  summary: '{key}',
  defaults: { key: '' },
  keywords: ['memory', 'key', 'remove', 'clear', 'state', 'store'],
  aiDescription: 'Deletes `key` from the memory of the workspace. Outputs {deleted}.',
  docs: `Deletes what is kept under a key. The output is \`{ "deleted": true }\`, or false if there was nothing, or it had expired already.

\`\`\`json
{ "key": "orders/{{ input.id }}" }
\`\`\``,
});
