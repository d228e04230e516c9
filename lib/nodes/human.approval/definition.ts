import { z } from 'zod';
import { literal } from '#lib/kit/field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';
import { answerTimeField, approversField, questionField } from '#lib/kit/question-fields.ts';

export const humanApproval = defineNode({
  type: 'human.approval',
  version: 1,
  title: 'Approval',
  description: 'Ask a person, and go on with the answer.',
  category: 'human',
  icon: 'user-check',
  role: 'action',
  effect: 'read',
  ports: {
    in: true,
    out: [
      { name: 'approved', label: 'Approved' },
      { name: 'rejected', label: 'Rejected' },
    ],
    error: true,
  },
  policy: { retry: false, timeout: false },
  config: z.strictObject({
    message: questionField('Refund {{ input.amount }} to {{ input.customer }}?'),
    schema: literal(z.record(z.string(), z.unknown()), {
      title: 'Answer form',
      description: 'A JSON Schema: what is asked beside yes or no. It arrives as data.',
      'x-control': 'schema',
      'x-for': 'people',
      'x-order': 2,
    }).optional(),
    approvers: approversField('E-mail addresses of members. Empty: everyone who may run this workflow.'),
    timeoutMs: answerTimeField,
    onTimeout: literal(z.enum(['reject', 'approve']), {
      title: 'When nobody answers',
      description: 'Which way the run takes when the time is over.',
      'x-control': 'select',
      'x-options': { reject: 'Count it as a no', approve: 'Count it as a yes' },
      'x-order': 5,
    }).default('reject'),
    caller: literal(z.enum(['auto', 'always', 'never']), {
      title: 'Who calls may answer',
      description:
        'Over MCP, in the chat, where the client can show it. Whoever is named above is asked alone there, too.',
      'x-control': 'select',
      'x-options': {
        auto: 'Unless something is changed afterwards',
        always: 'Always',
        never: 'Never: in the app alone',
      },
      'x-advanced': true,
      'x-order': 6,
    }).default('auto'),
  }),
  outputSchema: {
    type: 'object',
    properties: {
      approved: { type: 'boolean' },
      data: {},
      by: { type: ['string', 'null'] },
      at: { type: 'string' },
      timedOut: { type: 'boolean' },
    },
    required: ['approved', 'data', 'by', 'at', 'timedOut'],
  },
  summary: '{message}',
  defaults: { message: '', timeoutMs: 86_400_000, onTimeout: 'reject' },
  keywords: ['human', 'approve', 'reject', 'confirm', 'review', 'ask', 'question', 'form'],
  aiDescription:
    'Asks a person and waits; leaves by `approved` or `rejected`, outputs {approved, data, by, at, timedOut}. `schema` asks for more than yes or no.',
  docs: `Asks a person and waits for the answer, in the inbox of the app or over the API. It leaves by **Approved** or **Rejected**.

\`\`\`json
{ "message": "Refund {{ input.amount }}?", "approvers": ["lee@example.com"], "timeoutMs": 86400000, "onTimeout": "reject",
  "schema": { "type": "object", "properties": { "reason": { "type": "string" } } } }
\`\`\`

Its output is \`{ "approved": true, "data": { "reason": "late parcel" }, "by": "lee@example.com", "at": "...", "timedOut": false }\`. The first valid answer counts. When nobody
answers in time, \`onTimeout\` decides, and \`timedOut\` is true. A run that waits for a person survives restarts. Disabling an approval lets nothing through.

A client of MCP that can show forms asks its user in the chat, unless a node behind **Approved** changes something: then the answer has to come from the app, for who asks for a change should not wave it
through by itself. \`"caller": "always"\` lets the chat answer nevertheless, \`"never"\` keeps it out.`,
});
