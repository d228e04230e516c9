import type { WorkflowNode } from '#lib/contracts/definition.ts';
import type { NodeTypeDescription } from '#lib/contracts/node-type.ts';
import type { Problem } from '#lib/contracts/problem.ts';

/** Policies that have no effect on this type of node. */
export function validatePolicy(node: WorkflowNode, description: NodeTypeDescription): Problem[] {
  const { policy } = node;
  if (!policy) return [];
  const useless: string[] = [];
  if (policy.retry && !description.policy.retry) useless.push('retry');
  if (policy.timeoutMs !== undefined && !description.policy.timeout) useless.push('a time limit');
  if (policy.onError !== undefined && policy.onError !== 'fail' && !description.ports.error)
    useless.push(`"${policy.onError}" on error`);
  return useless.map((what) => ({
    severity: 'warning',
    code: 'policy_without_effect',
    nodeId: node.id,
    message: `Node "${node.key}": ${what} has no effect on ${description.title}`,
    hint: 'Remove it from the policy',
  }));
}
