import type { Deployment } from '#lib/contracts/api/deployments.ts';
import type { WorkflowSummary } from '#lib/contracts/api/workflows.ts';

export interface ServerRow {
  deployment: Deployment;
  /** Null: the workflow is gone, or beyond the first page. */
  name: string | null;
}

/** One row a workflow: its live deployment, else the one that was stopped last; live ones first, then by name. */
export function serversOf(deployments: readonly Deployment[], workflows: readonly WorkflowSummary[]): ServerRow[] {
  const names = new Map(workflows.map((workflow) => [workflow.id, workflow.name]));
  const chosen = new Map<string, Deployment>();
  for (const deployment of deployments) {
    const other = chosen.get(deployment.workflowId);
    if (!other || outranks(deployment, other)) chosen.set(deployment.workflowId, deployment);
  }
  return [...chosen.values()]
    .map((deployment) => ({ deployment, name: names.get(deployment.workflowId) ?? null }))
    .sort((a, b) => rank(a.deployment) - rank(b.deployment) || (a.name ?? '').localeCompare(b.name ?? ''));
}

function rank(deployment: Deployment): number {
  return deployment.status === 'active' ? 0 : 1;
}

function outranks(a: Deployment, b: Deployment): boolean {
  return rank(a) === rank(b) ? a.id > b.id : rank(a) < rank(b);
}
