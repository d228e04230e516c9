import type { z } from 'zod';
import type { diffVersions as contract, VersionChange } from '#lib/contracts/api/versions.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { diffDefinitions } from './diff-definitions.ts';
import { requireWorkflow } from './get-workflow.ts';
import { requireVersion } from './get-version.ts';
import { readDefinition } from './present-workflow.ts';
import type { WorkflowDeps } from './workflow-deps.ts';

/** What changed between two versions, or a version and the draft. @throws {AppError} `not_found` */
export async function diffVersions(
  deps: Pick<WorkflowDeps, 'db'>,
  principal: Principal,
  { id, from, to }: { id: string } & z.infer<typeof contract.query>,
): Promise<{ changes: VersionChange[] }> {
  requirePermission(principal, 'workflow:read');
  const read = async (side: number | 'draft'): Promise<WorkflowDefinition> =>
    side === 'draft'
      ? readDefinition((await requireWorkflow(deps, principal, id)).draft)
      : readDefinition((await requireVersion(deps, principal, { id, version: side })).definition);
  // One after the other: of two failures at once, which one is told would be a matter of timing.
  const before = await read(from);
  const after = await read(to);
  return { changes: diffDefinitions(before, after) };
}
