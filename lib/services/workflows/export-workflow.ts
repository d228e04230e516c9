import type { WorkflowFile } from '#lib/contracts/api/workflows.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { requireWorkflow } from './get-workflow.ts';
import { readDefinition } from './present-workflow.ts';
import { withoutBindings } from './without-bindings.ts';
import type { WorkflowDeps } from './workflow-deps.ts';

/** The draft as one portable file that names nothing of this workspace. @throws {AppError} `not_found` */
export async function exportWorkflow(
  deps: Pick<WorkflowDeps, 'db'>,
  principal: Principal,
  { id }: { id: string },
): Promise<WorkflowFile> {
  requirePermission(principal, 'workflow:read');
  const workflow = await requireWorkflow(deps, principal, id);
  return {
    format: 'toolwright.workflow',
    formatVersion: 1,
    name: workflow.name,
    description: workflow.description,
    tags: workflow.tags,
    definition: withoutBindings(readDefinition(workflow.draft)),
  };
}
