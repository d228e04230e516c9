import type { z } from 'zod';
import type { validateWorkflow as contract } from '#lib/contracts/api/workflows.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import type { Problem, validationSchema } from '#lib/contracts/problem.ts';
import { validateDefinition } from '#lib/engine/validate.ts';
import { errorWorkflowProblems } from '#lib/services/error-workflows/error-workflow-problems.ts';
import { checkTimetable } from '#lib/services/schedules/cron.ts';
import { withCheckedSchemas } from './check-schemas.ts';
import { requireWorkflow } from './get-workflow.ts';
import { knownCallees } from './known-callees.ts';
import { knownNames, type KnownNames } from './known-names.ts';
import { readDefinition } from './present-workflow.ts';
import type { WorkflowDeps } from './workflow-deps.ts';

/** Problems of the draft, or of the definition that is sent along. @throws {AppError} `not_found` */
export async function validateWorkflow(
  deps: Pick<WorkflowDeps, 'db' | 'catalog'>,
  principal: Principal,
  { id, definition }: { id: string } & z.infer<typeof contract.body>,
): Promise<z.infer<typeof validationSchema>> {
  requirePermission(principal, 'workflow:read');
  const workflow = await requireWorkflow(deps, principal, id);
  const validated = definition ?? readDefinition(workflow.draft);
  const key = { workspaceId: principal.workspaceId, workflowId: id };
  const names = { ...(await knownNames(deps, principal)), ...(await knownCallees(deps, key, validated)) };
  const problems = [
    ...(await problemsOf(deps, validated, names)),
    ...(await errorWorkflowProblems(deps, key, validated)),
  ];
  return { valid: !problems.some(isError), problems };
}

/** Problems of a definition in a workspace where these names are known. */
export async function problemsOf(
  deps: Pick<WorkflowDeps, 'catalog'>,
  definition: WorkflowDefinition,
  names: KnownNames,
): Promise<Problem[]> {
  const describe = (type: string, version: number) => deps.catalog.describe(type, version);
  return withCheckedSchemas((checkSchema) =>
    validateDefinition(definition, describe, { checkSchema, checkSchedule: checkTimetable, ...names }),
  );
}

export function isError(problem: Problem): boolean {
  return problem.severity === 'error';
}
