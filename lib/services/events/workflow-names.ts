import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import { findWorkflow } from '#lib/db/workflows.ts';

const KEPT = 1_000;
const KEPT_MS = 60_000;

/** Names of workflows for events, remembered for a minute. */
export class WorkflowNames {
  readonly #pool: Pool;
  readonly #cache = new LRUCache<string, string>({ max: KEPT, ttl: KEPT_MS });

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async of(run: { workspaceId: string; workflowId: string }): Promise<string> {
    const known = this.#cache.get(run.workflowId);
    if (known !== undefined) return known;
    const workflow = await findWorkflow(this.#pool, { workspaceId: run.workspaceId, id: run.workflowId });
    const name = workflow?.name ?? '';
    this.#cache.set(run.workflowId, name);
    return name;
  }
}
