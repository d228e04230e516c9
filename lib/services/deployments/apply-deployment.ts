import { saidOf } from '#lib/services/workflows/definition-problems.ts';
import { isAppError } from '#lib/shared/app-error.ts';
import { say, type Said } from '#lib/shared/say.ts';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { Tx } from '#lib/db/client.ts';
import {
  startDeploying,
  findDeployment,
  findServer,
  isOvertaken,
  moveDeployment,
  pointServer,
  type DeployingVersion,
  type ServerOfferRow,
} from '#lib/db/deployments.ts';
import { lockWorkflow } from '#lib/db/workflows.ts';
import type { CompiledWorkflow } from '#lib/runner/compile-workflow.ts';
import type { CompiledPrompt } from '#lib/runner/prompts.ts';
import type { CompiledTool } from '#lib/runner/tools.ts';
import { readDefinition } from '#lib/services/workflows/present-workflow.ts';
import { variableNames } from '#lib/services/variables/variable-names.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { announceServer } from './announce-server.ts';
import { checkDeployable } from './check-deployable.ts';
import { contractChange } from './contract/contract-change.ts';
import { presentDeployment } from './get-deployment.ts';
import { publishDeployment } from './publish-deployment.ts';
import { publishTriggers } from './publish-triggers.ts';

type Deps = Pick<WorkflowDeps, 'db' | 'config' | 'bus' | 'catalog' | 'clock' | 'logger'>;
type Key = { deploymentId: string; workspaceId: string };
type Offer = Omit<ServerOfferRow, 'contract'>;

/**
 * The worker's part: check, compile, publish. May be called any number of times for the same deployment; only one that is
 * still under way does anything.
 */
export async function applyDeployment(deps: Deps, key: Key): Promise<void> {
  const deployment = await startDeploying(deps.db.pool, rowKey(key));
  if (!deployment) return;
  const definition = readDefinition(deployment.definition);
  const names = await variableNames(deps.db, key.workspaceId);
  const checked = await checkDeployable(deps.catalog, names, { hash: deployment.hash, definition });
  if (!checked.ok) {
    const [first] = checked.problems;
    await fail(deps, key, first ? saidOf(first) : say('not_deployable'));
  } else {
    await publish(deps, key, deployment, definition, checked.workflow).catch(async (error: unknown) => {
      if (!isAppError(error) || error.code !== 'conflict') throw error;
      await fail(deps, key, error.said);
    });
  }
  await tell(deps, key, deployment);
}

async function fail(deps: Deps, key: Key, said: Said | string): Promise<void> {
  const error = { code: 'not_deployable', ...(typeof said === 'string' ? { message: said } : said) };
  await deps.db.transaction((tx) => moveDeployment(tx, rowKey(key), ['queued', 'deploying'], 'failed', { error }));
}

async function publish(
  deps: Deps,
  key: Key,
  deployment: DeployingVersion,
  definition: WorkflowDefinition,
  workflow: CompiledWorkflow,
): Promise<void> {
  const { workspaceId } = key;
  const { workflowId } = deployment;
  const generation = await deps.db.transaction(async (tx) => {
    const next = await nextStatus(tx, key, workflowId);
    const contract =
      next === 'active' ? await contractChange(tx, deps.catalog, { workspaceId, workflowId }, workflow) : null;
    const offer = { ...presentOffer(workflow), contract };
    const moved = await moveDeployment(tx, rowKey(key), ['queued', 'deploying'], next, offer);
    if (!moved || next !== 'active') return null;
    const redeployed = (await findServer(tx, { workspaceId, workflowId }))?.activeDeploymentId != null;
    await publishTriggers(tx, deps.clock, { ...key, workflowId, redeployed }, definition);
    return pointServer(tx, { workspaceId, workflowId }, key.deploymentId, 'superseded');
  });
  if (generation !== null) await announceServer(deps, { workspaceId, workflowId, generation });
}

/** Takes the workflow's lock. A deleted workflow stays down; a later deployment that is live already stays. */
async function nextStatus(tx: Tx, key: Key, workflowId: string): Promise<'active' | 'stopped' | 'superseded'> {
  const workflow = await lockWorkflow(tx, { workspaceId: key.workspaceId, id: workflowId });
  if (!workflow) return 'stopped';
  return (await isOvertaken(tx, { ...key, workflowId })) ? 'superseded' : 'active';
}

function presentOffer({ tools, prompts, resources }: CompiledWorkflow): Offer {
  return {
    tools: tools.map(described),
    prompts: prompts.map(described),
    resources: resources.map(({ uri, uriTemplate, name, title }) => ({
      uri: uriTemplate ?? uri ?? '',
      name,
      title: title ?? null,
    })),
  };
}

function described({ name, title, description }: CompiledTool | CompiledPrompt): Offer['tools'][number] {
  return { name, title: title ?? null, description: description ?? '' };
}

async function tell(deps: Deps, key: Key, deployment: DeployingVersion): Promise<void> {
  const row = await findDeployment(deps.db.pool, rowKey(key));
  if (!row) return;
  const shown = presentDeployment(row, deployment.workspaceSlug, deps.config.mcpPublicUrl);
  await publishDeployment(deps, key.workspaceId, shown);
}

function rowKey({ workspaceId, deploymentId }: Key): { workspaceId: string; id: string } {
  return { workspaceId, id: deploymentId };
}
