import { z } from 'zod';
import { field } from '#lib/kit/field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

export const dataJson = defineNode({
  type: 'data.json',
  version: 1,
  title: 'Read JSON',
  description: 'Turn a JSON text into data.',
  category: 'data',
  icon: 'file-json',
  role: 'action',
  effect: 'pure',
  ports: { in: true, out: [{ name: 'out' }], error: true },
  policy: { retry: false, timeout: false },
  config: z.strictObject({
    text: field(z.string(), {
      title: 'Text',
      description: 'JSON, also inside a Markdown code block, as models like to answer.',
      'x-control': 'expression',
      'x-placeholder': '{{ steps.fetch.body }}',
      'x-order': 1,
    }),
  }),
  defaults: { text: '' },
  keywords: ['parse', 'decode', 'json'],
  aiDescription: 'Parses the JSON `text` (a Markdown code fence around it is dropped) and outputs the value.',
  docs: `Reads a JSON text and outputs its value.

\`\`\`json
{ "text": "{{ steps.fetch.body.payload }}" }
\`\`\`

A Markdown code block around the JSON is dropped. Text that is no JSON is an error that says at which place. To write JSON, put the value into a text: \`{{ JSON.stringify(steps.x) }}\`.`,
});
