import { z } from 'zod';
import { field } from '#lib/kit/field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

export const dataTemplate = defineNode({
  type: 'data.template',
  version: 1,
  title: 'Text',
  description: 'Write a text with values in it.',
  category: 'data',
  icon: 'text',
  role: 'action',
  effect: 'pure',
  ports: { in: true, out: [{ name: 'out' }], error: true },
  policy: { retry: false, timeout: false },
  config: z.strictObject({
    template: field(z.unknown().meta({ type: 'string' }), {
      title: 'Text',
      description: 'Values in {{ }}; lists and objects become JSON.',
      'x-control': 'textarea',
      'x-order': 1,
    }),
  }),
  outputSchema: { type: 'string' },
  summary: '{template}',
  defaults: { template: '' },
  keywords: ['template', 'string', 'message', 'format', 'markdown', 'concatenate', 'text'],
  aiDescription: 'Outputs `template` as a text, with its expressions filled in; objects become compact JSON.',
  docs: `Outputs a text. Each \`{{ }}\` is replaced by its value; null and missing ones vanish, lists and objects become JSON.

\`\`\`json
{ "template": "Dear {{ input.name }},\\n\\n{{ steps.orders.length }} orders are on their way." }
\`\`\`

For lines of a list use \`map\` and \`join\`: \`{{ steps.orders.map((order) => '- ' + order.title).join('\\n') }}\`.`,
});
