import type { WorkflowUse } from '#lib/contracts/api/common.ts';
import type { WorkflowNode } from '#lib/contracts/definition.ts';
import type { Db } from '#lib/db/client.ts';
import { findDefinitionsNaming } from '#lib/db/connections.ts';
import { readDefinition } from './present-workflow.ts';

/** The workflows of which the draft or the live version has a node that `names` says yes to; such nodes hold `text`. */
export async function findWorkflowUses(
  { db }: { db: Pick<Db, 'pool'> },
  key: { workspaceId: string; text: string },
  names: (node: WorkflowNode) => boolean,
): Promise<WorkflowUse[]> {
  const isNamed = (definition: Uint8Array | null): boolean =>
    definition !== null && readDefinition(definition).nodes.some(names);
  const candidates = await findDefinitionsNaming(db.pool, key);
  return candidates
    .map(({ workflowId, name, draft, live }) => ({ workflowId, name, draft: isNamed(draft), live: isNamed(live) }))
    .filter(({ draft, live }) => draft || live);
}
