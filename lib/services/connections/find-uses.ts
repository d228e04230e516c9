import type { ConnectionUse } from '#lib/contracts/api/connections.ts';
import { findDefinitionsNaming } from '#lib/db/connections.ts';
import { readDefinition } from '#lib/services/workflows/present-workflow.ts';
import type { ConnectionDeps } from './connection-deps.ts';

/** The workflows whose draft or live version names a connection. */
export async function findUses(
  deps: Pick<ConnectionDeps, 'db'>,
  key: { workspaceId: string; id: string },
): Promise<ConnectionUse[]> {
  const candidates = await findDefinitionsNaming(deps.db.pool, key);
  return candidates
    .map(({ workflowId, name, draft, live }) => ({
      workflowId,
      name,
      draft: draft !== null && names(draft, key.id),
      live: live !== null && names(live, key.id),
    }))
    .filter(({ draft, live }) => draft || live);
}

/** The id may also stand in a note or a text: only a node's setting counts. */
function names(definition: Uint8Array, id: string): boolean {
  return readDefinition(definition).nodes.some((node) => node.config['connectionId'] === id);
}
