import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import { findWorkflow } from '#lib/db/workflows.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { hint, say, type Said } from '#lib/shared/say.ts';
import { knownErrorWorkflows } from './known-error-workflows.ts';

interface Key {
  workspaceId: string;
  /** The workflow that names it. */
  workflowId: string;
}

/**
 * What is wrong with the error workflow that a definition names: it is itself, does not exist in this workspace, or does
 * not start at a `trigger.error`. One that is not deployed yet is a warning.
 */
export async function errorWorkflowProblems(
  deps: Pick<WorkflowDeps, 'db'>,
  { workspaceId, workflowId }: Key,
  { settings: { errorWorkflowId: id } }: WorkflowDefinition,
): Promise<Problem[]> {
  if (id === undefined) return [];
  if (id === workflowId) return [problem('error', 'error_workflow_itself', say('error_workflow_itself'))];
  const workflow = await findWorkflow(deps.db.pool, { workspaceId, id });
  if (!workflow) return [problem('error', 'error_workflow_unknown', say('error_workflow_unknown'))];
  const { name } = workflow;
  const known = (await knownErrorWorkflows(deps, workspaceId)).find(({ workflowId: other }) => other === id);
  if (!known) return [problem('error', 'error_workflow_no_trigger', say('error_workflow_no_trigger', { name }))];
  if (known.live) return [];
  return [problem('warning', 'error_workflow_not_deployed', say('error_workflow_not_deployed', { name }))];
}

function problem(severity: Problem['severity'], code: string, said: Said): Problem {
  return { severity, code, path: '/settings/errorWorkflowId', ...hint(said, 'hint_choose_error_workflow') };
}
