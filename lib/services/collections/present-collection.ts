import type { Collection, CollectionSummary } from '#lib/contracts/api/collections.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import type { CollectionRow } from '#lib/db/collections.ts';
import { findServerSettings } from '#lib/db/servers.ts';
import type { CompiledTool } from '#lib/runner/tools.ts';
import { liveTools, accessChoices } from '#lib/services/servers/get-server.ts';
import { servedTools } from '#lib/services/serving/overridden-tools.ts';
import { serverUrl } from '#lib/services/workflows/present-workflow.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { gatheredTools, type GatheredTool } from './gathered-tools.ts';

type Deps = Pick<WorkflowDeps, 'catalog' | 'config'>;
type Reader = Parameters<typeof findServerSettings>[0];

export function presentCollectionSummary(
  { config }: Pick<Deps, 'config'>,
  principal: Principal,
  row: CollectionRow,
): CollectionSummary {
  const { id, slug, name, description, access } = row;
  return {
    id,
    slug,
    name,
    description,
    access,
    url: serverUrl(config.mcpPublicUrl, principal.workspaceSlug, slug),
    createdAt: row.createdAt.toISOString(),
    members: row.members.map((member) => ({ workflowId: member.workflowId, name: member.name, live: member.live })),
  };
}

/** The same with the tools that it has now. */
export function presentCollection(
  deps: Pick<Deps, 'config'>,
  principal: Principal,
  row: CollectionRow,
  tools: readonly GatheredTool<CompiledTool>[][],
): Collection {
  const { limits, publicLimits } = row.settings;
  return {
    ...presentCollectionSummary(deps, principal, row),
    accessChoices: [...accessChoices],
    settings: { ...(limits && { limits }), ...(publicLimits && { publicLimits }) },
    members: row.members.map((member, index) => ({
      workflowId: member.workflowId,
      name: member.name,
      live: member.live,
      names: member.names,
      tools: (tools[index] ?? []).map(({ tool, as, clash }) => ({
        name: tool.name,
        description: tool.description,
        as,
        clash,
      })),
    })),
  };
}

/** The tools of the members as they are live now, each under its name in the collection. */
export async function toolsOfMembers(
  deps: Pick<Deps, 'catalog'>,
  tx: Reader,
  workspaceId: string,
  members: CollectionRow['members'],
): Promise<GatheredTool<CompiledTool>[][]> {
  const gathered = [];
  for (const { workflowId, names } of members) {
    const server = await findServerSettings(tx, { workspaceId, workflowId });
    gathered.push({ names, tools: server ? servedTools(liveTools(deps, server), server.settings.tools) : [] });
  }
  return gatheredTools(gathered);
}
