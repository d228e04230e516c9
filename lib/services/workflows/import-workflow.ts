import type { Workflow, WorkflowFile } from '#lib/contracts/api/workflows.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import { addWorkflow } from './create-workflow.ts';
import { getWorkflow } from './get-workflow.ts';
import { knownCallees } from './known-callees.ts';
import { knownNames } from './known-names.ts';
import { problemsOf } from './validate-workflow.ts';
import { withoutBindings } from './without-bindings.ts';
import type { WorkflowDeps } from './workflow-deps.ts';

/** Makes a workflow of a portable file. Ids and secrets of other places are never bound. @throws {AppError} `invalid` */
export async function importWorkflow(
  deps: Pick<WorkflowDeps, 'db' | 'config' | 'catalog'>,
  principal: Principal,
  file: WorkflowFile,
): Promise<Workflow & { problems: Problem[] }> {
  requirePermission(principal, 'workflow:create');
  const definition = withoutBindings(file.definition);
  const { name, description, tags } = file;
  const id = await addWorkflow(deps, principal, { name, description, tags, definition, action: 'workflow.imported' });
  const { workspaceId } = principal;
  const callees = await knownCallees(deps, { workspaceId, workflowId: id }, definition);
  const names = { ...(await knownNames(deps, principal)), ...callees };
  return { ...(await getWorkflow(deps, principal, { id })), problems: await problemsOf(deps, definition, names) };
}
