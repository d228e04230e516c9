import { z } from 'zod';
import { field, literal } from '#lib/kit/field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

export const logicWorkflow = defineNode({
  type: 'logic.workflow',
  version: 1,
  title: 'Run workflow',
  description: 'Call another workflow and go on with its result.',
  category: 'logic',
  icon: 'workflow',
  role: 'action',
  effect: 'idempotent',
  ports: { in: true, out: [{ name: 'out' }], error: true },
  policy: { retry: true, timeout: true },
  config: z.strictObject({
    workflowId: literal(z.string().min(1).max(64), {
      title: 'Workflow',
      description: 'The workflow to call. It must belong to the same workspace.',
      'x-control': 'text',
      'x-order': 1,
    }),
    trigger: literal(z.string().max(64), {
      title: 'Trigger',
      description: 'The key of its trigger. Empty: its only tool or manual trigger.',
      'x-control': 'text',
      'x-advanced': true,
      'x-order': 3,
    }).optional(),
    input: field(z.unknown(), {
      title: 'Input',
      description: 'What the workflow gets: any JSON, with expressions inside.',
      'x-control': 'json',
      'x-order': 2,
    }),
  }),
  summary: '{input}',
  defaults: { workflowId: '', input: {} },
  keywords: ['subworkflow', 'call', 'execute', 'function', 'reuse', 'nested'],
  aiDescription:
    'Runs another workflow of the workspace as an execution of its own with `input`; outputs its result. Any end but success is a step error.',
  docs: `Calls another workflow of the workspace. It runs as an execution of its own, and its result is this step's output.

\`\`\`json
{ "workflowId": "0190a1b2-0000-7000-8000-000000000000", "input": { "orderId": "{{ input.id }}" } }
\`\`\`

The live version is called (from the run of a draft, the draft if it was never deployed). If it fails, is canceled, or answers with a "no", this step has an error with its
message; \`details\` names the run. While the called workflow waits, this step waits too. Workflows must not call one another in a circle.`,
});
