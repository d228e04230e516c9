import { randomBytes } from 'node:crypto';
import { workflowFileSchema } from '../lib/contracts/api/workflows.ts';
import { deployWorkflow } from '../scripts/deploy-workflow.ts';
import type { BenchWorkspace } from './deployed.ts';

/** A webhook of one node, which returns the text of the body; its address at the runtime. */
export async function deployHook(
  { client, runtime }: BenchWorkspace,
  respond: 'whenFinished' | 'immediately',
): Promise<{ port: number; path: string; workflowId: string }> {
  const hookPath = randomBytes(24).toString('hex');
  const config = { path: hookPath, method: 'POST', auth: 'none', respond };
  const hook = { id: 'n1', key: 'hook', type: 'trigger.webhook', name: 'Hook', position: { x: 0, y: 0 }, config };
  const value = { text: '{{ input.body.text }}' };
  const result = { id: 'n2', key: 'result', type: 'core.return', name: 'Return', position: { x: 260, y: 0 } };
  const file = workflowFileSchema.parse({
    format: 'toolwright.workflow',
    formatVersion: 1,
    name: `Bench webhook ${respond}`,
    definition: {
      schemaVersion: 1,
      nodes: [hook, { ...result, config: { value } }],
      edges: [{ id: 'e1', source: { node: 'n1', port: 'out' }, target: { node: 'n2', port: 'in' } }],
    },
  });
  const { url, workflowId } = await deployWorkflow(client, file);
  const [, , workspaceSlug] = new URL(url).pathname.split('/');
  return { port: Number(new URL(runtime).port), path: `/hooks/${workspaceSlug}/${hookPath}`, workflowId };
}
