import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import type { ContractComparison, SettingWarning } from '#lib/contracts/server-contract.ts';
import { findServerSettings } from '#lib/db/servers.ts';
import type { CompiledTool } from '#lib/runner/tools.ts';
import { overriddenTools } from '#lib/services/serving/overridden-tools.ts';
import { compileCached } from '#lib/services/workflows/compiled-versions.ts';
import { requireVersion } from '#lib/services/workflows/get-version.ts';
import { requireWorkflow } from '#lib/services/workflows/get-workflow.ts';
import { readDefinition } from '#lib/services/workflows/present-workflow.ts';
import { requireReach } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { contractChange } from './contract/contract-change.ts';

/** How a deploy of the draft, or of a version, would change the server for its callers. @throws {AppError} `not_found` */
export async function previewDeployment(
  deps: Pick<WorkflowDeps, 'db' | 'catalog'>,
  principal: Principal,
  { id, version }: { id: string; version?: number | undefined },
): Promise<{ contract: ContractComparison | null; warnings: SettingWarning[] }> {
  requirePermission(principal, 'workflow:read');
  requireReach(principal, id);
  const { hash, bytes } = await sourceOf(deps, principal, id, version);
  const next = compileCached(deps.catalog, hash, readDefinition(bytes));
  if (!next.ok) return { contract: null, warnings: [] };
  const key = { workspaceId: principal.workspaceId, workflowId: id };
  const contract = await contractChange(deps.db.prisma, deps.catalog, key, next.workflow);
  return { contract, warnings: await unfitSettings(deps, key, next.workflow.tools) };
}

/** What the server's settings say that these tools do not fit. */
async function unfitSettings(
  deps: Pick<WorkflowDeps, 'db'>,
  key: { workspaceId: string; workflowId: string },
  tools: readonly CompiledTool[],
): Promise<SettingWarning[]> {
  const server = await findServerSettings(deps.db.prisma, key);
  const { faults } = overriddenTools(tools, server?.settings.tools);
  return faults.map(({ path, said }) => ({ path, ...said }));
}

async function sourceOf(
  deps: Pick<WorkflowDeps, 'db'>,
  principal: Principal,
  id: string,
  version: number | undefined,
): Promise<{ hash: string; bytes: Uint8Array }> {
  if (version !== undefined) {
    const { hash, definition } = await requireVersion(deps, principal, { id, version });
    return { hash, bytes: definition };
  }
  const { draft, draftHash } = await requireWorkflow(deps, principal, id);
  return { hash: draftHash, bytes: draft };
}
