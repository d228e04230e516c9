import { describe, expect, it } from 'vitest';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { applyDeployment } from '#lib/services/deployments/apply-deployment.ts';
import { deployWorkflow } from '#lib/services/deployments/deploy-workflow.ts';
import { chain, echoDefinition } from '#lib/services/testing/definitions.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { newId } from '#lib/shared/ids.ts';
import { getWorkflow } from './get-workflow.ts';
import { saveDraft } from './save-draft.ts';
import { validateWorkflow } from './validate-workflow.ts';

const calling = (workflowId: string): WorkflowDefinition =>
  chain({
    start: { type: 'trigger.manual' },
    call: { type: 'logic.workflow', config: { workflowId, input: { text: 'x' } } },
    end: { type: 'core.return', config: { value: '{{ steps.call }}' } },
  });

describe('calls of workflows, before they are deployed', () => {
  const world = useWorld();
  const codes = async (principal: Principal, id: string): Promise<string[]> =>
    (await validateWorkflow(world.deps, principal, { id })).problems.map(({ code }) => code);
  const deploy = async (principal: Principal, id: string): Promise<void> => {
    const { id: deploymentId } = await deployWorkflow(world.deps, principal, { id });
    await applyDeployment(world.deps, { deploymentId, workspaceId: principal.workspaceId });
  };

  it('an unknown callee and another tenant’s look the same', async () => {
    const [ada, eve] = [await world.newWorkspace(), await world.newWorkspace()];
    const foreign = await world.newWorkflow(eve, echoDefinition());
    for (const callee of [newId(), foreign]) {
      const id = await world.newWorkflow(ada, calling(callee));
      expect(await codes(ada, id)).toEqual(['workflow_not_found']);
      await expect(deployWorkflow(world.deps, ada, { id })).rejects.toMatchObject({ code: 'not_deployable' });
    }
  });

  it('a callee that was never deployed is a problem, and none once it is', async () => {
    const principal = await world.newWorkspace();
    const callee = await world.newWorkflow(principal, echoDefinition());
    const caller = await world.newWorkflow(principal, calling(callee), 'Caller');
    expect(await codes(principal, caller)).toEqual(['workflow_not_deployed']);
    await deploy(principal, callee);
    expect(await codes(principal, caller)).toEqual([]);
    await deploy(principal, caller);
  });

  it('a cycle of workflows is refused, however long', async () => {
    const principal = await world.newWorkspace();
    const ids = [await world.newWorkflow(principal, echoDefinition(), 'A')];
    await deploy(principal, ids[0]!);
    for (const name of ['B', 'C']) {
      ids.push(await world.newWorkflow(principal, calling(ids.at(-1)!), name));
      await deploy(principal, ids.at(-1)!);
    }
    const { revision } = await getWorkflow(world.deps, principal, { id: ids[0]! });
    await saveDraft(world.deps, principal, { id: ids[0]!, definition: calling(ids.at(-1)!), revision });
    expect(await codes(principal, ids[0]!)).toEqual(['workflow_cycle']);
    await expect(deployWorkflow(world.deps, principal, { id: ids[0]! })).rejects.toMatchObject({
      code: 'not_deployable',
    });
  });
});
