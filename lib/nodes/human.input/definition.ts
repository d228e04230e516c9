import { z } from 'zod';
import { literal } from '#lib/kit/field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';
import { answerTimeField, approversField, questionField } from '#lib/kit/question-fields.ts';

export const humanInput = defineNode({
  type: 'human.input',
  version: 1,
  title: 'Ask for input',
  description: 'Ask a person for what is missing, and go on with it.',
  category: 'human',
  icon: 'text-cursor-input',
  role: 'action',
  effect: 'read',
  ports: {
    in: true,
    out: [
      { name: 'out', label: 'Answered' },
      { name: 'declined', label: 'Declined' },
    ],
    error: true,
  },
  policy: { retry: false, timeout: false },
  config: z.strictObject({
    message: questionField('Where should order {{ input.order }} be sent?'),
    schema: literal(z.record(z.string(), z.unknown()), {
      title: 'Form',
      description:
        'A JSON Schema: what is asked for. Texts, numbers, yes or no, and choices can be asked in a chat, too.',
      'x-control': 'schema',
      'x-for': 'people',
      'x-order': 2,
    }),
    approvers: approversField(
      'E-mail addresses of members. Empty: the caller, and everyone who may run this workflow.',
    ),
    timeoutMs: answerTimeField,
    onTimeout: literal(z.enum(['fail', 'continue']), {
      title: 'When nobody answers',
      description: 'What happens when the time is over.',
      'x-control': 'select',
      'x-options': { fail: 'Fail', continue: 'Go on without data' },
      'x-order': 5,
    }).default('fail'),
  }),
  outputSchema: {
    type: 'object',
    properties: {
      data: {},
      by: { type: ['string', 'null'] },
      at: { type: 'string' },
      timedOut: { type: 'boolean' },
    },
    required: ['data', 'by', 'at', 'timedOut'],
  },
  summary: '{message}',
  defaults: { message: '', schema: { type: 'object', properties: {} }, timeoutMs: 86_400_000, onTimeout: 'fail' },
  keywords: ['human', 'ask', 'question', 'form', 'missing', 'data', 'elicitation', 'chat', 'caller'],
  aiDescription:
    'Asks a person for data that fits `schema` and waits; leaves by `out`, or by `declined` if they refuse. Outputs {data, by, at, timedOut}. The caller is asked in the chat where its client can.',
  docs: `Asks a person for data and waits for the answer. A client of MCP that can show forms asks its user in the chat; the inbox of the app and the API are always open, too. The first valid answer
counts. It leaves by **Answered**, or by **Declined** if the person refuses.

\`\`\`json
{ "message": "Where should order {{ input.order }} be sent?",
  "schema": { "type": "object", "required": ["city"], "properties": {
    "city": { "type": "string" }, "express": { "type": "boolean", "default": false } } } }
\`\`\`

Its output is \`{ "data": { "city": "Busan", "express": false }, "by": "lee@example.com", "at": "...", "timedOut": false }\`; \`by\` is null if nobody knows who answered. When nobody answers in time,
\`onTimeout\` decides: \`fail\` is a step error (\`input_timeout\`), \`continue\` goes on with \`data\` null and \`timedOut\` true. In a chat, texts, numbers, yes or no and choices can be asked
for; a form with lists or nested objects is asked for in the app alone. A run that waits survives restarts.`,
});
