import { deployWorkflow } from '../../deploy-workflow.ts';
import { effect, ending, node, toldTo, workflowFile } from '../definitions.ts';
import type { Load } from './load.ts';

/** Starts by itself each minute, in a queued run; several of them, so that there is something to lose. */
const SCHEDULES = 4;

export const schedule: Load = {
  name: 'schedule',
  weight: 0,
  prepare: async ({ client, origin }) => {
    const steps = [effect({ origin, by: 'worker' }, 'pay', 'write', 0)];
    const start = node('start', 'trigger.schedule', { cron: '* * * * *' });
    const end = ending('{{ input.scheduledAt }}', { pay: toldTo('pay') });
    for (let number = 1; number <= SCHEDULES; number += 1) {
      await deployWorkflow(client, workflowFile(`${schedule.name} ${number}`, [start, ...steps, end]));
    }
    return () => Promise.resolve({ kind: 'refused', why: 'it starts by itself' });
  },
};
