import { deployWorkflow } from '../../deploy-workflow.ts';
import { effect, ending, node, toldTo, workflowFile } from '../definitions.ts';
import type { Outcome } from '../facts.ts';
import type { Executor } from '../outside.ts';
import type { Load } from './load.ts';

/** A webhook that answers at once (a queued run), or with what the run returns (a direct one). */
function webhook(name: string, weight: number, respond: 'immediately' | 'whenFinished', by: Executor): Load {
  return {
    name,
    weight,
    prepare: async ({ client, mcp, origin, workspaceSlug }) => {
      const path = `chaos/${crypto.randomUUID()}`;
      const steps = [effect({ origin, by }, 'put', 'idempotent', 0), effect({ origin, by }, 'pay', 'write', 1)];
      const start = node('start', 'trigger.webhook', { path, auth: 'none', respond });
      const end = ending('{{ input.body.tag }}', { put: toldTo('put'), pay: toldTo('pay') });
      await deployWorkflow(client, workflowFile(name, [start, ...steps, end]));
      return (tag) => callHook(`${mcp}/hooks/${workspaceSlug}/${path}`, tag);
    },
  };
}

async function callHook(url: string, tag: string): Promise<Outcome> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ tag }),
      signal: AbortSignal.timeout(70_000),
    });
    const body = (await response.json()) as { executionId?: string; status?: string };
    if (response.status === 202 && body.executionId) return { kind: 'accepted', run: body.executionId };
    if (body.executionId) return { kind: 'ended', run: body.executionId, status: body.status ?? '', output: null };
    // A run that returned does not say its number.
    if (response.ok) return { kind: 'ended', run: '', status: 'success', output: body };
    return { kind: response.status < 500 ? 'refused' : 'unanswered', why: `HTTP ${response.status}` };
  } catch (error) {
    return { kind: 'unanswered', why: String(error) };
  }
}

export const webhooks: readonly Load[] = [
  webhook('webhook, at once', 2, 'immediately', 'worker'),
  webhook('webhook, held', 2, 'whenFinished', 'runtime'),
];
