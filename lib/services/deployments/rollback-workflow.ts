import type { Deployment } from '#lib/contracts/api/deployments.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { deployWorkflow } from './deploy-workflow.ts';

/** Puts an earlier version live again, as a new deployment. @throws {AppError} `not_found`, `not_deployable` */
export function rollbackWorkflow(
  deps: Parameters<typeof deployWorkflow>[0],
  principal: Principal,
  { id, version }: { id: string; version: number },
): Promise<Deployment> {
  requirePermission(principal, 'deployment:manage');
  return deployWorkflow(deps, principal, { id, version, message: `Rollback to version ${version}` });
}
