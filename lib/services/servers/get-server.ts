import type { ServerTool, ServerView } from '#lib/contracts/api/servers.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { serverAccessSchema, type ServerAccess, type ServerSettings } from '#lib/contracts/server-settings.ts';
import { findServerSettings, type ServerSettingsRow } from '#lib/db/servers.ts';
import type { CompiledTool } from '#lib/runner/tools.ts';
import { overriddenTools, type OverriddenTools } from '#lib/services/serving/overridden-tools.ts';
import { compileCached } from '#lib/services/workflows/compiled-versions.ts';
import { readDefinition, serverUrl } from '#lib/services/workflows/present-workflow.ts';
import { requireReach } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { say } from '#lib/shared/say.ts';

type Deps = Pick<WorkflowDeps, 'db' | 'catalog' | 'config'>;
type Key = { workspaceId: string; workflowId: string };

/** How a server is set. @throws {AppError} `not_found`, also for a workflow that was never deployed */
export async function getServer(deps: Deps, principal: Principal, { id }: { id: string }): Promise<ServerView> {
  requirePermission(principal, 'workflow:read');
  requireReach(principal, id);
  const row = await requireServer(deps.db.prisma, { workspaceId: principal.workspaceId, workflowId: id });
  return presentServer(deps, principal, row);
}

/** @throws {AppError} `not_found` */
export async function requireServer(
  tx: Parameters<typeof findServerSettings>[0],
  key: Key,
): Promise<ServerSettingsRow> {
  const row = await findServerSettings(tx, key);
  if (!row) throw new AppError('not_found', say('server_not_deployed'));
  return row;
}

/** The tools of what is live; none while the server is stopped, or in a release that cannot compile them. */
export function liveTools({ catalog }: Pick<Deps, 'catalog'>, { live }: ServerSettingsRow): readonly CompiledTool[] {
  if (!live) return [];
  const compiled = compileCached(catalog, live.hash, readDefinition(live.definition));
  return compiled.ok ? compiled.workflow.tools : [];
}

/** What `access` may be set to. */
export const accessChoices: readonly ServerAccess[] = serverAccessSchema.options;

export function presentServer(
  deps: Pick<Deps, 'catalog' | 'config'>,
  principal: Principal,
  row: ServerSettingsRow,
  tools: OverriddenTools = toolsOf(deps, row),
): ServerView {
  return {
    workflowId: row.workflowId,
    url: serverUrl(deps.config.mcpPublicUrl, principal.workspaceSlug, row.slug),
    access: row.access,
    accessChoices: [...accessChoices],
    settings: row.settings,
    tools: tools.faces.map(({ original, served }) => ({
      key: original.key,
      original: faceOf(original),
      served: served && faceOf(served),
    })),
    warnings: tools.faults.map(({ path, said }) => ({ path, ...said })),
  };
}

/** The tools of what is live, as the settings make them look. */
export function toolsOf(deps: Pick<Deps, 'catalog'>, row: ServerSettingsRow): OverriddenTools {
  // A stopped server has nothing that its settings could miss.
  return row.live ? overriddenTools(liveTools(deps, row), row.settings.tools) : { faces: [], faults: [] };
}

function faceOf({ name, title, description, inputSchema }: CompiledTool): ServerTool['original'] {
  return { name, title: title ?? null, description, inputSchema };
}

/** The settings with each field of a change in its place. */
export function changedSettings(settings: ServerSettings, change: Partial<ServerSettings> | undefined): ServerSettings {
  return { ...settings, ...change, v: 1 };
}
