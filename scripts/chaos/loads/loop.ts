import { deployWorkflow } from '../../deploy-workflow.ts';
import { effect, ending, node, toldTo, toolTrigger, workflowFile } from '../definitions.ts';
import type { Load } from './load.ts';
import { startingQueued } from './starting.ts';

/** A queued run with a loop: each item reads and writes once, three at a time. */
export const loop: Load = {
  name: 'loop',
  weight: 2,
  once: true,
  prepare: async ({ client, origin }) => {
    const target = { origin, by: 'worker' } as const;
    const body = [
      effect(target, 'read', 'read', 1, true),
      effect(target, 'put', 'idempotent', 2, true),
      node('itemEnd', 'core.return', { value: '{{ steps.put.body.n }}' }),
    ].map((each) => ({ ...each, parentId: 'put_each' }));
    const nodes = [
      toolTrigger('loop'),
      effect(target, 'before', 'write', 0),
      node('put_each', 'logic.forEach', { items: '{{ [1, 2, 3, 4, 5, 6] }}', concurrency: 3 }),
      ...body,
      effect(target, 'after', 'idempotent', 3),
      ending('{{ input.tag }}', { before: toldTo('before'), put: '{{ steps.put_each }}', after: toldTo('after') }),
    ];
    const { workflowId: id } = await deployWorkflow(client, workflowFile(loop.name, nodes));
    return startingQueued(client, id);
  },
};
