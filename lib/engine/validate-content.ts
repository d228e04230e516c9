import type { WorkflowDefinition, WorkflowNode } from '#lib/contracts/definition.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import { hasExpression } from '#lib/expressions/parse/template.ts';
import { contentFault, contentTypes } from '#lib/kit/content-fault.ts';
import { isJsonObject } from '#lib/shared/json.ts';

/** What the parts of answers lack, where it is written down; what templates make of them is seen in the run. */
export function validateContent(definition: WorkflowDefinition): Problem[] {
  return definition.nodes.flatMap((node) => {
    const { content } = node.config;
    if (node.type !== 'core.return' || !Array.isArray(content)) return [];
    return content.flatMap((part: unknown, index) => faultOf(node, part, index));
  });
}

function faultOf(node: WorkflowNode, part: unknown, index: number): Problem[] {
  if (!isJsonObject(part) || !contentTypes.some((type) => type === part['type'])) return [];
  const isKnown = (value: unknown): boolean => typeof value !== 'string' || !hasExpression(value);
  const fault = contentFault(part, isKnown);
  if (!fault) return [];
  const path = `/content/${index}/${fault.field}`;
  const { message, params } = fault.said;
  return [
    {
      severity: 'error',
      code: 'content_invalid',
      nodeId: node.id,
      path,
      message: `Node "${node.key}", field "${path.slice(1)}": ${message}`,
      params: { ...params, node: node.key, field: path.slice(1) },
    },
  ];
}
