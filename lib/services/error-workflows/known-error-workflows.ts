import type { WorkflowUse } from '#lib/contracts/api/common.ts';
import { findWorkflowUses } from '#lib/services/workflows/find-workflow-uses.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { isErrorTrigger } from './error-trigger.ts';

/** The workflows of a workspace that can be error workflows: in their draft, or as they are deployed. By name. */
export function knownErrorWorkflows({ db }: Pick<WorkflowDeps, 'db'>, workspaceId: string): Promise<WorkflowUse[]> {
  return findWorkflowUses({ db }, { workspaceId, text: '"trigger.error"' }, isErrorTrigger);
}
