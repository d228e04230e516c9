import { setTimeout as sleep } from 'node:timers/promises';
import type { Deployment } from '../lib/contracts/api/deployments.ts';
import type { WorkflowFile } from '../lib/contracts/api/workflows.ts';
import type { ApiClient } from '../lib/client/create-client.ts';

const WAIT_MS = 30_000;
const LOOK_EVERY_MS = 20;

/**
 * Puts a workflow file live and waits until it is: creates the workflow, or replaces the draft of the one with the same
 * name.
 *
 * @throws {ApiProblem} when the API refuses; an Error when the deployment fails or takes longer than 30 s.
 */
export async function deployWorkflow(client: ApiClient, file: WorkflowFile): Promise<Deployment> {
  const id = (await replaceDraft(client, file)) ?? (await create(client, file));
  return deployDraft(client, id);
}

/** Puts the draft of a workflow live and waits until it is. @throws as `deployWorkflow` */
export async function deployDraft(client: ApiClient, id: string): Promise<Deployment> {
  const started = await client.call('deployWorkflow', { params: { id }, body: {} });
  return untilActive(client, started);
}

async function replaceDraft(client: ApiClient, file: WorkflowFile): Promise<string | null> {
  const { items } = await client.call('listWorkflows', { query: { q: file.name, limit: 200 } });
  const found = items.find((workflow) => workflow.name === file.name);
  if (!found) return null;
  await client.call('saveDraft', {
    params: { id: found.id },
    body: { definition: file.definition },
    ifMatch: found.revision,
  });
  return found.id;
}

async function create(client: ApiClient, file: WorkflowFile): Promise<string> {
  const { name, description, definition } = file;
  return (await client.call('createWorkflow', { body: { name, description, definition } })).id;
}

async function untilActive(client: ApiClient, started: Deployment): Promise<Deployment> {
  const end = Date.now() + WAIT_MS;
  let current = started;
  while (current.status === 'queued' || current.status === 'deploying') {
    if (Date.now() > end) throw new Error(`The deployment is still ${current.status} after ${WAIT_MS / 1000} s`);
    await sleep(LOOK_EVERY_MS);
    current = await client.call('getDeployment', { params: { id: started.id } });
  }
  if (current.status !== 'active') {
    throw new Error(`The deployment is ${current.status}: ${current.error?.message ?? 'no reason given'}`);
  }
  return current;
}
