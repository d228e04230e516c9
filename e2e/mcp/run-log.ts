import type { ApiClient, CallInput } from '../../lib/client/create-client.ts';
import type { Api } from '../../lib/contracts/api/index.ts';
import { isEnded, type Execution } from '../../lib/contracts/execution.ts';
import { vi } from 'vitest';

type Query = NonNullable<CallInput<Api['listExecutions']>['query']>;

/** The ids of all executions of the workspace that match, as the API lists them page by page. */
export async function loggedIds(client: ApiClient, query: Query = {}): Promise<Set<string>> {
  const ids = new Set<string>();
  let cursor: string | null = null;
  do {
    const page: { items: { id: string }[]; nextCursor: string | null } = await client.call('listExecutions', {
      query: { ...query, limit: 200, ...(cursor !== null && { cursor }) },
    });
    page.items.forEach(({ id }) => ids.add(id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return ids;
}

/** The execution once it has ended. Rejects after `withinMs`. */
export function endOf(client: ApiClient, id: string, withinMs: number): Promise<Execution> {
  return vi.waitFor(
    async () => {
      const execution = await client.call('getExecution', { params: { id } });
      if (!isEnded(execution.status)) throw new Error(`Execution ${id} is still ${execution.status}`);
      return execution;
    },
    { timeout: withinMs, interval: 100 },
  );
}
