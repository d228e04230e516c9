import { z } from 'zod';
import { literal } from '#lib/kit/field.ts';
import { iconsField } from '#lib/kit/icons-field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

export const triggerPrompt = defineNode({
  type: 'trigger.prompt',
  version: 1,
  title: 'Prompt',
  description: 'A person picks this workflow as a prompt in their assistant.',
  category: 'trigger',
  icon: 'message-square-quote',
  role: 'trigger',
  effect: 'pure',
  ports: { in: false, out: [{ name: 'out' }], error: false },
  policy: { retry: false, timeout: false },
  config: z.strictObject({
    name: literal(z.string(), {
      title: 'Prompt name',
      description: 'What assistants call it: 1 to 128 characters, no spaces or commas.',
      'x-control': 'text',
      'x-placeholder': 'review_contract',
      'x-order': 1,
    }),
    description: literal(z.string().max(10_000), {
      title: 'Description',
      description: 'Tells people what the prompt is for.',
      'x-control': 'textarea',
      'x-placeholder': 'Reviews a contract with our checklist',
      'x-order': 2,
    }).optional(),
    arguments: z
      .array(
        z.strictObject({
          name: literal(z.string().min(1).max(128), { title: 'Name', 'x-control': 'text' }),
          description: literal(z.string().max(2_000), { title: 'Description', 'x-control': 'text' }).optional(),
          suggestions: literal(z.string().max(10_000), {
            title: 'Suggestions',
            description: 'Values that the assistant offers while the person types, separated by commas.',
            'x-control': 'text',
            'x-placeholder': 'english, german, korean',
          }).optional(),
          required: literal(z.boolean(), { title: 'Required', 'x-control': 'switch' }).optional(),
        }),
      )
      .max(50)
      .default([])
      .meta({
        title: 'Arguments',
        description: 'What the person is asked for. Each is a text, and a field of `input` in expressions.',
        'x-literal': true,
        'x-control': 'json',
        'x-order': 3,
      }),
    title: literal(z.string().max(200), {
      title: 'Title',
      description: 'A name for people; assistants show it in their lists.',
      'x-control': 'text',
      'x-advanced': true,
      'x-order': 4,
    }).optional(),
    icons: iconsField(5),
  }),
  summary: '{name}',
  defaults: { name: 'my_prompt', description: '', arguments: [] },
  keywords: ['mcp', 'start', 'template', 'message', 'slash', 'command'],
  aiDescription:
    'Starts the workflow when a prompt of the server is asked for; `input` is the arguments, and the Return gives its messages.',
  docs: `Makes the workflow a prompt of its MCP server: a message that a person picks in their assistant (often as a slash command) and that the workflow writes.

The arguments are texts; in expressions they are \`input\`. Required ones are checked before anything runs, and **Suggestions** are offered while the person types.

\`\`\`json
{
  "name": "review_contract",
  "description": "Reviews a contract with our checklist",
  "arguments": [{ "name": "language", "suggestions": "english, korean", "required": true }]
}
\`\`\`

End with a **Return**. A text as its value is one message of the user. With **Content for the assistant** each part is a message: a text, an image, audio or an embedded
resource, said by the user or the assistant.

\`\`\`json
{ "value": "", "content": [
  { "type": "resource", "uri": "docs://checklist", "mimeType": "text/markdown", "text": "{{ steps.checklist }}" },
  { "type": "text", "text": "Review the contract with this checklist. Answer in {{ input.language }}." }
] }
\`\`\``,
});
