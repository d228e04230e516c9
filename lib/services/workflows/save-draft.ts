import { say } from '#lib/shared/say.ts';
import type { Workflow } from '#lib/contracts/api/workflows.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { lockWorkflow, replaceDraft } from '#lib/db/workflows.ts';
import { publishEvent } from '#lib/services/events/publish-event.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { definitionHash } from './definition-hash.ts';
import { storableDefinition } from './definition-limits.ts';
import { getWorkflow } from './get-workflow.ts';
import { notFound, requireReach } from './reach.ts';
import type { WorkflowDeps } from './workflow-deps.ts';

interface Input {
  id: string;
  definition: WorkflowDefinition;
  /** The revision that the draft was made from. */
  revision: number;
}

/**
 * Replaces the draft. The same draft again changes nothing.
 *
 * @throws {AppError} `not_found`, `stale` (with the current `revision`), `invalid` (too large or too deep).
 */
export async function saveDraft(
  deps: Pick<WorkflowDeps, 'db' | 'config' | 'bus' | 'logger'>,
  principal: Principal,
  { id, definition, revision }: Input,
): Promise<Workflow> {
  requirePermission(principal, 'workflow:update');
  requireReach(principal, id);
  const key = { workspaceId: principal.workspaceId, id };
  const bytes = storableDefinition(definition);
  const saved = await deps.db.transaction(async (tx) => {
    const current = await lockWorkflow(tx, key);
    if (!current) throw notFound('workflow');
    if (current.revision !== revision) throw stale(current.revision);
    if (Buffer.compare(current.draft, bytes) === 0) return false;
    await replaceDraft(tx, key, { bytes, hash: definitionHash(definition) });
    await writeAudit(tx, principal, {
      action: 'workflow.draft-saved',
      targetType: 'workflow',
      targetId: id,
      data: { revision: revision + 1 },
    });
    return true;
  });
  const workflow = await getWorkflow(deps, principal, { id });
  if (saved) {
    const data = { workflowId: id, revision: workflow.revision, userId: principal.userId };
    await publishEvent(deps, { workspaceId: principal.workspaceId, type: 'draft.saved', data });
  }
  return workflow;
}

function stale(revision: number): AppError {
  return new AppError('stale', say('draft_changed'), { details: { revision } });
}
