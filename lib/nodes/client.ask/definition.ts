import { z } from 'zod';
import { limits } from '#lib/contracts/limits.ts';
import { field, literal } from '#lib/kit/field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

export const clientAsk = defineNode({
  type: 'client.ask',
  version: 1,
  title: 'Ask the client (legacy)',
  description: 'Ask the MCP client that called: its model, its folders, or its user.',
  category: 'human',
  icon: 'bot-message-square',
  role: 'action',
  effect: 'read',
  ports: { in: true, out: [{ name: 'out' }], error: true },
  policy: { retry: false, timeout: false },
  config: z.strictObject({
    ask: literal(z.enum(['sample', 'roots', 'form']), {
      title: 'What is asked for',
      description: 'The client must have declared that it answers this.',
      'x-control': 'select',
      'x-options': { sample: 'A text of its model', roots: 'Its folders', form: 'A form for its user' },
      'x-order': 1,
    }),
    message: field(z.string().max(10_000), {
      title: 'Message',
      description: 'The prompt for the model, or what the user reads above the form.',
      'x-control': 'textarea',
      'x-placeholder': 'Sum this up: {{ input.text }}',
      'x-order': 2,
    }).optional(),
    schema: literal(z.record(z.string(), z.unknown()), {
      title: 'Form',
      description: 'Only with a form. Texts, numbers, yes or no, and choices.',
      'x-control': 'schema',
      'x-for': 'people',
      'x-order': 3,
    }).optional(),
    systemPrompt: field(z.string().max(10_000), {
      title: 'System prompt',
      description: 'Only for the model.',
      'x-control': 'textarea',
      'x-advanced': true,
      'x-order': 4,
    }).optional(),
    maxTokens: field(z.number().int().min(1).max(100_000), {
      title: 'Most tokens',
      description: 'Only for the model.',
      'x-control': 'number',
      'x-advanced': true,
      'x-order': 5,
    }).default(1_000),
    timeoutMs: field(z.number().min(1).max(limits.waitMaxMs), {
      title: 'Time to answer (ms)',
      description: 'After it the client counts as gone, which is an error.',
      'x-control': 'number',
      'x-advanced': true,
      'x-order': 6,
    }).default(300_000),
  }),
  summary: '{ask} {message}',
  defaults: { ask: 'sample', message: '', maxTokens: 1_000, timeoutMs: 300_000 },
  keywords: ['mcp', 'sampling', 'roots', 'elicitation', 'legacy', 'caller', 'model'],
  aiDescription:
    'Legacy: asks the MCP client that called the workflow for a text of its model (`sample`), its folders (`roots`) or a `form`. Fails without such a caller. Prefer ai.chat and human.input.',
  docs: `Asks the client that called this workflow over MCP, and nobody else. MCP has marked sampling and roots as legacy: build new workflows with a model of your own and with **Ask for input**,
which also reaches people in the app.

\`\`\`json
{ "ask": "sample", "message": "Sum this up in a sentence: {{ input.text }}", "maxTokens": 200 }
\`\`\`

The output is what the client answers: for the model \`{ "role": "assistant", "content": { "type": "text", "text": "..." }, "model": "..." }\`, for folders \`{ "roots": [{ "uri": "file:///work" }] }\`, for a
form \`{ "action": "accept", "content": { ... } }\`, where \`action\` may also be \`decline\` or \`cancel\`.

It is a step error if no MCP client called (\`no_caller\`), if it did not declare that it answers this (\`missing_client_capability\`), or if it does not answer in time (\`client_gone\`). In a called
workflow there is no client to ask.`,
});
