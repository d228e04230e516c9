import { z } from 'zod';
import { jsonSchemaSchema } from '#lib/contracts/json-schema.ts';
import { literal } from '#lib/kit/field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

export const triggerForm = defineNode({
  type: 'trigger.form',
  version: 1,
  title: 'Form',
  description: 'Start the workflow when somebody fills in a page.',
  category: 'trigger',
  icon: 'clipboard-pen',
  role: 'trigger',
  effect: 'pure',
  ports: { in: false, out: [{ name: 'out' }], error: false },
  policy: { retry: false, timeout: false },
  config: z.strictObject({
    title: literal(z.string().min(1).max(200), {
      title: 'Heading',
      description: 'Stands at the top of the page.',
      'x-control': 'text',
      'x-placeholder': 'Tell us what you think',
      'x-order': 1,
    }),
    description: literal(z.string().max(2_000), {
      title: 'Introduction',
      description: 'Plain text below the heading.',
      'x-control': 'textarea',
      'x-order': 2,
    }).optional(),
    inputSchema: literal(jsonSchemaSchema, {
      title: 'Fields',
      description: 'What the page asks for, as JSON Schema. It is checked before the run starts and is `input` then.',
      'x-control': 'schema',
      'x-for': 'people',
      'x-order': 3,
    }),
    path: literal(
      z
        .string()
        .min(1)
        .max(100)
        .regex(/^[A-Za-z0-9_~-][A-Za-z0-9._~-]*$/, 'letters, digits, - _ ~ and .'),
      {
        title: 'Path',
        description: 'The end of the address. A random one is known only to those who are given it.',
        'x-control': 'text',
        'x-generate': 'random',
        'x-placeholder': 'feedback',
        'x-order': 4,
      },
    ),
    access: literal(z.enum(['public', 'members']), {
      title: 'Who may fill it in',
      description: 'When a member fills it in, the run knows who it was.',
      'x-control': 'select',
      'x-options': { public: 'Whoever has the address', members: 'Members of the workspace' },
      'x-order': 5,
    }).default('public'),
    respond: literal(z.enum(['immediately', 'whenFinished']), {
      title: 'Answer',
      description: 'Thanks at once, or what the run returns.',
      'x-control': 'select',
      'x-options': { immediately: 'At once', whenFinished: 'When the run has finished' },
      'x-order': 6,
    }).default('immediately'),
    successMessage: literal(z.string().max(2_000), {
      title: 'Thanks',
      description: 'What the page says when the answers have come.',
      'x-control': 'textarea',
      'x-placeholder': 'We will write to you within two days.',
      'x-order': 7,
    }).optional(),
    submitLabel: literal(z.string().max(60), {
      title: 'Text of the button',
      'x-control': 'text',
      'x-placeholder': 'Send',
      'x-advanced': true,
      'x-order': 8,
    }).optional(),
    redirectUrl: literal(
      z
        .string()
        .max(2_000)
        .regex(/^https:\/\/[^\s/?#@\\]+(?:[/?#][^\s\\]*)?$/, 'an address that begins with https://'),
      {
        title: 'Page to go on to',
        description: 'An https address that is opened after the answers have come, instead of the thanks.',
        'x-control': 'text',
        'x-placeholder': 'https://example.com/thanks',
        'x-advanced': true,
        'x-order': 9,
      },
    ).optional(),
  }),
  summary: '{title}',
  defaults: {
    title: '',
    path: '',
    access: 'public',
    respond: 'immediately',
    inputSchema: { type: 'object', properties: {} },
  },
  keywords: ['page', 'survey', 'questionnaire', 'contact', 'submit', 'fill in', 'input', 'start'],
  aiDescription:
    'Starts the deployed workflow when its page /forms/{workspace}/{path} is filled in; its output, and `input` everywhere, is the checked fields of `inputSchema`.',
  docs: `Makes a page at \`/forms/{workspace}/{path}\` on the MCP runtime that asks for the fields, while the deployment is active. What is filled in is checked on the server; what does not fit stays on the
page with the reason beside the field. Each filled-in form is one run, also if it is sent twice. The page works without scripts, on phones, in light and dark, and speaks the reader's language (English or Korean).

\`\`\`json
{ "title": "Tell us what you think", "path": "feedback", "access": "public", "respond": "whenFinished",
  "inputSchema": { "type": "object", "required": ["email", "message"], "properties": {
    "email": { "type": "string", "format": "email", "title": "Your e-mail" },
    "message": { "type": "string", "x-multiline": true, "maxLength": 2000 },
    "topic": { "type": "string", "enum": ["Praise", "Problem", "Idea"] } } } }
\`\`\`

In expressions the fields are \`{{ input.email }}\`, \`{{ input.message }}\`. A field that is left empty is not in \`input\`.

**Fields** \`title\` is the label, \`description\` the help below it. Texts with \`format\` \`email\`, \`uri\` or \`date\`, with \`"x-multiline": true\` or with an \`enum\` have controls of their own; so have numbers, yes or no,
and lists (one a line, or boxes to tick where \`items\` has an \`enum\`). A yes or no that is required has to be a yes. Files and nested objects cannot be asked for.

**Who may fill it in** *Whoever has the address*, or *members of the workspace*, who sign in first: then \`input.submittedBy\` is \`{ "id", "name", "email" }\`.

**Answer** *At once* shows the thanks, or opens **Page to go on to**. *When the run has finished* shows what **Return** gives: a text, or an object as a list of its members. It says so if the run fails,
or takes longer than 60 seconds; it goes on then. An address may send 20 forms a minute, 256 kB each.`,
});
