import { deployWorkflow } from '../../deploy-workflow.ts';
import { effect, ending, toldTo, toolTrigger, workflowFile } from '../definitions.ts';
import type { Load } from './load.ts';
import { startingQueued } from './starting.ts';

/** REST `execute` without waiting: a queued run with one step of each kind. */
export const queued: Load = {
  name: 'queued run',
  weight: 5,
  once: true,
  prepare: async ({ client, origin }) => {
    const target = { origin, by: 'worker' } as const;
    const steps = [
      effect(target, 'look', 'read', 0),
      effect(target, 'put', 'idempotent', 1),
      effect(target, 'pay', 'write', 2),
      effect(target, 'tell', 'idempotent', 3),
    ];
    const told = Object.fromEntries(steps.map(({ key }) => [key, toldTo(key)]));
    const end = ending('{{ input.tag }}', told);
    const file = workflowFile(queued.name, [toolTrigger('pay'), ...steps, end]);
    const { workflowId: id } = await deployWorkflow(client, file);
    return startingQueued(client, id);
  },
};
