import type { WorkflowDefinition, WorkflowNode } from '#lib/contracts/definition.ts';

/**
 * A definition without ids of connections and other workflows: a file must not carry them out, and one from outside must
 * not bind anything here. Whoever imports it chooses anew; validation names what is missing.
 */
export function withoutBindings(definition: WorkflowDefinition): WorkflowDefinition {
  const { errorWorkflowId: _errorWorkflowId, ...settings } = definition.settings;
  return { ...definition, settings, nodes: definition.nodes.map(withoutBinding) };
}

function withoutBinding(node: WorkflowNode): WorkflowNode {
  const { connectionId: _connectionId, ...config } = node.config;
  if (node.type === 'logic.workflow') delete config['workflowId'];
  return { ...node, config };
}
