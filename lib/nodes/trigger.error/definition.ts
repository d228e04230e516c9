import { z } from 'zod';
import { defineNode } from '#lib/kit/node-definition.ts';

const text = { type: ['string', 'null'] };
const time = { type: ['string', 'null'], format: 'date-time' };

export const triggerError = defineNode({
  type: 'trigger.error',
  version: 1,
  title: 'Another workflow failed',
  description: 'Start when a workflow that names this one fails.',
  category: 'trigger',
  icon: 'triangle-alert',
  role: 'trigger',
  effect: 'pure',
  ports: { in: false, out: [{ name: 'out' }], error: false },
  policy: { retry: false, timeout: false },
  config: z.strictObject({}),
  outputSchema: {
    type: 'object',
    properties: {
      workflow: {
        type: 'object',
        properties: { id: { type: 'string' }, name: { type: 'string' }, version: { type: 'integer' } },
        required: ['id', 'name', 'version'],
      },
      execution: {
        type: 'object',
        properties: {
          id: { type: 'string' },
          status: { type: 'string', enum: ['error', 'timeout', 'crashed'] },
          trigger: { type: 'string' },
          startedAt: time,
          finishedAt: time,
          url: { type: 'string' },
        },
        required: ['id', 'status', 'trigger', 'startedAt', 'finishedAt', 'url'],
      },
      error: {
        type: 'object',
        properties: { code: { type: 'string' }, message: { type: 'string' }, nodeId: text, key: text },
        required: ['code', 'message', 'nodeId', 'key'],
      },
    },
    required: ['workflow', 'execution', 'error'],
  },
  defaults: {},
  keywords: ['error', 'failure', 'failed', 'alert', 'catch', 'notify', 'crash', 'timeout', 'monitor'],
  aiDescription:
    'Starts this workflow when a run of a workflow that names it as its error workflow fails; its output is {workflow, execution, error}.',
  docs: `Starts this workflow when a run of another one fails. Deploy this workflow, then choose it as **Error workflow** in the settings of those that it should watch, and deploy them too. The output, and \`input\`, is

\`\`\`json
{
  "workflow": { "id": "…", "name": "Sync orders", "version": 3 },
  "execution": { "id": "…", "status": "error", "trigger": "schedule", "startedAt": "…", "finishedAt": "…", "url": "https://…" },
  "error": { "code": "http_status", "message": "…", "nodeId": "n4", "key": "fetch" }
}
\`\`\`

- It runs once for each run that ended as \`error\`, \`timeout\` or \`crashed\`, about a second later. \`nodeId\` and \`key\` are \`null\` when no single step failed.
- Only runs of deployed versions count: not those of a draft, not cancelled ones, not a workflow that another one called (its caller fails), and never the run of an error workflow itself.`,
});
