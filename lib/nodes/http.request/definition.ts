import { z } from 'zod';
import { limits } from '#lib/contracts/limits.ts';
import { field, literal } from '#lib/kit/field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const status = z.int().min(100).max(599);

export const httpRequest = defineNode({
  type: 'http.request',
  version: 1,
  title: 'HTTP request',
  description: 'Call any HTTP API.',
  category: 'integration',
  icon: 'globe',
  role: 'action',
  effect: 'write',
  effectOf: (config) => {
    if (config.method === 'GET' || config.method === 'HEAD' || config.method === 'OPTIONS') return 'read';
    if (config.method === 'PUT' || config.method === 'DELETE') return 'idempotent';
    return config.idempotent === true ? 'idempotent' : 'write';
  },
  timeoutOf: (config) => config.timeoutMs,
  ports: { in: true, out: [{ name: 'out' }], error: true },
  policy: { retry: true, timeout: true },
  config: z.strictObject({
    method: literal(z.enum(methods), { title: 'Method', 'x-control': 'select', 'x-order': 1 }).default('GET'),
    url: field(z.string().min(1).max(8_192), {
      title: 'URL',
      description: 'Values in the path become one encoded segment; they cannot change the host.',
      'x-control': 'text',
      'x-encode': 'url',
      'x-placeholder': 'https://api.example.com/users/{{ input.id }}',
      'x-order': 2,
    }),
    connectionId: literal(z.uuid(), {
      title: 'Connection',
      description: 'Adds stored credentials to the request. It is refused for hosts that the connection does not name.',
      'x-control': 'connection',
      'x-connectors': ['bearer', 'apiKey', 'basic', 'headers'],
      'x-order': 2.5,
    }).optional(),
    query: field(z.record(z.string(), z.union([scalar, z.array(scalar)])), {
      title: 'Query',
      description: 'Added to the URL; lists repeat the name, missing values are left out.',
      'x-control': 'keyValue',
      'x-order': 3,
    }).optional(),
    headers: field(z.record(z.string(), field(scalar, { 'x-secret-variables': true })), {
      title: 'Headers',
      description: 'A secret variable may stand here; it is sent only to the hosts that it names.',
      'x-control': 'keyValue',
      'x-order': 4,
    }).optional(),
    body: field(z.unknown(), {
      title: 'Body',
      description:
        'A text is sent as it is, a file as its bytes, anything else as JSON (or as a form, if the Content-Type says so).',
      'x-control': 'json',
      'x-order': 5,
    }).optional(),
    acceptStatus: field(z.array(status), {
      title: 'Accepted statuses',
      description: 'Statuses of 400 and more that are no error here, such as 404.',
      'x-control': 'json',
      'x-advanced': true,
      'x-order': 6,
    }).optional(),
    idempotent: literal(z.boolean(), {
      title: 'Safe to repeat',
      description: 'This POST or PATCH can be sent twice without harm. An Idempotency-Key header is sent along.',
      'x-control': 'switch',
      'x-advanced': true,
      'x-order': 7,
    }).optional(),
    timeoutMs: field(z.int().min(1).max(limits.nodeTimeoutMaxMs), {
      title: 'Time limit (ms)',
      description: 'For one attempt; 30,000 if left out.',
      'x-control': 'number',
      'x-advanced': true,
      'x-order': 8,
    }).optional(),
  }),
  outputSchema: {
    type: 'object',
    properties: {
      status: { type: 'integer' },
      headers: { type: 'object', additionalProperties: { type: 'string' } },
      body: {},
    },
    required: ['status', 'headers', 'body'],
  },
  summary: '{method} {url}',
  defaults: { method: 'GET', url: '' },
  keywords: ['api', 'rest', 'fetch', 'curl', 'webhook', 'get', 'post', 'json'],
  aiDescription:
    'Calls an HTTP API; outputs {status, headers, body} with JSON bodies parsed and binary ones as {$file}. Status 400 and more is an error unless listed in acceptStatus.',
  docs: `Calls an HTTP API. The output is \`{ status, headers, body }\`; header names are lower case, and a body whose type is JSON is parsed, other texts stay texts.

\`\`\`json
{
  "method": "GET",
  "url": "https://api.example.com/repos/{{ input.repo }}/issues",
  "query": { "state": "open", "label": "{{ input.labels }}" },
  "headers": { "Accept": "application/json" }
}
\`\`\`

Then \`{{ steps.fetch.body.length }}\` is the number of issues.

- A value in the path becomes **one encoded segment**: \`a/b\` is sent as \`a%2Fb\`, and \`.\`, \`..\` and empty values are refused. A value cannot change the scheme, host or port
that you wrote.
- A status of 400 or more is an error, unless **Accepted statuses** lists it. With an edge at the port **Error** the run goes on there, and \`steps.fetch.error.details\` holds
\`status\` and \`body\`.
- Retries (see the node's policy) follow \`Retry-After\`. POST and PATCH are not repeated once they may have happened, unless **Safe to repeat** is on.
- With a **Connection** its credentials are added to the request, and replace a header of the same name. The URL, and each redirect, must lie on one of the hosts that
the connection names. Credentials never appear in the run's data: an answer that repeats them shows \`[hidden]\`.
- A header may carry a **secret variable**, alone between the braces: \`Bearer {{ vars.API_TOKEN }}\`. Its value is put in when the request is sent, and only to the hosts that the
variable names; the run's data shows its name, and an answer that repeats it shows \`[hidden]\`. No other field takes a secret.
- Redirects are followed five times at most; \`Authorization\` and cookies are not sent on to another host.
- Addresses inside the network are refused, unless the operator allowed them (\`OUTBOUND_ALLOW\`).
- Images, archives and other binary answers of up to 50 MiB become a file: \`body\` is \`{ "$file": { id, name, mimeType, size, sha256 } }\`. It is kept as long as the run.
- A file of this run, or one that was uploaded, as **Body** is sent as its bytes: \`{{ steps.fetch.body }}\` or \`{{ input.document }}\`.`,
});

export type HttpRequestConfig = z.output<(typeof httpRequest)['config']>;
