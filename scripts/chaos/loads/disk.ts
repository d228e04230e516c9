import { deployWorkflow } from '../../deploy-workflow.ts';
import { ending, node, toolTrigger, workflowFile } from '../definitions.ts';
import type { Load } from './load.ts';
import { outcomeOf, outcomeOfFailure } from './starting.ts';

const FILE_BYTES = 700_000;

/** Queued runs that keep a file each, in a workspace whose storage is soon full: then they have to say so, and end. */
export const disk: Load = {
  name: 'disk',
  weight: 1,
  ownWorkspace: true,
  mayFailWith: ['limit_exceeded'],
  prepare: async ({ client, origin }) => {
    const nodes = [
      toolTrigger('keep'),
      node('file', 'http.request', { method: 'GET', url: `${origin}/bytes`, query: { size: FILE_BYTES } }),
      ending('{{ input.tag }}', { file: '{{ steps.file.body.$file.size }} bytes' }),
    ];
    const { workflowId: id } = await deployWorkflow(client, workflowFile(disk.name, nodes));
    return (tag) =>
      client
        .call('executeWorkflow', { params: { id }, body: { mode: 'async', input: { tag } } })
        .then(outcomeOf, outcomeOfFailure);
  },
};
