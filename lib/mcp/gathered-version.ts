import { gatheredTools } from '#lib/services/collections/gathered-tools.ts';
import { listTool } from './listing.ts';
import type { ServedVersion, ToolSource } from './served-version.ts';

/** A collection as it is served. */
export interface CollectionSource {
  workspaceId: string;
  id: string;
  slug: string;
  name: string;
  description: string;
  generation: number;
}

export interface GatheredMember {
  served: ServedVersion;
  /** What its tools are called here; null: left out. */
  names: Readonly<Record<string, string | null>>;
}

/**
 * The tools of several versions as one server. Each of them is still its own version's: a call is a run of that, under the
 * name that it has here (`homes`).
 */
export function gatheredVersion(source: CollectionSource, members: readonly GatheredMember[]): ServedVersion {
  const own: ServedVersion = {
    workspaceId: source.workspaceId,
    serverId: source.id,
    workflowId: source.id,
    versionId: source.id,
    versionNumber: null,
    deployedById: null,
    serverInfo: { name: source.slug, title: source.name, version: `${source.generation}.0.0` },
    instructions: source.description.trim() || undefined,
    listing: [],
    promptListing: [],
    resourceListing: [],
    templateListing: [],
    tools: new Map(),
    prompts: new Map(),
    resources: [],
    tasks: new Map(),
    getRun: null,
    nodeName: (nodeId) => nodeId,
  };
  const gathered = gatheredTools(members.map(({ served, names }) => ({ tools: [...served.tools.values()], names })));
  const homes = new Map(
    members.flatMap(({ served }, index) => {
      const tools = new Map<string, ToolSource>();
      const tasks: [string, NonNullable<ReturnType<ServedVersion['tasks']['get']>>][] = [];
      for (const { tool, as } of gathered[index] ?? []) {
        if (as === null) continue;
        tools.set(as, { ...tool, name: as });
        const mode = served.tasks.get(tool.name);
        if (mode) tasks.push([as, mode]);
      }
      const { serverId, serverInfo, instructions } = own;
      const home: ServedVersion = {
        ...own,
        workflowId: served.workflowId,
        versionId: served.versionId,
        versionNumber: served.versionNumber,
        deployedById: served.deployedById,
        nodeName: (nodeId) => served.nodeName(nodeId),
        serverId,
        serverInfo,
        instructions,
        tools,
        tasks: new Map(tasks),
      };
      return [...tools.keys()].map((name) => [name, home] as const);
    }),
  );
  const tools = new Map([...homes].map(([name, home]) => [name, home.tools.get(name)!]));
  return {
    ...own,
    listing: [...tools.values()].map(listTool),
    tools,
    tasks: new Map([...homes.values()].flatMap((home) => [...home.tasks])),
    homes,
  };
}
