import { z } from 'zod';
import { lazy } from '#lib/kit/field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

export const logicIf = defineNode({
  type: 'logic.if',
  version: 1,
  title: 'If',
  description: 'Go one way or the other.',
  category: 'logic',
  icon: 'split',
  role: 'action',
  effect: 'pure',
  ports: {
    in: true,
    out: [
      { name: 'true', label: 'True' },
      { name: 'false', label: 'False' },
    ],
    error: false,
  },
  policy: { retry: false, timeout: false },
  config: z.strictObject({
    condition: lazy({
      title: 'Condition',
      description: 'An expression. True as in JavaScript; the text "false" counts as false.',
      'x-placeholder': '{{ input.amount > 100 }}',
      'x-order': 1,
    }),
  }),
  outputSchema: { type: 'boolean' },
  summary: '{condition}',
  defaults: { condition: '' },
  keywords: ['condition', 'branch', 'else', 'filter', 'decide'],
  aiDescription:
    'Leaves by port `true` or `false` depending on the condition, which must be an expression; its output is that boolean.',
  docs: `Evaluates the condition and leaves by the port **True** or **False**. The other branch is skipped.

\`\`\`json
{ "condition": "{{ input.amount > 100 && steps.customer.body.active }}" }
\`\`\`

A condition is true as in JavaScript (empty texts, 0, null are false), except that the text \`false\` is false too. Join the branches again with **Merge**, or let
several edges end at the same node: it starts when all that were taken are done.`,
});
