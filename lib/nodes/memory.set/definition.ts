import { z } from 'zod';
import { limits } from '#lib/contracts/limits.ts';
import { field } from '#lib/kit/field.ts';
import { memoryKeyField } from '#lib/kit/memory-key.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

export const memorySet = defineNode({
  type: 'memory.set',
  version: 1,
  title: 'Keep',
  description: 'Keep a value for later runs.',
  category: 'data',
  icon: 'save',
  role: 'action',
  effect: 'idempotent',
  ports: { in: true, out: [{ name: 'out' }], error: true },
  policy: { retry: true, timeout: true },
  config: z.strictObject({
    key: memoryKeyField,
    value: field(z.unknown(), {
      title: 'Value',
      description: 'Any JSON, 64 kB at most.',
      'x-control': 'expression',
      'x-placeholder': '{{ input }}',
      'x-order': 2,
    }),
    expiresInMs: field(z.int().min(1).max(limits.memoryMaxMs), {
      title: 'Forget after (ms)',
      description: 'Left out, it stays.',
      'x-control': 'number',
      'x-order': 3,
    }).optional(),
  }),
  outputSchema: { type: 'object', properties: { key: { type: 'string' } }, required: ['key'] },
  summary: '{key}',
  defaults: { key: '', value: '' },
  keywords: ['memory', 'key', 'value', 'state', 'cache', 'store', 'write', 'save'],
  aiDescription:
    'Stores `value` (64 kB of JSON) under `key` in the memory of the workspace, optionally with `expiresInMs`. Outputs {key}.',
  docs: `Keeps a value under a key, in place of what was there. Every workflow of the workspace can read it.

\`\`\`json
{ "key": "orders/{{ input.id }}", "value": "{{ steps.fetch.body }}", "expiresInMs": 86400000 }
\`\`\`

A value has 64 kB of JSON at most, a workspace 10,000 keys. Anybody who may see runs of the workspace may see what is kept: secrets belong in connections.`,
});
