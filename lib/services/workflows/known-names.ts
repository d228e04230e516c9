import type { Principal } from '#lib/contracts/principal.ts';
import { listUsableConnections } from '#lib/db/connections.ts';
import type { ValidationPorts } from '#lib/engine/validation-ports.ts';
import { variableNames, type VariableNames } from '#lib/services/variables/variable-names.ts';
import type { WorkflowDeps } from './workflow-deps.ts';

/** What a definition may name besides its own nodes. */
export type KnownNames = VariableNames & Pick<ValidationPorts, 'connections' | 'workflowId' | 'workflows'>;

/** What this principal's definitions may name in the workspace; somebody else's personal connections are not among it. */
export async function knownNames(deps: Pick<WorkflowDeps, 'db'>, principal: Principal): Promise<KnownNames> {
  const { workspaceId, userId: actorId } = principal;
  const [variables, connections] = await Promise.all([
    variableNames(deps.db, workspaceId),
    listUsableConnections(deps.db.pool, { workspaceId, actorId }),
  ]);
  return { ...variables, connections };
}
