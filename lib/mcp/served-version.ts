import type { Implementation, Tool } from '@modelcontextprotocol/server';
import type { JsonSchemaCheck } from '#lib/runner/json-schema.ts';
import { publicSchema } from './public-schema.ts';

/** What the compiled workflow knows of one tool trigger (`CompiledTool` of the runner is one). */
export interface ToolSource {
  /** Key of the trigger node. */
  readonly key: string;
  readonly name: string;
  readonly title?: string;
  readonly description: string;
  readonly inputSchema: Record<string, unknown>;
  readonly outputSchema?: Record<string, unknown>;
  readonly annotations?: Record<string, unknown>;
  /** Compiled once; fills in defaults. */
  validateInput(value: unknown): JsonSchemaCheck;
  validateOutput(value: unknown): JsonSchemaCheck;
}

/** One immutable version as a server: all that a request needs, prepared once when the version is loaded. */
export interface ServedVersion {
  readonly workspaceId: string;
  readonly workflowId: string;
  readonly versionId: string;
  readonly versionNumber: number | null;
  /** Who deployed it: for them its runs act. */
  readonly deployedById: string | null;
  readonly serverInfo: Implementation;
  readonly instructions: string | undefined;
  /** As `tools/list` answers them, in the order of the definition's nodes. */
  readonly listing: readonly Tool[];
  readonly tools: ReadonlyMap<string, ToolSource>;
  /** The node's name as people see it, for progress. */
  nodeName(nodeId: string): string;
}

export interface VersionSource {
  workspaceId: string;
  workflow: { id: string; slug: string; name: string; description: string };
  version: { id: string; number: number | null };
  deployedById?: string | null;
  tools: readonly ToolSource[];
  nodes: readonly { id: string; key: string; name: string }[];
}

/** Prepares a version for serving. Deterministic: the same version always lists the same tools in the same order. */
export function serveVersion(source: VersionSource): ServedVersion {
  const names = new Map(source.nodes.map((node) => [node.id, node.name || node.key]));
  return {
    workspaceId: source.workspaceId,
    workflowId: source.workflow.id,
    versionId: source.version.id,
    versionNumber: source.version.number,
    deployedById: source.deployedById ?? null,
    serverInfo: {
      name: source.workflow.slug,
      title: source.workflow.name,
      version: `${source.version.number ?? 0}.0.0`,
    },
    instructions: source.workflow.description.trim() || undefined,
    listing: source.tools.map(listTool),
    tools: new Map(source.tools.map((tool) => [tool.name, tool])),
    nodeName: (nodeId) => names.get(nodeId) ?? nodeId,
  };
}

function listTool(tool: ToolSource): Tool {
  return {
    name: tool.name,
    ...(tool.title !== undefined && { title: tool.title }),
    description: tool.description,
    inputSchema: publicSchema(tool.inputSchema) as Tool['inputSchema'],
    ...(tool.outputSchema && { outputSchema: publicSchema(tool.outputSchema) as NonNullable<Tool['outputSchema']> }),
    ...(tool.annotations && { annotations: tool.annotations }),
  };
}
