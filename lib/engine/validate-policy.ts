import type { WorkflowNode } from '#lib/contracts/definition.ts';
import type { NodeTypeDescription } from '#lib/contracts/node-type.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import { hint, say, type Said } from '#lib/shared/say.ts';

/** Policies that have no effect on this type of node. */
export function validatePolicy(node: WorkflowNode, description: NodeTypeDescription): Problem[] {
  const { policy } = node;
  if (!policy) return [];
  const place = { node: node.key, title: description.title };
  const useless: Said[] = [];
  if (policy.retry && !description.policy.retry) useless.push(say('policy_retry', place));
  if (policy.timeoutMs !== undefined && !description.policy.timeout) useless.push(say('policy_timeout', place));
  if (policy.onError !== undefined && policy.onError !== 'fail' && !description.ports.error)
    useless.push(say('policy_on_error', { ...place, value: policy.onError }));
  return useless.map((said) => ({
    severity: 'warning',
    code: 'policy_without_effect',
    nodeId: node.id,
    ...hint(said, 'hint_remove_policy'),
  }));
}
