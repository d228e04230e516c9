import { deployWorkflow } from '../../deploy-workflow.ts';
import { effect, ending, node, toldTo, toolTrigger, workflowFile } from '../definitions.ts';
import type { Load } from './load.ts';
import { startingQueued } from './starting.ts';

/** Longer than a queued run is kept in memory. */
export const WAIT_MS = 8_000;

/** A queued run that waits between two writes, longer than it is kept in memory. */
export const wait: Load = {
  name: 'wait',
  weight: 2,
  once: true,
  prepare: async ({ client, origin }) => {
    const target = { origin, by: 'worker' } as const;
    const nodes = [
      toolTrigger('wait'),
      effect(target, 'pay', 'write', 0),
      node('pause', 'logic.wait', { ms: WAIT_MS }),
      effect(target, 'tell', 'idempotent', 1),
      ending('{{ input.tag }}', { pay: toldTo('pay'), tell: toldTo('tell') }),
    ];
    const { workflowId: id } = await deployWorkflow(client, workflowFile(wait.name, nodes));
    return startingQueued(client, id);
  },
};
