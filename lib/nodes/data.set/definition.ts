import { z } from 'zod';
import { field } from '#lib/kit/field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

export const dataSet = defineNode({
  type: 'data.set',
  version: 1,
  title: 'Set',
  description: 'Build a value from earlier steps.',
  category: 'data',
  icon: 'braces',
  role: 'action',
  effect: 'pure',
  ports: { in: true, out: [{ name: 'out' }], error: true },
  policy: { retry: true, timeout: false },
  config: z.strictObject({
    value: field(z.unknown(), {
      title: 'Value',
      description: 'Any JSON, with expressions inside. It is the output of this step.',
      'x-control': 'json',
      'x-order': 1,
    }),
  }),
  defaults: { value: {} },
  keywords: ['edit', 'map', 'transform', 'variable', 'assign', 'shape'],
  aiDescription: 'Outputs the given JSON after its expressions are resolved; use it to shape or rename data.',
  docs: `Its output is \`value\`, with every expression resolved.

\`\`\`json
{ "value": { "fullName": "{{ input.first }} {{ input.last }}", "adult": "{{ input.age >= 18 }}" } }
\`\`\`

gives \`{ "fullName": "Ada Lovelace", "adult": true }\`: a text that is only one \`{{ }}\` keeps its type, others are joined to a text. A missing value is left out of
objects.`,
});
