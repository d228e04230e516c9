import { z } from 'zod';
import { literal } from '#lib/kit/field.ts';
import { iconsField } from '#lib/kit/icons-field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

export const triggerResource = defineNode({
  type: 'trigger.resource',
  version: 1,
  title: 'Resource',
  description: 'An assistant reads an address that this workflow answers.',
  category: 'trigger',
  icon: 'file-text',
  role: 'trigger',
  effect: 'pure',
  ports: { in: false, out: [{ name: 'out' }], error: false },
  policy: { retry: false, timeout: false },
  config: z.strictObject({
    name: literal(z.string().min(1).max(200), {
      title: 'Name',
      description: 'What assistants call the resource.',
      'x-control': 'text',
      'x-placeholder': 'handbook',
      'x-order': 1,
    }),
    uri: literal(z.string().max(2_000), {
      title: 'URI',
      description: 'The address of one resource. Leave it out if you give a URI template.',
      'x-control': 'text',
      'x-placeholder': 'docs://handbook',
      'x-order': 2,
    }).optional(),
    uriTemplate: literal(z.string().max(2_000), {
      title: 'URI template',
      description: 'Addresses of many resources: `{id}` is one segment, `{+path}` may hold slashes.',
      'x-control': 'text',
      'x-placeholder': 'docs://handbook/{chapter}',
      'x-order': 3,
    }).optional(),
    description: literal(z.string().max(10_000), {
      title: 'Description',
      description: 'Tells the assistant what it finds there.',
      'x-control': 'textarea',
      'x-placeholder': 'Our handbook, chapter by chapter',
      'x-order': 4,
    }).optional(),
    mimeType: literal(z.string().max(200), {
      title: 'MIME type',
      description: 'Of what is read, if it is always the same.',
      'x-control': 'text',
      'x-placeholder': 'text/markdown',
      'x-order': 5,
    }).optional(),
    variables: z
      .array(
        z.strictObject({
          name: literal(z.string().min(1).max(64), { title: 'Name', 'x-control': 'text' }),
          suggestions: literal(z.string().max(10_000), {
            title: 'Suggestions',
            description: 'Values that the assistant offers while the person types, separated by commas.',
            'x-control': 'text',
            'x-placeholder': 'holidays, expenses',
          }),
        }),
      )
      .max(50)
      .meta({
        title: 'Suggestions for the template',
        description: 'Values that its variables may have.',
        'x-literal': true,
        'x-control': 'json',
        'x-advanced': true,
        'x-order': 6,
      })
      .optional(),
    title: literal(z.string().max(200), {
      title: 'Title',
      description: 'A name for people; assistants show it in their lists.',
      'x-control': 'text',
      'x-advanced': true,
      'x-order': 7,
    }).optional(),
    icons: iconsField(8),
  }),
  summary: '{uri}{uriTemplate}',
  defaults: { name: 'my_resource', uri: 'docs://my-resource' },
  keywords: ['mcp', 'start', 'read', 'file', 'document', 'uri', 'address'],
  aiDescription:
    'Starts the workflow when a resource is read; `input.uri` is the address, `input.params` the values of its template, and the Return gives the content.',
  docs: `Makes the workflow a resource of its MCP server: an address that an assistant, or the person who uses it, can read.

With **URI** it is one resource. With **URI template** it is many: \`{chapter}\` stands for one segment, \`{+path}\` may hold slashes. In expressions
\`input.uri\` is the address that was asked for and \`input.params\` holds the values of the template, decoded.

\`\`\`json
{ "name": "handbook", "uriTemplate": "docs://handbook/{chapter}", "mimeType": "text/markdown" }
\`\`\`

End with a **Return**. A text as its value is the content; a file is read as it is, text or bytes; any other value becomes JSON. With **Content for the assistant** one
address can hold several pieces, and bytes as base64.

\`\`\`json
{ "value": "{{ steps.chapters.find(c => c.slug === input.params.chapter).text }}" }
\`\`\`

To say that there is nothing at an address, use **Return** with **This answer is a "no"**.`,
});
