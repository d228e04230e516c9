import { z } from 'zod';
import { field } from '#lib/kit/field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

export const dataSplit = defineNode({
  type: 'data.split',
  version: 1,
  title: 'Split',
  description: 'Cut a text into a list, or a list into smaller ones.',
  category: 'data',
  icon: 'split',
  role: 'action',
  effect: 'pure',
  ports: { in: true, out: [{ name: 'out' }], error: true },
  policy: { retry: false, timeout: false },
  config: z.strictObject({
    value: field(z.union([z.string(), z.array(z.unknown())]), {
      title: 'Text or list',
      description: 'What to cut.',
      'x-control': 'expression',
      'x-placeholder': '{{ input.lines }}',
      'x-order': 1,
    }),
    separator: field(z.string().max(100), {
      title: 'Separator',
      description:
        'Where a text is cut; a new line if left out. Blanks around the pieces and empty pieces are dropped.',
      'x-control': 'text',
      'x-placeholder': ',',
      'x-order': 2,
    }).optional(),
    size: field(z.int().min(1).max(100_000), {
      title: 'Size',
      description: 'Elements in each smaller list; 100 if left out.',
      'x-control': 'number',
      'x-order': 3,
    }).optional(),
  }),
  outputSchema: { type: 'array' },
  defaults: { value: '' },
  keywords: ['explode', 'lines', 'batch', 'chunk', 'list', 'page', 'separate'],
  aiDescription:
    'Outputs the trimmed, non-empty pieces of a text cut at `separator` (default: line breaks), or a list cut into lists of `size` (default 100).',
  docs: `A text becomes a list of its pieces, without blanks around them and without empty ones.

\`\`\`json
{ "value": "{{ input.tags }}", "separator": "," }
\`\`\`

turns \`"red, green,,blue"\` into \`["red", "green", "blue"]\`. Without a **Separator** it is cut at line breaks.

A list becomes a list of smaller ones of **Size** elements each, for APIs that take a batch at a time: \`{ "value": "{{ steps.rows }}", "size": 50 }\`.`,
});
