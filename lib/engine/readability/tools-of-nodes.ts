import type { WorkflowNode } from '#lib/contracts/definition.ts';
import type { ReadTool } from './read-tools.ts';

/** How a server shows a tool instead of as its workflow has it. */
interface ShownTool {
  name: string;
  title: string | null;
  description: string;
  inputSchema: unknown;
}

/**
 * The tools of a workflow as a model would meet them. `shown` says by the key of its node how a server shows a tool; null hides
 * it, and what it does not name is as it is.
 */
export function toolsOfNodes(
  nodes: readonly WorkflowNode[],
  shown: ReadonlyMap<string, ShownTool | null> = new Map(),
): ReadTool[] {
  return nodes
    .filter((node) => node.type === 'trigger.tool' && !node.disabled)
    .flatMap(({ id, key, config }): ReadTool[] => {
      const face = shown.get(key);
      if (face === null) return [];
      const title = face ? face.title : textOf(config.title);
      return [
        {
          nodeId: id,
          name: face?.name ?? textOf(config.name),
          ...(title && { title }),
          description: face?.description ?? textOf(config.description),
          inputSchema: face?.inputSchema ?? config.inputSchema,
          ...(config.outputSchema !== undefined && { outputSchema: config.outputSchema }),
        },
      ];
    });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
