import { deployWorkflow } from '../../deploy-workflow.ts';
import { effect, ending, node, toldTo, toolTrigger, workflowFile } from '../definitions.ts';
import type { Load } from './load.ts';
import { outcomeOf, outcomeOfFailure } from './starting.ts';

/** REST `execute`, waited for: a direct run with a code node and an effect that may be repeated. */
export const sync: Load = {
  name: 'REST sync',
  weight: 3,
  prepare: async ({ client, origin }) => {
    const target = { origin, by: 'runtime' } as const;
    const steps = [
      effect(target, 'put', 'idempotent', 0),
      node('code', 'data.code', { code: 'return { tag: input.tag };' }),
      effect(target, 'look', 'read', 1),
    ];
    const end = ending('{{ steps.code.tag }}', { put: toldTo('put'), look: toldTo('look') });
    const file = workflowFile(sync.name, [toolTrigger('put'), ...steps, end]);
    const { workflowId: id } = await deployWorkflow(client, file);
    return (tag) =>
      client
        .call('executeWorkflow', { params: { id }, body: { mode: 'sync', input: { tag } } })
        .then(outcomeOf, outcomeOfFailure);
  },
};
