import { say } from '#lib/shared/say.ts';
import type { Deployment } from '#lib/contracts/api/deployments.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import { writeAudit } from '#lib/db/audit.ts';
import type { Tx } from '#lib/db/client.ts';
import { insertDeployment } from '#lib/db/deployments.ts';
import { findTakenWebhook } from '#lib/db/webhooks.ts';
import { insertVersion, newestVersion, type VersionRef } from '#lib/db/versions.ts';
import { lockWorkflow, type LockedWorkflow } from '#lib/db/workflows.ts';
import { errorWorkflowProblems } from '#lib/services/error-workflows/error-workflow-problems.ts';
import { requireRoomForServer } from '#lib/services/quotas/require-room.ts';
import { storableDefinition } from '#lib/services/workflows/definition-limits.ts';
import { definitionProblems, saidOf } from '#lib/services/workflows/definition-problems.ts';
import { requireVersion } from '#lib/services/workflows/get-version.ts';
import { requireWorkflow } from '#lib/services/workflows/get-workflow.ts';
import { webhooksOf } from '#lib/services/webhooks/publish-webhooks.ts';
import { knownCallees } from '#lib/services/workflows/known-callees.ts';
import { knownNames, type KnownNames } from '#lib/services/workflows/known-names.ts';
import { readDefinition } from '#lib/services/workflows/present-workflow.ts';
import { notFound, requireReach } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { isError } from '#lib/services/workflows/validate-workflow.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { checkDeployable, type Candidate } from './check-deployable.ts';
import { getDeployment } from './get-deployment.ts';
import { publishDeployment } from './publish-deployment.ts';
import { pathTaken } from './publish-triggers.ts';

type Deps = Pick<WorkflowDeps, 'db' | 'config' | 'bus' | 'queue' | 'catalog' | 'logger'>;

/** With what a definition may name. */
type CheckDeps = Deps & { names: KnownNames };

interface Input {
  id: string;
  message?: string | undefined;
  /** A version that is there already, instead of the draft. */
  version?: number | undefined;
}

/**
 * Asks for a deployment of the draft (as a new version, unless the newest one is the same) or of an earlier version. The
 * worker does the rest.
 *
 * @throws {AppError} `not_found`; `not_deployable` with every error and its place; `quota_exceeded`.
 */
export async function deployWorkflow(deps: Deps, principal: Principal, input: Input): Promise<Deployment> {
  requirePermission(principal, 'deployment:manage');
  requireReach(principal, input.id);
  const check = { ...deps, names: await knownNames(deps, principal) };
  await refuseUndeployable(check, principal, input);
  const id = await deps.db.transaction((tx) => recordDeployment(tx, check, principal, input));
  const deployment = await getDeployment(deps, principal, { id });
  await ring(deps, { deploymentId: id, workspaceId: principal.workspaceId });
  await publishDeployment(deps, principal.workspaceId, deployment);
  return deployment;
}

/** Before the lock is taken: compiling may take a while. */
async function refuseUndeployable(deps: CheckDeps, principal: Principal, { id, version }: Input): Promise<void> {
  const source =
    version === undefined
      ? await requireWorkflow(deps, principal, id).then(({ draft, draftHash }) => ({ bytes: draft, hash: draftHash }))
      : await requireVersion(deps, principal, { id, version }).then(({ definition, hash }) => ({
          bytes: definition,
          hash,
        }));
  const definition = readDefinition(source.bytes);
  const key = { workspaceId: principal.workspaceId, workflowId: id };
  const names = { ...deps.names, ...(await knownCallees(deps, key, definition)) };
  await requireDeployable({ ...deps, names }, { hash: source.hash, definition });
  const problems = (await errorWorkflowProblems(deps, key, definition)).filter(isError);
  if (problems.length > 0) throw notDeployable(definition, problems);
  await requireFreeAddresses(deps, key, definition);
}

/** The worker looks again when it publishes. */
async function requireFreeAddresses(
  deps: Deps,
  key: { workspaceId: string; workflowId: string },
  definition: WorkflowDefinition,
): Promise<void> {
  const taken = await findTakenWebhook(deps.db.pool, key, webhooksOf(definition));
  if (!taken) return;
  const nodeId = definition.nodes.find((node) => node.key === taken.triggerKey)?.id;
  const { code, said } = pathTaken(taken);
  const problem = { severity: 'error', code, nodeId, path: '/path', ...said } as const;
  throw notDeployable(definition, [problem]);
}

async function requireDeployable(deps: CheckDeps, candidate: Candidate): Promise<void> {
  const checked = await checkDeployable(deps.catalog, deps.names, candidate);
  if (!checked.ok) throw notDeployable(candidate.definition, checked.problems);
}

function notDeployable(definition: WorkflowDefinition, problems: Problem[]): AppError {
  return new AppError('not_deployable', problems[0] ? saidOf(problems[0]) : say('not_deployable'), {
    errors: definitionProblems(definition, problems),
    details: { problems },
  });
}

async function recordDeployment(tx: Tx, deps: CheckDeps, principal: Principal, input: Input): Promise<string> {
  const { workspaceId } = principal;
  const workflow = await lockWorkflow(tx, { workspaceId, id: input.id });
  if (!workflow) throw notFound('workflow');
  await requireRoomForServer(tx, deps.config.quotas, { workspaceId, workflowId: workflow.id });
  const version = await versionToDeploy(tx, deps, principal, workflow, input);
  const deploymentId = await insertDeployment(tx, {
    workspaceId,
    workflowId: workflow.id,
    versionId: version.id,
    message: input.message ?? '',
    createdById: principal.userId,
  });
  await writeAudit(tx, principal, {
    action: 'deployment.requested',
    targetType: 'workflow',
    targetId: workflow.id,
    data: { deploymentId, version: version.number },
  });
  return deploymentId;
}

async function versionToDeploy(
  tx: Tx,
  deps: CheckDeps,
  principal: Principal,
  workflow: LockedWorkflow,
  input: Input,
): Promise<VersionRef> {
  const key = { workspaceId: principal.workspaceId, workflowId: workflow.id };
  if (input.version !== undefined) {
    const { id, number, hash } = await requireVersion(deps, principal, { id: workflow.id, version: input.version });
    return { id, number, hash };
  }
  const newest = await newestVersion(tx, key);
  if (newest?.hash === workflow.draftHash) return newest;
  const definition = readDefinition(workflow.draft);
  // The draft may have been saved between the check and the lock.
  await requireDeployable(deps, { hash: workflow.draftHash, definition });
  return insertVersion(tx, {
    ...key,
    number: (newest?.number ?? 0) + 1,
    hash: workflow.draftHash,
    definition: storableDefinition(definition),
    message: input.message ?? '',
    createdById: principal.userId,
    errorWorkflowId: definition.settings.errorWorkflowId ?? null,
    concurrency: definition.settings.concurrency ?? null,
  });
}

/** A bell that cannot be rung now is rung by the sweep. */
async function ring(deps: Deps, payload: { deploymentId: string; workspaceId: string }): Promise<void> {
  try {
    await deps.queue.enqueue('deployment.apply', payload);
  } catch (error) {
    deps.logger.warn({ err: error, ...payload }, 'deployment was not rung');
  }
}
