import { describe, expect, it, vi } from 'vitest';
import { workflowDefinitionSchema } from '#lib/contracts/definition.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { executeWorkflow } from './execute-workflow.ts';
import { getExecution } from './get-execution.ts';
import { resumeExecution } from './resume-execution.ts';

describe('/resume', () => {
  const world = useWorld({ worker: true, runtime: true });

  it('must name the step when more than one waits, else 409 lists them; each item is its own', async () => {
    const principal = await world.newWorkspace();
    const definition = workflowDefinitionSchema.parse({
      schemaVersion: 1,
      nodes: [
        { id: 'start', key: 'start', type: 'trigger.manual' },
        { id: 'loop', key: 'loop', type: 'logic.forEach', config: { items: '{{ [1, 2] }}', concurrency: 2 } },
        { id: 'wait', key: 'wait', type: 'logic.wait', config: { ms: 3_600_000 }, parentId: 'loop' },
      ],
      edges: [{ id: 'e', source: { node: 'start', port: 'out' }, target: { node: 'loop', port: 'in' } }],
    });
    const workflow = await world.newWorkflow(principal, definition);
    const { execution } = await executeWorkflow(world.deps, principal, { id: workflow, mode: 'async', input: null });
    const { id } = execution;
    const status = async () => (await getExecution(world.deps, principal, { id })).status;
    await vi.waitFor(async () => expect(await status()).toBe('waiting'), { timeout: 10_000 });
    const steps = ['wait.0', 'wait.1'].map((stepId) => ({ stepId, key: 'wait', waitsFor: 'time' }));
    await expect(resumeExecution(world.deps, principal, { id })).rejects.toMatchObject({
      code: 'conflict',
      status: 409,
      details: { steps },
    });
    await resumeExecution(world.deps, principal, { id, stepId: 'wait.1' });
    await vi.waitFor(
      async () => {
        const { steps: now } = await getExecution(world.deps, principal, { id });
        const waits = now.filter(({ key }) => key === 'wait');
        expect(waits.map((step) => [step.iteration, step.status]).toSorted()).toEqual([
          [[0], 'waiting'],
          [[1], 'success'],
        ]);
        expect(await status()).toBe('waiting');
      },
      { timeout: 10_000 },
    );
    await resumeExecution(world.deps, principal, { id });
    await vi.waitFor(async () => expect(await status()).toBe('success'), { timeout: 10_000 });
  });
});
