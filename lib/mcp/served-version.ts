import type { Implementation, Prompt, Resource, ResourceTemplateType, Tool } from '@modelcontextprotocol/server';
import type { JsonSchemaCheck } from '#lib/runner/json-schema.ts';
import type { CompiledPrompt } from '#lib/runner/prompts.ts';
import type { CompiledResource } from '#lib/runner/resources.ts';
import { listPrompt, listResource, listTemplate, listTool, type IconSource } from './listing.ts';

/** What the compiled workflow knows of one tool trigger (`CompiledTool` of the runner is one). */
export interface ToolSource {
  /** Key of the trigger node. */
  readonly key: string;
  readonly name: string;
  readonly title?: string;
  readonly description: string;
  readonly inputSchema: Record<string, unknown>;
  readonly outputSchema?: Record<string, unknown>;
  readonly annotations?: Tool['annotations'];
  readonly icons?: readonly IconSource[];
  /** Compiled once; fills in defaults. */
  validateInput(value: unknown): JsonSchemaCheck;
  validateOutput(value: unknown): JsonSchemaCheck;
}

export type PromptSource = Omit<CompiledPrompt, 'nodeIndex'>;
export type ResourceSource = Omit<CompiledResource, 'nodeIndex'>;

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
  /** As the lists answer them, in the order of the definition's nodes. */
  readonly listing: readonly Tool[];
  readonly promptListing: readonly Prompt[];
  readonly resourceListing: readonly Resource[];
  readonly templateListing: readonly ResourceTemplateType[];
  readonly tools: ReadonlyMap<string, ToolSource>;
  readonly prompts: ReadonlyMap<string, PromptSource>;
  readonly resources: readonly ResourceSource[];
  /** The node's name as people see it, for progress. */
  nodeName(nodeId: string): string;
}

export interface VersionSource {
  workspaceId: string;
  workflow: { id: string; slug: string; name: string; description: string };
  version: { id: string; number: number | null };
  deployedById?: string | null;
  /** What its builder tells every assistant; without it, the workflow's description. */
  instructions?: string | undefined;
  tools: readonly ToolSource[];
  prompts?: readonly PromptSource[];
  resources?: readonly ResourceSource[];
  nodes: readonly { id: string; key: string; name: string }[];
}

/** Prepares a version for serving. Deterministic: the same version always lists the same things in the same order. */
export function serveVersion(source: VersionSource): ServedVersion {
  const names = new Map(source.nodes.map((node) => [node.id, node.name || node.key]));
  const { tools, prompts = [], resources = [] } = source;
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
    instructions: source.instructions?.trim() || source.workflow.description.trim() || undefined,
    listing: tools.map(listTool),
    promptListing: prompts.map(listPrompt),
    resourceListing: resources.flatMap((one) => (one.uri === undefined ? [] : [listResource(one, one.uri)])),
    templateListing: resources.flatMap((one) =>
      one.uriTemplate === undefined ? [] : [listTemplate(one, one.uriTemplate)],
    ),
    tools: new Map(tools.map((tool) => [tool.name, tool])),
    prompts: new Map(prompts.map((prompt) => [prompt.name, prompt])),
    resources,
    nodeName: (nodeId) => names.get(nodeId) ?? nodeId,
  };
}
