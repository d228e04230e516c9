import { z } from 'zod';
import { field } from '#lib/kit/field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

export const coreReturn = defineNode({
  type: 'core.return',
  version: 1,
  title: 'Return',
  description: 'End the run and answer with a value.',
  category: 'output',
  icon: 'corner-down-left',
  role: 'return',
  effect: 'pure',
  ports: { in: true, out: [], error: false },
  policy: { retry: false, timeout: false },
  config: z.strictObject({
    value: field(z.unknown(), {
      title: 'Value',
      description: 'The result of the run: any JSON, with expressions inside.',
      'x-control': 'json',
      'x-order': 1,
    }),
    isError: field(z.boolean(), {
      title: 'This answer is a "no"',
      description: 'Tells the assistant that the call did not achieve its aim. The run itself still succeeds.',
      'x-control': 'switch',
      'x-advanced': true,
      'x-order': 2,
    }).optional(),
  }),
  defaults: { value: '' },
  keywords: ['end', 'result', 'answer', 'response', 'output', 'finish'],
  aiDescription: 'Ends the whole run at once with `value` as its result; `isError: true` marks a negative answer.',
  docs: `Ends the run. The first Return that finishes wins: its value is answered at once, nothing new starts, and what still runs is stopped.

\`\`\`json
{ "value": { "count": "{{ steps.fetch.body.length }}", "issues": "{{ steps.fetch.body }}" } }
\`\`\`

A text that is one \`{{ }}\` and nothing else keeps the value's type; otherwise the parts are joined to a text.

Without any Return, the result is the output of the one step at the end, or an object of the outputs of all ends, by key.

With **This answer is a "no"** the caller is told \`isError\`: the workflow worked, but the answer is negative (nothing found, not allowed). To fail the run use
**Fail**.`,
});
