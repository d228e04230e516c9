import { describe, expect, it, vi } from 'vitest';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { listLiveSchedules } from '#lib/db/schedules.ts';
import { applyDeployment } from '#lib/services/deployments/apply-deployment.ts';
import { deployWorkflow } from '#lib/services/deployments/deploy-workflow.ts';
import { startDeployment } from '#lib/services/deployments/start-deployment.ts';
import { stopDeployment } from '#lib/services/deployments/stop-deployment.ts';
import { getExecution } from '#lib/services/executions/get-execution.ts';
import { listExecutions } from '#lib/services/executions/list-executions.ts';
import { chain } from '#lib/services/testing/definitions.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { deleteWorkflow } from '#lib/services/workflows/delete-workflow.ts';
import { getWorkflow } from '#lib/services/workflows/get-workflow.ts';
import { saveDraft } from '#lib/services/workflows/save-draft.ts';
import { fireSchedules } from './fire-schedules.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A full hour, far from any other test's schedules. */
let hour = Date.parse('2027-01-01T00:00:00Z');

const hourly = (config: object = {}): WorkflowDefinition =>
  chain({
    clock: { type: 'trigger.schedule', config: { cron: '0 * * * *', timezone: 'UTC', ...config } },
    end: { type: 'core.return', config: { value: '{{ input.scheduledAt }}' } },
  });

describe('schedules', () => {
  const world = useWorld();
  /** The same world at another time. */
  const at = (ms: number) => ({ ...world.deps, clock: { now: () => ms } });
  const deploy = async (principal: Principal, id: string, ms: number): Promise<string> => {
    const { id: deploymentId } = await deployWorkflow(world.deps, principal, { id });
    await applyDeployment(at(ms), { deploymentId, workspaceId: principal.workspaceId });
    return deploymentId;
  };
  const live = async (definition = hourly()) => {
    // Each test has hours of its own: what is due is found by time alone.
    hour += 100 * HOUR_MS;
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, definition);
    const deploymentId = await deploy(principal, id, hour - 10 * MINUTE_MS);
    return { principal, id, deploymentId, hour };
  };
  const runs = async (principal: Principal, id: string) =>
    (await listExecutions(world.deps, principal, { workflowId: id, limit: 50 })).items;
  const scheduled = (principal: Principal, id: string) =>
    listLiveSchedules(world.deps.db.pool, { workspaceId: principal.workspaceId, workflowId: id });

  it('starts a run when its time has come, not before, and once', async () => {
    const { principal, id, hour: due } = await live();
    await fireSchedules(at(due - 1));
    expect(await runs(principal, id)).toEqual([]);
    await fireSchedules(at(due + 400));
    await fireSchedules(at(due + 900));
    const [run, ...others] = await runs(principal, id);
    expect(others).toEqual([]);
    expect(run).toMatchObject({
      status: 'queued',
      trigger: 'schedule',
      triggerKey: 'clock',
      version: 1,
      mode: 'queued',
    });
    expect((await getExecution(world.deps, principal, { id: run!.id })).input).toEqual({
      scheduledAt: new Date(due).toISOString(),
    });
    expect(await scheduled(principal, id)).toMatchObject([{ nextAt: new Date(due + HOUR_MS), lastAt: new Date(due) }]);
  });

  it('no double firing with several workers at the same moment', async () => {
    const { principal, id, hour: due } = await live();
    await Promise.all(Array.from({ length: 8 }, () => fireSchedules(at(due + 5))));
    expect(await runs(principal, id)).toHaveLength(1);
  });

  it('a clock that jumps back starts nothing again', async () => {
    const { principal, id, hour: due } = await live();
    await fireSchedules(at(due + 5));
    await fireSchedules(at(due - HOUR_MS));
    await fireSchedules(at(due + 10));
    expect(await runs(principal, id)).toHaveLength(1);
  });

  it('after a standstill: one run for the latest time that was missed', async () => {
    const { principal, id, hour: due } = await live();
    await fireSchedules(at(due + 5 * HOUR_MS + 30 * MINUTE_MS));
    const all = await runs(principal, id);
    expect(all).toHaveLength(1);
    expect((await getExecution(world.deps, principal, { id: all[0]!.id })).input).toEqual({
      scheduledAt: new Date(due + 5 * HOUR_MS).toISOString(),
    });
    expect(await scheduled(principal, id)).toMatchObject([{ nextAt: new Date(due + 6 * HOUR_MS) }]);
  });

  it('after a standstill with `skip`: goes on with the next', async () => {
    const { principal, id, hour: due } = await live(hourly({ missed: 'skip' }));
    await fireSchedules(at(due + 30 * MINUTE_MS));
    expect(await runs(principal, id)).toEqual([]);
    await fireSchedules(at(due + HOUR_MS + 5));
    expect(await runs(principal, id)).toHaveLength(1);
  });

  it('lives only while its deployment is active', async () => {
    const { principal, id, deploymentId, hour: due } = await live();
    await stopDeployment(world.deps, principal, { id: deploymentId });
    await fireSchedules(at(due + 5));
    expect(await runs(principal, id)).toEqual([]);
    expect(await scheduled(principal, id)).toEqual([]);
    await startDeployment(at(due + 2 * HOUR_MS + 1), principal, { id: deploymentId });
    await fireSchedules(at(due + 2 * HOUR_MS + 5));
    expect(await runs(principal, id), 'nothing is made up for the time when it was stopped').toEqual([]);
    await fireSchedules(at(due + 3 * HOUR_MS + 5));
    expect(await runs(principal, id)).toHaveLength(1);
  });

  it('a redeployment in the moment when it is due loses nothing, and takes new times over', async () => {
    const { principal, id, hour: due } = await live();
    const redeploy = async (definition: WorkflowDefinition, ms: number): Promise<void> => {
      const { revision } = await getWorkflow(world.deps, principal, { id });
      await saveDraft(world.deps, principal, { id, definition, revision });
      await deploy(principal, id, ms);
    };
    const changed = hourly();
    await redeploy({ ...changed, settings: { ...changed.settings, timeoutMs: 9_000 } }, due + 200);
    await fireSchedules(at(due + 300));
    expect(await runs(principal, id)).toMatchObject([{ version: 2 }]);
    await redeploy(hourly({ cron: '30 * * * *' }), due + 400);
    expect(await scheduled(principal, id)).toMatchObject([{ nextAt: new Date(due + 30 * MINUTE_MS) }]);
  });

  it('a deleted workflow starts nothing', async () => {
    const { principal, id, hour: due } = await live();
    await deleteWorkflow(world.deps, principal, { id });
    await fireSchedules(at(due + 5));
    expect((await listExecutions(world.deps, principal, { limit: 50 })).items).toEqual([]);
  });

  it('a worker starts it by itself, and it runs to its end', async () => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, hourly());
    await deploy(principal, id, Date.now() - 2 * HOUR_MS);
    const worker = await world.startWorker();
    try {
      await vi.waitFor(async () => expect(await runs(principal, id)).toMatchObject([{ status: 'success' }]), {
        timeout: 15_000,
        interval: 100,
      });
      const [run] = await runs(principal, id);
      const { output } = await getExecution(world.deps, principal, { id: run!.id });
      expect(Date.now() - Date.parse(output as string)).toBeLessThan(HOUR_MS);
    } finally {
      await worker.stop(1_000);
    }
  });
});
