import type { ServerView } from '#lib/contracts/api/servers.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import type { ContractComparison } from '#lib/contracts/server-contract.ts';
import type { ServerAccess, ServerSettings } from '#lib/contracts/server-settings.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { updateServer as updateServerRow, type ServerSettingsRow } from '#lib/db/servers.ts';
import { lockWorkflow } from '#lib/db/workflows.ts';
import { announceServer } from '#lib/services/deployments/announce-server.ts';
import { compareTools } from '#lib/services/deployments/contract/compare-servers.ts';
import type { OverriddenTools } from '#lib/services/serving/overridden-tools.ts';
import { notFound, requireReach } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { changedSettings, presentServer, requireServer, toolsOf } from './get-server.ts';

type Deps = Pick<WorkflowDeps, 'db' | 'catalog' | 'config' | 'bus' | 'logger'>;

interface Change {
  id: string;
  access?: ServerAccess | undefined;
  settings?: Omit<ServerSettings, 'v'> | undefined;
}

/**
 * Sets a server; every runtime serves it so within a second, and calls in flight finish as they began.
 *
 * @throws {AppError} `not_found`; `invalid` for what does not fit the live version, with each place.
 */
export async function updateServer(deps: Deps, principal: Principal, change: Change): Promise<ServerView> {
  requirePermission(principal, 'deployment:manage');
  requireReach(principal, change.id);
  const key = { workspaceId: principal.workspaceId, workflowId: change.id };
  const { row, tools, generation } = await deps.db.transaction(async (tx) => {
    if (!(await lockWorkflow(tx, { workspaceId: key.workspaceId, id: key.workflowId }))) throw notFound('workflow');
    const before = await requireServer(tx, key);
    const after = changedRow(before, change);
    const overridden = fitting(deps, after, change);
    await writeAudit(tx, principal, {
      action: 'server.updated',
      targetType: 'workflow',
      targetId: change.id,
      data: { from: before.access, access: after.access, changed: Object.keys(change.settings ?? {}) },
    });
    return { row: after, tools: overridden, generation: await updateServerRow(tx, key, after) };
  });
  await announceServer(deps, { ...key, generation });
  return presentServer(deps, principal, row, tools);
}

/** What `updateServer` would make of it; throws as it does. */
export async function previewServer(
  deps: Pick<Deps, 'db' | 'catalog' | 'config'>,
  principal: Principal,
  change: Change,
): Promise<ServerView & { contract: ContractComparison | null }> {
  requirePermission(principal, 'deployment:manage');
  requireReach(principal, change.id);
  const before = await requireServer(deps.db.prisma, { workspaceId: principal.workspaceId, workflowId: change.id });
  const after = changedRow(before, change);
  const tools = toolsOf(deps, after);
  const served = ({ faces }: OverriddenTools) => faces.flatMap((face) => face.served ?? []);
  return {
    ...presentServer(deps, principal, after, tools),
    contract: before.live && compareTools(served(toolsOf(deps, before)), served(tools), before.live.number),
  };
}

function changedRow(row: ServerSettingsRow, { access = row.access, settings }: Change): ServerSettingsRow {
  return { ...row, access, settings: changedSettings(row.settings, settings) };
}

function fitting(deps: Pick<Deps, 'catalog'>, row: ServerSettingsRow, change: Change): OverriddenTools {
  const tools = toolsOf(deps, row);
  const [first] = tools.faults;
  if (first && change.settings?.tools !== undefined) {
    const errors = tools.faults.map(({ path, code, said }) => ({ path: `/settings${path}`, code, ...said }));
    throw new AppError('invalid', first.said, { errors });
  }
  return tools;
}
