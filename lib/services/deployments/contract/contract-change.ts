import type { NodeCatalog } from '#lib/catalog/executors.ts';
import type { ContractComparison } from '#lib/contracts/server-contract.ts';
import { findLiveVersion } from '#lib/db/deployments.ts';
import { compileCached } from '#lib/services/workflows/compiled-versions.ts';
import { readDefinition } from '#lib/services/workflows/present-workflow.ts';
import { compareServers, type ServerOffer } from './compare-servers.ts';

/** How a version would change what is live. Null: nothing is, or it does not compile in this release. */
export async function contractChange(
  tx: Parameters<typeof findLiveVersion>[0],
  catalog: NodeCatalog,
  key: { workspaceId: string; workflowId: string },
  next: ServerOffer,
): Promise<ContractComparison | null> {
  const live = await findLiveVersion(tx, key);
  if (!live) return null;
  const before = compileCached(catalog, live.hash, readDefinition(live.definition));
  return before.ok ? compareServers(before.workflow, next, live.number) : null;
}
