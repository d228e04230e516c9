import { z } from 'zod';
import { clientLogLevels } from '#lib/contracts/calling-client.ts';
import { field, literal } from '#lib/kit/field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

export const clientLog = defineNode({
  type: 'client.log',
  version: 1,
  title: 'Log to the client (legacy)',
  description: 'Tell the MCP client that called something while the run goes on.',
  category: 'output',
  icon: 'scroll-text',
  role: 'action',
  effect: 'read',
  ports: { in: true, out: [{ name: 'out' }], error: false },
  policy: { retry: false, timeout: false },
  config: z.strictObject({
    message: field(z.string().min(1).max(10_000), {
      title: 'Message',
      'x-control': 'textarea',
      'x-placeholder': '{{ steps.fetch.body.length }} issues found',
      'x-order': 1,
    }),
    level: literal(z.enum(clientLogLevels), {
      title: 'Level',
      description: 'A client hears the levels that it asked for, and above.',
      'x-control': 'select',
      'x-options': {
        debug: 'Debug',
        info: 'Info',
        notice: 'Notice',
        warning: 'Warning',
        error: 'Error',
        critical: 'Critical',
        alert: 'Alert',
        emergency: 'Emergency',
      },
      'x-order': 2,
    }).default('info'),
    logger: field(z.string().max(200), {
      title: 'Logger',
      description: 'Whose message it is.',
      'x-control': 'text',
      'x-advanced': true,
      'x-order': 3,
    }).optional(),
  }),
  outputSchema: { type: 'object', properties: { message: { type: 'string' } }, required: ['message'] },
  summary: '{message}',
  defaults: { message: '', level: 'info' },
  keywords: ['mcp', 'notify', 'message', 'logging', 'legacy', 'caller'],
  aiDescription:
    'Legacy: sends `message` as a log notification to the MCP client that called, if it asked for logs of this `level`; always in the log of the step. Outputs {message}.',
  docs: `Sends a log message to the client that called this workflow over MCP, while the run goes on. MCP has marked logging as legacy: progress is told by itself, with the names of your nodes.

\`\`\`json
{ "level": "info", "message": "{{ steps.fetch.body.length }} issues found" }
\`\`\`

Only clients that asked for logs of this level hear it. In every run, also one that no client called, the message stands in the log of the step. Its output is \`{ "message": "..." }\`.`,
});
