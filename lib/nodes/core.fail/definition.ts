import { z } from 'zod';
import { field } from '#lib/kit/field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

export const coreFail = defineNode({
  type: 'core.fail',
  version: 1,
  title: 'Fail',
  description: 'End the run with an error message.',
  category: 'output',
  icon: 'octagon-x',
  role: 'fail',
  effect: 'pure',
  ports: { in: true, out: [], error: false },
  policy: { retry: false, timeout: false },
  config: z.strictObject({
    message: field(z.string().max(10_000), {
      title: 'Message',
      description: 'Shown to the caller and in the run log.',
      'x-control': 'textarea',
      'x-placeholder': 'No repository {{ input.repo }}',
      'x-order': 1,
    }),
    asProtocolError: field(z.boolean(), {
      title: 'Not for the assistant',
      description:
        'Answers an MCP call with a protocol error, for the client program, instead of a result that the assistant reads.',
      'x-control': 'switch',
      'x-advanced': true,
      'x-order': 2,
    }).optional(),
  }),
  summary: '{message}',
  defaults: { message: '' },
  keywords: ['error', 'throw', 'stop', 'abort'],
  aiDescription: 'Ends the run with status error and the given message, which the caller sees word for word.',
  docs: `Ends the run with status \`error\`. The message reaches the caller word for word, so say what they can do about it.

\`\`\`json
{ "message": "There is no repository {{ input.repo }}. Use owner/name." }
\`\`\`

With **Not for the assistant** the caller's program gets a JSON-RPC error with the message: for faults that no assistant can do anything about. A task ends as
\`failed\` then.

For an answer that is negative but not a failure, use **Return** with \`isError\`.`,
});
