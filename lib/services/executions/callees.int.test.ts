import { describe, expect, it, vi } from 'vitest';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import { isEnded, type Execution } from '#lib/contracts/execution.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { applyDeployment } from '#lib/services/deployments/apply-deployment.ts';
import { deployWorkflow } from '#lib/services/deployments/deploy-workflow.ts';
import { chain } from '#lib/services/testing/definitions.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { saveDraft } from '#lib/services/workflows/save-draft.ts';
import { cancelExecution } from './cancel-execution.ts';
import { executeWorkflow } from './execute-workflow.ts';
import { getExecution } from './get-execution.ts';
import { listExecutions } from './list-executions.ts';

const manual = { type: 'trigger.manual' };
const saying = (value: unknown) => chain({ start: manual, end: { type: 'core.return', config: { value } } });
const calling = (workflowId: string) =>
  chain({ start: manual, call: { type: 'logic.workflow', config: { workflowId, input: null } } });

describe('which workflow a call means', () => {
  const world = useWorld({ worker: true, runtime: true });
  const deploy = async (principal: Principal, id: string): Promise<void> => {
    const { id: deploymentId } = await deployWorkflow(world.deps, principal, { id });
    await applyDeployment(world.deps, { deploymentId, workspaceId: principal.workspaceId });
  };
  const run = async (principal: Principal, id: string, mode: 'sync' | 'async' = 'sync'): Promise<Execution> =>
    (await executeWorkflow(world.deps, principal, { id, mode, input: null })).execution;
  const until = (principal: Principal, id: string, isSo: (execution: Execution) => boolean): Promise<Execution> =>
    vi.waitFor(
      async () => {
        const execution = await getExecution(world.deps, principal, { id });
        expect(isSo(execution), execution.status).toBe(true);
        return execution;
      },
      { timeout: 15_000 },
    );
  const childrenOf = async (principal: Principal, id: string) =>
    (await listExecutions(world.deps, principal, { limit: 50, parentExecutionId: id })).items;
  const pair = async (callee: WorkflowDefinition) => {
    const principal = await world.newWorkspace();
    const called = await world.newWorkflow(principal, callee, 'Callee');
    return { principal, called, caller: await world.newWorkflow(principal, calling(called), 'Caller') };
  };

  it('its live version, for drafts and deployed callers alike', async () => {
    const { principal, called, caller } = await pair(saying('live'));
    await deploy(principal, called);
    await saveDraft(world.deps, principal, { id: called, revision: 1, definition: saying('draft') });
    expect((await run(principal, caller)).output).toBe('live');
    await deploy(principal, caller);
    const { id, version, output } = await run(principal, caller);
    expect([version, output]).toEqual([1, 'live']);
    expect(await childrenOf(principal, id)).toMatchObject([{ workflowId: called, version: 1 }]);
  });

  it('from a draft run, if never deployed, its draft', async () => {
    const { principal, caller } = await pair(saying('draft'));
    const { id, output } = await run(principal, caller);
    expect(output).toBe('draft');
    expect(await childrenOf(principal, id)).toMatchObject([{ version: null }]);
  });

  it('one of the same workspace: another looks like none', async () => {
    const stranger = await world.newWorkspace();
    const foreign = await world.newWorkflow(stranger, saying('secret'), 'Foreign');
    const principal = await world.newWorkspace();
    const caller = await world.newWorkflow(principal, calling(foreign), 'Caller');
    expect(await run(principal, caller)).toMatchObject({
      status: 'error',
      error: { code: 'workflow_not_found', key: 'call' },
    });
  });

  it('without a name the only enabled tool or manual trigger: a webhook starts nothing for a caller', async () => {
    const webhook = { type: 'trigger.webhook', config: { path: 'orders-4711', method: 'POST', auth: 'none' } };
    const { principal, caller } = await pair(
      chain({ start: webhook, end: { type: 'core.return', config: { value: 1 } } }),
    );
    expect(await run(principal, caller)).toMatchObject({ status: 'error', error: { key: 'call' } });
  });

  it('cancel goes down, not up: a canceled child is a step error of its caller', async () => {
    const { principal, caller } = await pair(
      chain({ start: manual, wait: { type: 'logic.wait', config: { ms: 3_600_000 } } }),
    );
    const { id } = await run(principal, caller, 'async');
    await until(principal, id, ({ status }) => status === 'waiting');
    const [child] = await childrenOf(principal, id);
    await cancelExecution(world.deps, principal, { id: child!.id });
    expect(await until(principal, id, ({ status }) => isEnded(status))).toMatchObject({
      status: 'error',
      error: { code: 'subworkflow_failed', key: 'call', details: { executionId: child!.id, status: 'canceled' } },
    });
  });
});
