import { expect, it, vi } from 'vitest';
import { isEnded } from '#lib/contracts/execution.ts';
import { deployWorkflow } from '#lib/services/deployments/deploy-workflow.ts';
import { getDeployment } from '#lib/services/deployments/get-deployment.ts';
import { echoDefinition } from '#lib/services/testing/definitions.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { describeRedis, useRedis } from '#lib/testing/redis.ts';
import { executeWorkflow } from './execute-workflow.ts';
import { getExecution } from './get-execution.ts';

describeRedis('the production profile: queue and bus on Redis', () => {
  const redis = useRedis();
  const world = useWorld({ worker: true, runtime: true, environment: () => ({ REDIS_URL: redis.url }) });

  it('deploys, and runs directly and from the queue', async () => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, echoDefinition());
    const { id: deployment } = await deployWorkflow(world.deps, principal, { id });
    await vi.waitFor(
      async () => expect((await getDeployment(world.deps, principal, { id: deployment })).status).toBe('active'),
      { timeout: 10_000 },
    );
    const direct = await executeWorkflow(world.deps, principal, { id, mode: 'sync', input: { text: 'hi' } });
    expect(direct.execution).toMatchObject({ status: 'success', version: 1, output: { answer: 'hi', times: 1 } });
    const queued = await executeWorkflow(world.deps, principal, { id, mode: 'async', input: { text: 'hi' } });
    const end = await vi.waitFor(
      async () => {
        const execution = await getExecution(world.deps, principal, { id: queued.execution.id });
        expect(isEnded(execution.status)).toBe(true);
        return execution;
      },
      { timeout: 10_000 },
    );
    expect(end).toMatchObject({ status: 'success', version: 1, output: { answer: 'hi', times: 1 } });
    const { rows } = await world.deps.db.pool.query(`SELECT to_regnamespace('bullmq') IS NULL AS unused`);
    expect(rows).toEqual([{ unused: true }]);
  });
});
