import type { NodeCatalog } from '#lib/catalog/executors.ts';
import type { ContractComparison } from '#lib/contracts/server-contract.ts';
import { findServerSettings } from '#lib/db/servers.ts';
import { servedTools } from '#lib/services/serving/overridden-tools.ts';
import { compileCached } from '#lib/services/workflows/compiled-versions.ts';
import { readDefinition } from '#lib/services/workflows/present-workflow.ts';
import { compareServers, type ServerOffer } from './compare-servers.ts';

/** How a version would change what callers see of what is live, its settings applied to both. Null: nothing is, or it does not compile in this release. */
export async function contractChange(
  tx: Parameters<typeof findServerSettings>[0],
  catalog: NodeCatalog,
  key: { workspaceId: string; workflowId: string },
  next: ServerOffer,
): Promise<ContractComparison | null> {
  const server = await findServerSettings(tx, key);
  if (!server?.live) return null;
  const { live, settings } = server;
  const before = compileCached(catalog, live.hash, readDefinition(live.definition));
  if (!before.ok) return null;
  const seen = (offer: ServerOffer): ServerOffer => ({ ...offer, tools: servedTools(offer.tools, settings.tools) });
  return compareServers(seen(before.workflow), seen(next), live.number);
}
