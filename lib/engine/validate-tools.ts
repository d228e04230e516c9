import type { WorkflowDefinition, WorkflowNode } from '#lib/contracts/definition.ts';
import type { DescribeNodeType } from '#lib/contracts/node-type.ts';
import type { Problem } from '#lib/contracts/problem.ts';

/** MCP 2026-07-28, tools: 1 to 128 characters, no spaces or commas; control characters help nobody. */
const toolName = /^[^\s,\p{C}]{1,128}$/u;

/** The names of tools, which assistants call. A disabled trigger does not exist. */
export function validateTools(definition: WorkflowDefinition, describe: DescribeNodeType): Problem[] {
  const enabled = definition.nodes.filter((node) => node.disabled !== true);
  const problems: Problem[] = [];
  if (!enabled.some((node) => describe(node.type, node.version)?.role === 'trigger')) {
    problems.push({
      severity: 'error',
      code: 'no_trigger',
      message: 'Nothing starts this workflow',
      hint: 'Add a trigger, such as Tool',
    });
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
      message: `Node "${node.key}": "${name.slice(0, 140)}" cannot be the name of a tool`,
      hint: 'Use 1 to 128 characters without spaces or commas, such as search_issues',
    });
  } else if (other) {
    problems.push({
      severity: 'error',
      code: 'duplicate_tool_name',
      ...place,
      message: `The nodes "${other.key}" and "${node.key}" are both the tool "${name}"`,
      hint: 'Give one of them another name',
    });
  }
  if (typeof node.config['description'] === 'string' && node.config['description'].trim() === '') {
    problems.push({
      severity: 'warning',
      code: 'tool_description_missing',
      nodeId: node.id,
      path: '/description',
      message: `The tool "${name}" has no description`,
      hint: 'Say when and how to use it: assistants choose tools by their description',
    });
  }
  return problems;
}
