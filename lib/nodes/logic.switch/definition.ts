import { z } from 'zod';
import { lazy, literal } from '#lib/kit/field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

export const logicSwitch = defineNode({
  type: 'logic.switch',
  version: 1,
  title: 'Switch',
  description: 'Choose one of several ways.',
  category: 'logic',
  icon: 'signpost',
  role: 'action',
  effect: 'pure',
  ports: {
    in: true,
    out: [
      { each: 'cases', name: 'name' },
      { name: 'fallback', label: 'Otherwise' },
    ],
    error: false,
  },
  policy: { retry: false, timeout: false },
  config: z.strictObject({
    cases: z
      .array(
        z.strictObject({
          name: literal(z.string().min(1).max(100), {
            title: 'Name',
            description: 'The name of the way out.',
            'x-control': 'text',
          }),
          when: lazy({
            title: 'When',
            description: 'An expression.',
            'x-placeholder': "{{ input.kind === 'invoice' }}",
          }),
        }),
      )
      .min(1)
      .max(50)
      .meta({
        title: 'Cases',
        description: 'Tried from top to bottom; the first that is true wins.',
        'x-control': 'cases',
        'x-order': 1,
      }),
  }),
  outputSchema: { type: 'string' },
  defaults: { cases: [{ name: 'first', when: '' }] },
  keywords: ['case', 'route', 'branch', 'condition', 'choose'],
  aiDescription:
    'Leaves by the port named like the first case whose `when` is true, else by `fallback`; its output is that name.',
  docs: `Tries its cases from top to bottom and leaves by the first whose **When** is true. Later cases are not evaluated. If none is true it leaves by **Otherwise**
(port \`fallback\`).

\`\`\`json
{ "cases": [
  { "name": "urgent", "when": "{{ input.priority >= 8 }}" },
  { "name": "billing", "when": "{{ input.subject.includes('invoice') }}" }
] }
\`\`\`

Its output is the name of the port. Renaming a case renames its port: reconnect its edge.`,
});
