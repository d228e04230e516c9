import { isApiProblem } from '#lib/client/api-problem.ts';
import type { ApiClient } from '#lib/client/create-client.ts';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { SaveResult, Theirs } from '#lib/editor/autosave.ts';

/** Saves a draft over the API and says what became of it, in the words of the autosave machine. */
export async function putDraft(
  client: ApiClient,
  id: string,
  definition: WorkflowDefinition,
  revision: number,
): Promise<SaveResult> {
  try {
    const saved = await client.call('saveDraft', { params: { id }, body: { definition }, ifMatch: revision });
    return { kind: 'saved', revision: saved.revision };
  } catch (error) {
    if (!isApiProblem(error)) throw error;
    if (error.status === 412) return { kind: 'stale' };
    if (error.status === 0 || error.status === 429 || error.status === 503) return { kind: 'unreachable' };
    const { message, params } = error.errors[0] ?? error;
    return { kind: 'refused', message, ...(params && { params }), ...(error.traceId && { traceId: error.traceId }) };
  }
}

export async function loadDraft(client: ApiClient, id: string): Promise<Theirs> {
  const workflow = await client.call('getWorkflow', { params: { id } });
  return { definition: workflow.definition, revision: workflow.revision, updatedAt: workflow.updatedAt };
}
