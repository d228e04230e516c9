import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../../../lib/client/create-client.ts';
import { deployWorkflow } from '../../deploy-workflow.ts';
import { effect, ending, node, toldTo, toolTrigger, workflowFile } from '../definitions.ts';
import type { Executor } from '../outside.ts';
import type { Load } from './load.ts';
import { outcomeOf, outcomeOfFailure, startingQueued } from './starting.ts';

const LOOK_EVERY_MS = 700;

/** A run that asks a person between two writes: it leaves its process, and another goes on with the answer. */
function approval(name: string, weight: number, mode: 'sync' | 'async'): Load {
  const first: Executor = mode === 'sync' ? 'runtime' : 'worker';
  return {
    name,
    weight,
    once: mode === 'async',
    prepare: async ({ client, origin, signal }) => {
      const nodes = [
        toolTrigger('ask'),
        effect({ origin, by: first }, 'pay', 'write', 0),
        node('question', 'human.approval', { message: 'Go on with {{ input.tag }}?' }),
        effect({ origin, by: 'worker' }, 'tell', 'idempotent', 1),
        ending('{{ input.tag }}', { pay: toldTo('pay'), tell: toldTo('tell') }),
      ];
      const { workflowId: id } = await deployWorkflow(client, workflowFile(name, nodes));
      void sayYes(client, id, signal);
      if (mode === 'async') return startingQueued(client, id);
      return (tag) =>
        client
          .call('executeWorkflow', { params: { id }, body: { mode, input: { tag } } })
          .then(outcomeOf, outcomeOfFailure);
    },
  };
}

/** The person: answers whatever is asked, soon after, as often as it takes until an answer is taken. */
async function sayYes(client: ApiClient, workflowId: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const page = await client
      .call('listApprovals', { query: { status: 'pending', limit: 100 } })
      .catch(() => ({ items: [] }));
    const own = page.items.filter((question) => question.workflowId === workflowId);
    const answers = own.map(({ id }) =>
      client.call('answerApproval', { params: { id }, body: { decision: 'approve' } }).catch(() => null),
    );
    await Promise.all(answers);
    await sleep(LOOK_EVERY_MS);
  }
}

export const approvals: readonly Load[] = [
  approval('approval, queued', 2, 'async'),
  approval('approval, direct', 1, 'sync'),
];
