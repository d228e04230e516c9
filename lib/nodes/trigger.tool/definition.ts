import { z } from 'zod';
import { jsonSchemaSchema } from '#lib/contracts/json-schema.ts';
import { literal } from '#lib/kit/field.ts';
import { iconsField } from '#lib/kit/icons-field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

/** Hints about a tool's behaviour (MCP 2026-07-28, `ToolAnnotations`). Clients may not trust them. */
export const toolAnnotationsSchema = z.strictObject({
  title: z.string().max(200).optional(),
  readOnlyHint: z.boolean().optional(),
  destructiveHint: z.boolean().optional(),
  idempotentHint: z.boolean().optional(),
  openWorldHint: z.boolean().optional(),
});

export const triggerTool = defineNode({
  type: 'trigger.tool',
  version: 1,
  title: 'Tool',
  description: 'An AI assistant calls this workflow as a tool.',
  category: 'trigger',
  icon: 'wrench',
  role: 'trigger',
  effect: 'pure',
  ports: { in: false, out: [{ name: 'out' }], error: false },
  policy: { retry: false, timeout: false },
  config: z.strictObject({
    name: literal(z.string(), {
      title: 'Tool name',
      description: 'What the assistant calls: 1 to 128 characters, no spaces or commas.',
      'x-control': 'text',
      'x-placeholder': 'search_issues',
      'x-order': 1,
    }),
    description: literal(z.string().max(10_000), {
      title: 'Description',
      description: 'Tells the assistant when and how to use the tool.',
      'x-control': 'textarea',
      'x-placeholder': 'Open issues of a repository, newest first',
      'x-order': 2,
    }),
    inputSchema: literal(jsonSchemaSchema, {
      title: 'Input',
      description:
        'The arguments, as JSON Schema. They are checked before the run starts and are `input` in expressions.',
      'x-control': 'schema',
      'x-order': 3,
    }),
    outputSchema: literal(jsonSchemaSchema, {
      title: 'Output',
      description: 'The shape of the result, as JSON Schema. Leave it out if it varies.',
      'x-control': 'schema',
      'x-advanced': true,
      'x-order': 4,
    }).optional(),
    title: literal(z.string().max(200), {
      title: 'Title',
      description: 'A name for people; assistants show it in their lists.',
      'x-control': 'text',
      'x-advanced': true,
      'x-order': 5,
    }).optional(),
    annotations: literal(toolAnnotationsSchema, {
      title: 'Hints for the assistant',
      description: 'Whether the tool only reads, may destroy, can be repeated safely, or reaches outside.',
      'x-control': 'json',
      'x-advanced': true,
      'x-order': 6,
    }).optional(),
    icons: iconsField(7),
    tasks: literal(z.enum(['never', 'whenSlow', 'always', 'required']), {
      title: 'Long calls as tasks',
      description:
        'When a call becomes a task that its client asks for later. Left out: as the server says. Only for clients that know tasks; others get the answer when it is there.',
      'x-control': 'select',
      'x-options': {
        never: 'Never',
        whenSlow: 'When it takes long',
        always: 'Always',
        required: 'Always, and refuse other clients',
      },
      'x-advanced': true,
      'x-order': 8,
    }).optional(),
  }),
  summary: '{name}',
  defaults: { name: 'my_tool', description: '', inputSchema: { type: 'object', properties: {} } },
  keywords: ['mcp', 'start', 'assistant', 'call', 'function'],
  aiDescription:
    'Starts the workflow when an assistant calls the tool; its output, and `input` everywhere, is the checked arguments.',
  docs: `Makes the workflow a tool of its MCP server. One workflow can hold several tools; each starts at its own trigger.

The arguments are checked against **Input** before anything runs, and defaults of the schema are filled in. In expressions they are \`input\`.

\`\`\`json
{
  "name": "search_issues",
  "description": "Open issues of a repository, newest first",
  "inputSchema": {
    "type": "object",
    "properties": { "repo": { "type": "string", "description": "owner/name" } },
    "required": ["repo"]
  }
}
\`\`\`

Then \`{{ input.repo }}\` is the repository in every later step. End with a **Return** to say what the assistant gets.

Assistants are told what the tool may do: whether it only reads, may destroy, can be repeated, or reaches outside. What you leave out of **Hints for the assistant** is
derived from the nodes that the tool can reach, and never milder than they are.

**Long calls as tasks** is for clients that know MCP's tasks: the call is answered with a task, the run goes on whether the client stays or not, and the client
asks for its result later, from any process, for a week. A workflow that does not keep its runs' data has no tasks.

Schemas are JSON Schema 2020-12 with an object at the root; remote \`$ref\`s are refused, and \`pattern\` runs on a linear-time engine (no look-around, no
back-references).`,
});
