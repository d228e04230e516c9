import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../../lib/client/create-client.ts';
import type { ExecutionStatus } from '../../lib/contracts/execution.ts';
import type { LoggedRun } from './facts.ts';

const unended: readonly ExecutionStatus[] = ['queued', 'running', 'waiting'];
const PAGE = 200;
const READERS = 4;
const LOOK_EVERY_MS = 500;

/**
 * Waits until no run of the workspaces is under way.
 *
 * @returns how long that took (ms), or null if some still were after `withinMs`.
 */
export async function untilSettled(clients: readonly ApiClient[], withinMs: number): Promise<number | null> {
  const startedAt = performance.now();
  for (;;) {
    const pages = await Promise.all(
      clients.flatMap((client) =>
        unended.map((status) => client.call('listExecutions', { query: { status, limit: 1 } }).catch(() => null)),
      ),
    );
    const took = performance.now() - startedAt;
    if (pages.every((page) => page !== null && page.items.length === 0)) return took;
    if (took > withinMs) return null;
    await sleep(LOOK_EVERY_MS);
  }
}

/** Every run of a workspace, with its steps, as the API gives them. */
export async function readLog(client: ApiClient): Promise<LoggedRun[]> {
  const ids = await idsOf(client);
  const runs: LoggedRun[] = [];
  const read = async (): Promise<void> => {
    for (let id = ids.pop(); id !== undefined; id = ids.pop()) {
      runs.push(await client.call('getExecution', { params: { id } }));
    }
  };
  await Promise.all(Array.from({ length: READERS }, read));
  return runs;
}

async function idsOf(client: ApiClient): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page: { items: { id: string }[]; nextCursor: string | null } = await client.call('listExecutions', {
      query: { limit: PAGE, ...(cursor !== null && { cursor }) },
    });
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return ids;
}
