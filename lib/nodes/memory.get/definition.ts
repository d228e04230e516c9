import { z } from 'zod';
import { memoryKeyField } from '#lib/kit/memory-key.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

export const memoryGet = defineNode({
  type: 'memory.get',
  version: 1,
  title: 'Remember',
  description: 'Read a value that a run has kept.',
  category: 'data',
  icon: 'brain',
  role: 'action',
  effect: 'read',
  ports: { in: true, out: [{ name: 'out' }], error: true },
  policy: { retry: true, timeout: true },
  config: z.strictObject({
    key: memoryKeyField,
  }),
  outputSchema: {
    type: 'object',
    properties: { found: { type: 'boolean' }, value: {} },
    required: ['found', 'value'],
  },
  summary: '{key}',
  defaults: { key: '' },
  keywords: ['memory', 'key', 'value', 'state', 'cache', 'store', 'read'],
  aiDescription:
    'Reads `key` from the memory of the workspace. Outputs {found, value}; value is null if there is none.',
  docs: `Reads what **Keep** or **Count** has stored under a key, in this run or an earlier one of the workspace.

\`\`\`json
{ "key": "orders/{{ input.id }}" }
\`\`\`

outputs \`{ "found": true, "value": ... }\`, or \`{ "found": false, "value": null }\` if there is nothing, or it has expired.`,
});
