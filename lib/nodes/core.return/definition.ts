import { z } from 'zod';
import { contentPartSchema } from '#lib/kit/content-schema.ts';
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
      'x-order': 3,
    }).optional(),
    content: z
      .array(contentPartSchema)
      .max(100)
      .meta({
        title: 'Content for the assistant',
        description: 'Text, images, audio and resources that the caller sees in place of the value as text.',
        'x-control': 'json',
        'x-advanced': true,
        'x-order': 2,
      })
      .optional(),
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

**Content for the assistant** says exactly what an MCP caller sees, in order: texts, images, audio, embedded resources and links to resources. Bytes are a file
that an earlier step made (\`file\`), or base64 (\`data\` with \`mimeType\`).

\`\`\`json
{
  "value": { "city": "{{ input.city }}" },
  "content": [
    { "type": "text", "text": "The map of {{ input.city }}:" },
    { "type": "image", "file": "{{ steps.download.body }}" },
    { "type": "resource", "uri": "report://{{ input.city }}", "mimeType": "text/markdown", "text": "{{ steps.report }}" },
    { "type": "resource_link", "uri": "https://example.com/{{ input.city }}", "name": "More about it" }
  ]
}
\`\`\`

The value is still the result of the run, and the structured output if the tool promises one or it is a list or an object. After a **Prompt** trigger each part is a
message (\`role\` says whose, \`user\` if left out); after a **Resource** trigger each part is a piece of what was read, and \`uri\` may be left out. Other callers (the API, a webhook, another workflow)
get the value alone.

With **This answer is a "no"** the caller is told \`isError\`: the workflow worked, but the answer is negative (nothing found, not allowed). To fail the run use
**Fail**.`,
});
