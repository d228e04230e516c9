import { z } from 'zod';
import { literal } from '#lib/kit/field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

export const triggerManual = defineNode({
  type: 'trigger.manual',
  version: 1,
  title: 'Manual start',
  description: 'Start the workflow by hand or through the API.',
  category: 'trigger',
  icon: 'play',
  role: 'trigger',
  effect: 'pure',
  ports: { in: false, out: [{ name: 'out' }], error: false },
  policy: { retry: false, timeout: false },
  config: z.strictObject({
    sample: literal(z.unknown(), {
      title: 'Sample input',
      description: 'Offered as input when you try the workflow in the editor.',
      'x-control': 'json',
      'x-order': 1,
    }).optional(),
  }),
  defaults: {},
  keywords: ['start', 'button', 'api', 'test'],
  aiDescription: 'Starts the workflow by hand or by `POST /workflows/{id}/execute`; its output is the given input.',
  docs: `Starts a run from the editor or by \`POST /api/v1/workflows/{id}/execute\`. The given input, of any JSON type, is \`input\` in expressions.

\`\`\`json
{ "sample": { "name": "Ada" } }
\`\`\`

**Sample input** is only what the editor offers; a run without input gets \`null\`.`,
});
