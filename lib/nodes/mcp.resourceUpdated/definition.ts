import { z } from 'zod';
import { field } from '#lib/kit/field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

export const mcpResourceUpdated = defineNode({
  type: 'mcp.resourceUpdated',
  version: 1,
  title: 'Resource updated',
  description: 'Tell assistants that follow a resource of this server that it has changed.',
  category: 'output',
  icon: 'megaphone',
  role: 'action',
  effect: 'idempotent',
  ports: { in: true, out: [{ name: 'out' }], error: true },
  policy: { retry: true, timeout: true },
  config: z.strictObject({
    uri: field(z.string().min(1).max(2_000), {
      title: 'URI',
      description: 'The address of the resource, as it is read.',
      'x-control': 'text',
      'x-placeholder': 'docs://handbook/{{ input.body.chapter }}',
      'x-order': 1,
    }),
  }),
  outputSchema: { type: 'object', properties: { uri: { type: 'string' } }, required: ['uri'] },
  summary: '{uri}',
  defaults: { uri: '' },
  keywords: ['mcp', 'notify', 'subscribe', 'subscription', 'event', 'changed', 'push'],
  aiDescription:
    'Sends an update event for the resource `uri` of this workflow’s server to every assistant that is subscribed to it. Outputs {uri}.',
  docs: `Assistants can follow a resource: they are told when it changes, and read it again. This node tells them. Put it where the change is known, behind a webhook or a schedule of
the same workflow, or in the tool that makes it.

\`\`\`json
{ "uri": "docs://handbook/{{ input.body.chapter }}" }
\`\`\`

It reaches clients of revision 2026-07-28 that listen to the server of this workflow; the content itself is not sent, they read it. Several updates of one resource within a
fraction of a second are told as one. When another version is deployed, all resources with a fixed address count as updated.`,
});
