import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import { findCallees } from '#lib/db/callees.ts';
import { calledWorkflows } from '#lib/engine/validate-calls.ts';
import type { KnownWorkflow, ValidationPorts } from '#lib/engine/validation-ports.ts';
import { isId } from '#lib/shared/ids.ts';
import { readDefinition } from './present-workflow.ts';
import type { WorkflowDeps } from './workflow-deps.ts';

/** More than that in one tree of calls is not followed: runs have a limit of their own. */
const MOST = 500;
const callable: ReadonlySet<string> = new Set(['trigger.tool', 'trigger.manual']);

/** The workflows that a definition calls, and those that they call: what validation needs to find circles. */
export async function knownCallees(
  { db }: Pick<WorkflowDeps, 'db'>,
  { workspaceId, workflowId }: { workspaceId: string; workflowId: string },
  definition: WorkflowDefinition,
): Promise<Pick<ValidationPorts, 'workflowId' | 'workflows'>> {
  const known = new Map<string, KnownWorkflow>();
  const asked = new Set<string>();
  let next = calledWorkflows(definition);
  while (next.length > 0 && known.size < MOST) {
    for (const id of next) asked.add(id);
    const rows = await findCallees(db.pool, { workspaceId, ids: next.filter(isId) });
    for (const { definition: bytes, ...row } of rows) {
      const { nodes, ...rest } = readDefinition(bytes);
      const triggers = nodes.filter(({ type, disabled }) => callable.has(type) && disabled !== true);
      const calls = calledWorkflows({ ...rest, nodes });
      known.set(row.id, { ...row, calls, triggers: triggers.map(({ key }) => key) });
    }
    next = [...known.values()].flatMap(({ calls }) => calls).filter((id) => !asked.has(id));
  }
  return { workflowId, workflows: [...known.values()] };
}
