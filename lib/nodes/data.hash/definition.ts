import { z } from 'zod';
import { field, literal } from '#lib/kit/field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';
import { hashAlgorithms } from '#lib/kit/node-executor.ts';

export const dataHash = defineNode({
  type: 'data.hash',
  version: 1,
  title: 'Hash',
  description: 'Compute a checksum, or sign a text with a secret (HMAC).',
  category: 'data',
  icon: 'fingerprint',
  role: 'action',
  effect: 'read',
  ports: { in: true, out: [{ name: 'out' }], error: true },
  policy: { retry: true, timeout: true },
  config: z.strictObject({
    value: field(z.unknown(), {
      title: 'Value',
      description: 'A text, or a file: then its bytes. Anything else is taken as JSON.',
      'x-control': 'expression',
      'x-placeholder': '{{ input.text }}',
      'x-order': 1,
    }),
    algorithm: literal(z.enum(hashAlgorithms), {
      title: 'Algorithm',
      'x-control': 'select',
      'x-options': { sha256: 'SHA-256', sha512: 'SHA-512', sha1: 'SHA-1', md5: 'MD5' },
      'x-order': 2,
    }).default('sha256'),
    encoding: literal(z.enum(['hex', 'base64']), {
      title: 'Written as',
      'x-control': 'select',
      'x-options': { hex: 'Hex', base64: 'Text (Base64)' },
      'x-order': 3,
    }).default('hex'),
    connectionId: literal(z.uuid(), {
      title: 'Signing secret',
      description: 'Makes it an HMAC: only who has the secret can compute it.',
      'x-control': 'connection',
      'x-connectors': ['signingSecret'],
      'x-order': 4,
    }).optional(),
  }),
  outputSchema: { type: 'string' },
  summary: '{algorithm}',
  defaults: { value: '', algorithm: 'sha256', encoding: 'hex' },
  keywords: ['checksum', 'digest', 'hmac', 'sign', 'signature', 'sha256', 'md5', 'crypto'],
  aiDescription:
    'Outputs the hash of `value` (text as UTF-8, a file reference by its bytes, other values as compact JSON) as text; with `connectionId` (a signingSecret connection) the HMAC.',
  docs: `The output is the hash as a text. A text is hashed as UTF-8, a file by its bytes, anything else as compact JSON.

\`\`\`json
{ "value": "{{ input.body }}", "algorithm": "sha256", "encoding": "hex" }
\`\`\`

With a **Signing secret** it is an HMAC: a proof that whoever made it has the secret. The secret itself never appears in the run. Use it to sign what you send:

\`\`\`json
{ "value": "{{ input.body }}", "algorithm": "sha256", "encoding": "hex", "connectionId": "…" }
\`\`\`

SHA-1 and MD5 are there for services that ask for them; neither protects against forgery.`,
});
