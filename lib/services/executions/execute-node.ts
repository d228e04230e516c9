import type { z } from 'zod';
import type { executeNode as contract } from '#lib/contracts/api/executions.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Step } from '#lib/contracts/execution.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { requireCompiled } from '#lib/services/workflows/compiled-versions.ts';
import { requireWorkflow } from '#lib/services/workflows/get-workflow.ts';
import { notFound } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { newId } from '#lib/shared/ids.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import { draftOf } from './choose-version.ts';
import { runNodeDirect } from './run-direct.ts';

/**
 * Tries one node of the draft, in the runtime, with the upstream data that is sent along. Nothing is kept.
 *
 * @throws {AppError} `not_found` (workflow or node), `does_not_compile`, `unavailable`.
 */
export async function executeNode(
  deps: Pick<WorkflowDeps, 'db' | 'config' | 'catalog'>,
  principal: Principal,
  { id, nodeId, input, steps, loops }: { id: string; nodeId: string } & z.infer<typeof contract.body>,
): Promise<Step> {
  requirePermission(principal, 'workflow:execute');
  const workflow = await requireWorkflow(deps, principal, id);
  const draft = draftOf(deps, principal, workflow);
  requireCompiled(deps.catalog, draft.cacheKey, draft.definition);
  if (!draft.definition.nodes.some((node) => node.id === nodeId)) throw notFound('node');
  await deps.db.transaction((tx) =>
    writeAudit(tx, principal, {
      action: 'workflow.node-tried',
      targetType: 'workflow',
      targetId: id,
      data: { nodeId },
    }),
  );
  return runNodeDirect(deps, {
    workspaceId: principal.workspaceId,
    workflowId: id,
    versionId: await draft.versionId(),
    executionId: newId(),
    nodeId,
    input: (input === undefined ? {} : input) as JsonValue,
    steps: (steps ?? {}) as Record<string, JsonValue>,
    ...(loops && { loops: loops as Record<string, { item: JsonValue; index: number }> }),
    traceId: principal.traceId,
    actorId: principal.userId,
  });
}
