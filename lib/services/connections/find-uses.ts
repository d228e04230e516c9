import type { WorkflowUse } from '#lib/contracts/api/common.ts';
import { findWorkflowUses } from '#lib/services/workflows/find-workflow-uses.ts';
import type { ConnectionDeps } from './connection-deps.ts';

/** The workflows whose draft or live version names a connection. */
export function findUses(
  deps: Pick<ConnectionDeps, 'db'>,
  { workspaceId, id }: { workspaceId: string; id: string },
): Promise<WorkflowUse[]> {
  // The id may also stand in a note or a text: only a node's setting counts.
  return findWorkflowUses(deps, { workspaceId, text: id }, (node) => node.config['connectionId'] === id);
}
