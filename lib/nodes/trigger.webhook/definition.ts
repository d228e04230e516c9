import { z } from 'zod';
import { literal } from '#lib/kit/field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

export const webhookSignatures = ['plain', 'github', 'stripe', 'slack', 'standard'] as const;
export const webhookMethods = ['POST', 'GET', 'PUT', 'PATCH', 'DELETE', 'ANY'] as const;

export const triggerWebhook = defineNode({
  type: 'trigger.webhook',
  version: 1,
  title: 'Webhook',
  description: 'Start the workflow when another service calls an address.',
  category: 'trigger',
  icon: 'webhook',
  role: 'trigger',
  effect: 'pure',
  ports: { in: false, out: [{ name: 'out' }], error: false },
  policy: { retry: false, timeout: false },
  config: z.strictObject({
    path: literal(
      z
        .string()
        .min(1)
        .max(200)
        .regex(/^[A-Za-z0-9_~-][A-Za-z0-9._~-]*(\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*$/, 'letters, digits, - _ ~ . and /'),
      {
        title: 'Path',
        description: 'The end of the address. Without a check of the caller it has to be random.',
        'x-control': 'text',
        'x-generate': 'random',
        'x-placeholder': 'github/issues',
        'x-order': 1,
      },
    ),
    method: literal(z.enum(webhookMethods), {
      title: 'Method',
      'x-control': 'select',
      'x-options': { POST: 'POST', GET: 'GET', PUT: 'PUT', PATCH: 'PATCH', DELETE: 'DELETE', ANY: 'Any' },
      'x-order': 2,
    }).default('POST'),
    auth: literal(z.enum(['none', 'header', 'hmac']), {
      title: 'Who may call',
      description: 'How the caller proves who they are. The secret comes from a connection.',
      'x-control': 'select',
      'x-options': {
        none: 'Whoever knows the address',
        header: 'Whoever sends the connection’s credentials',
        hmac: 'Whoever signs with the connection’s secret',
      },
      'x-order': 3,
    }),
    connectionId: literal(z.uuid(), {
      title: 'Connection',
      description: 'Holds what callers send, or the secret that they sign with.',
      'x-control': 'connection',
      'x-connectors': ['signingSecret', 'headers', 'apiKey', 'bearer', 'basic'],
      'x-order': 4,
    }).optional(),
    signature: literal(z.enum(webhookSignatures), {
      title: 'Way of signing',
      'x-control': 'select',
      'x-options': {
        plain: 'X-Signature-256 over the body',
        github: 'GitHub',
        stripe: 'Stripe',
        slack: 'Slack',
        standard: 'Standard Webhooks',
      },
      'x-order': 5,
    }).default('plain'),
    respond: literal(z.enum(['immediately', 'whenFinished']), {
      title: 'Answer',
      description: 'At once with the id of the run, or with what the run returns.',
      'x-control': 'select',
      'x-options': { immediately: 'At once', whenFinished: 'When the run has finished' },
      'x-order': 6,
    }).default('immediately'),
  }),
  outputSchema: {
    type: 'object',
    properties: {
      method: { type: 'string' },
      path: { type: 'string' },
      query: { type: 'object' },
      headers: { type: 'object', additionalProperties: { type: 'string' } },
      body: {},
      rawBody: { type: 'string' },
    },
    required: ['method', 'path', 'query', 'headers', 'body', 'rawBody'],
  },
  summary: '{method} {path}',
  defaults: { path: '', method: 'POST', auth: 'none', signature: 'plain', respond: 'immediately' },
  keywords: ['http', 'callback', 'event', 'github', 'stripe', 'slack', 'post', 'receive', 'hook'],
  aiDescription:
    'Starts the deployed workflow when its address /hooks/{workspace}/{path} is called; its output is {method, path, query, headers, body, rawBody}.',
  docs: `Starts a run for each call of \`/hooks/{workspace}/{path}\` on the MCP runtime, while the deployment is active. The output, and \`input\`, is
\`{ method, path, query, headers, body, rawBody }\`: header names are lower case, \`body\` is the parsed JSON or form, or the text; \`rawBody\` is the text as it came (base64 if it is no text).

\`\`\`json
{ "path": "github/issues", "method": "POST", "auth": "hmac", "signature": "github", "connectionId": "…", "respond": "immediately" }
\`\`\`

**Who may call**

- *Whoever knows the address*: the path must then be random and stay secret.
- *Credentials*: the caller has to send what the **Connection** would send: its headers, API key or password.
- *Signature*: HMAC-SHA256 with the connection's signing secret over the body as it came. \`plain\` takes \`X-Signature-256\`, \`X-Hub-Signature-256\` or \`X-Signature\`, as hex or base64, with or without \`sha256=\`.
Where a timestamp is signed (Stripe, Slack, Standard Webhooks) it may be five minutes old at most. Otherwise a signature counts once within 24 hours: a repeated one is answered with
\`{ "duplicate": true }\` and starts nothing.

**Answer** *At once* is 202 with \`{ "executionId": "…" }\`. *When the run has finished* it is 200 with what **Return** gives (422 if it is marked as an error, 500 if the run fails), or 202 if it
takes longer than 60 seconds. \`Authorization\`, cookies and what proved the caller never reach the run. At most 4 MiB.`,
});
