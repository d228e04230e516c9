import type { WorkflowDefinition, WorkflowNode } from '#lib/contracts/definition.ts';
import type { DescribeNodeType } from '#lib/contracts/node-type.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import { hint, say } from '#lib/shared/say.ts';

/** MCP 2026-07-28, tools: 1 to 128 characters, no spaces or commas; control characters help nobody. */
const toolName = /^[^\s,\p{C}]{1,128}$/u;

/** The names of tools, which assistants call. A disabled trigger does not exist. */
export function validateTools(definition: WorkflowDefinition, describe: DescribeNodeType): Problem[] {
  const enabled = definition.nodes.filter((node) => node.disabled !== true);
  const problems: Problem[] = [];
  if (!enabled.some((node) => describe(node.type, node.version)?.role === 'trigger')) {
    problems.push({ severity: 'error', code: 'no_trigger', ...hint(say('no_trigger'), 'hint_add_trigger') });
  }
  const users = new Map<string, WorkflowNode>();
  for (const node of enabled) {
    if (node.type !== 'trigger.tool') continue;
    const name = node.config['name'];
    if (typeof name !== 'string') continue;
    problems.push(...checkTool(node, name, users.get(name)));
    users.set(name, node);
  }
  return problems;
}

function checkTool(node: WorkflowNode, name: string, other: WorkflowNode | undefined): Problem[] {
  const place = { nodeId: node.id, path: '/name' };
  const problems: Problem[] = [];
  if (!toolName.test(name)) {
    problems.push({
      severity: 'error',
      code: 'tool_name_invalid',
      ...place,
      ...hint(say('tool_name_invalid', { node: node.key, name: name.slice(0, 140) }), 'hint_tool_name'),
    });
  } else if (other) {
    problems.push({
      severity: 'error',
      code: 'duplicate_tool_name',
      ...place,
      ...hint(say('duplicate_tool_name', { other: other.key, node: node.key, name }), 'hint_other_name'),
    });
  }
  if (typeof node.config['description'] === 'string' && node.config['description'].trim() === '') {
    problems.push({
      severity: 'warning',
      code: 'tool_description_missing',
      nodeId: node.id,
      path: '/description',
      ...hint(say('tool_description_missing', { name }), 'hint_tool_description'),
    });
  }
  return problems;
}
