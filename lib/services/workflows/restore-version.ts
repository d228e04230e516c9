import type { Workflow } from '#lib/contracts/api/workflows.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { lockWorkflow, replaceDraft } from '#lib/db/workflows.ts';
import { publishEvent } from '#lib/services/events/publish-event.ts';
import { storableDefinition } from './definition-limits.ts';
import { getWorkflow } from './get-workflow.ts';
import { requireVersion } from './get-version.ts';
import { readDefinition } from './present-workflow.ts';
import { notFound } from './reach.ts';
import type { WorkflowDeps } from './workflow-deps.ts';

/** Makes a version the draft again; what was the draft is gone. @throws {AppError} `not_found` */
export async function restoreVersion(
  deps: Pick<WorkflowDeps, 'db' | 'config' | 'bus' | 'logger'>,
  principal: Principal,
  { id, version }: { id: string; version: number },
): Promise<Workflow> {
  requirePermission(principal, 'workflow:update');
  const stored = await requireVersion(deps, principal, { id, version });
  const key = { workspaceId: principal.workspaceId, id };
  const bytes = storableDefinition(readDefinition(stored.definition));
  await deps.db.transaction(async (tx) => {
    if (!(await lockWorkflow(tx, key))) throw notFound('workflow');
    await replaceDraft(tx, key, { bytes, hash: stored.hash });
    await writeAudit(tx, principal, {
      action: 'workflow.version-restored',
      targetType: 'workflow',
      targetId: id,
      data: { version },
    });
  });
  const workflow = await getWorkflow(deps, principal, { id });
  const data = { workflowId: id, revision: workflow.revision, userId: principal.userId };
  await publishEvent(deps, { workspaceId: principal.workspaceId, type: 'draft.saved', data });
  return workflow;
}
