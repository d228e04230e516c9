import type { Implementation, Prompt, Resource, ResourceTemplateType, Tool } from '@modelcontextprotocol/server';
import type { JsonSchemaCheck } from '#lib/runner/json-schema.ts';
import type { CompiledPrompt } from '#lib/runner/prompts.ts';
import type { CompiledResource } from '#lib/runner/resources.ts';
import type { ServerTasks } from '#lib/contracts/server-settings.ts';
import { listPrompt, listResource, listTemplate, listTool, type IconSource } from './listing.ts';
import { getRunListing, getRunName } from './tasks/get-run-tool.ts';

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
  /** When its calls become tasks; left out: as the server says. */
  readonly tasks?: TaskMode;
  /** Compiled once; fills in defaults. */
  validateInput(value: unknown): JsonSchemaCheck;
  validateOutput(value: unknown): JsonSchemaCheck;
}

/** When a call becomes a task, for clients that know tasks; `required`: others are refused. */
export type TaskMode = ServerTasks | 'required';

export type PromptSource = Omit<CompiledPrompt, 'nodeIndex'>;
export type ResourceSource = Omit<CompiledResource, 'nodeIndex'>;

/** One immutable version as a server: all that a request needs, prepared once when the version is loaded. */
export interface ServedVersion {
  readonly workspaceId: string;
  /** The server's own id: what its keys, tokens and tasks are bound to. */
  readonly serverId: string;
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
  /** When calls become tasks, by the tool's name; left out: never. */
  readonly tasks: ReadonlyMap<string, TaskMode>;
  /** The tool that tells what became of a run, if there is one. It is in `listing`, and not in `tools`. */
  readonly getRun: string | null;
  /** Of a collection: the version whose run a call of a tool is, by the tool's name here. */
  readonly homes?: ReadonlyMap<string, ServedVersion>;
  /** It may send its callers log messages. */
  readonly logs?: boolean;
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
  /** Left out: `whenSlow`. */
  tasks?: ServerTasks | undefined;
  /** Whether there is a tool that tells what became of a run. */
  getRunTool?: boolean | undefined;
  /** Its log keeps what runs say, so that they can be asked for. */
  keepsData?: boolean;
  prompts?: readonly PromptSource[];
  resources?: readonly ResourceSource[];
  nodes: readonly { id: string; key: string; name: string; type?: string }[];
}

/** Prepares a version for serving. Deterministic: the same version always lists the same things in the same order. */
export function serveVersion(source: VersionSource): ServedVersion {
  const names = new Map(source.nodes.map((node) => [node.id, node.name || node.key]));
  const { tools, prompts = [], resources = [] } = source;
  const getRun = source.getRunTool ? getRunName(new Set(tools.map(({ name }) => name))) : null;
  return {
    workspaceId: source.workspaceId,
    serverId: source.workflow.id,
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
    listing: [...tools.map(listTool), ...(getRun === null ? [] : [getRunListing(getRun)])],
    promptListing: prompts.map(listPrompt),
    resourceListing: resources.flatMap((one) => (one.uri === undefined ? [] : [listResource(one, one.uri)])),
    templateListing: resources.flatMap((one) =>
      one.uriTemplate === undefined ? [] : [listTemplate(one, one.uriTemplate)],
    ),
    tools: new Map(tools.map((tool) => [tool.name, tool])),
    tasks: taskModes(source),
    getRun,
    prompts: new Map(prompts.map((prompt) => [prompt.name, prompt])),
    resources,
    logs: source.nodes.some(({ type }) => type === 'client.log'),
    nodeName: (nodeId) => names.get(nodeId) ?? nodeId,
  };
}

/** A run that leaves nothing behind cannot be asked for later. */
function taskModes({ tools, tasks = 'whenSlow', keepsData = true }: VersionSource): Map<string, TaskMode> {
  if (!keepsData) return new Map();
  const modes = tools.map((tool) => [tool.name, tool.tasks ?? tasks] as const);
  return new Map(modes.filter(([, mode]) => mode !== 'never'));
}
