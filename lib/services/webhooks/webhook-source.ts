import type { Db } from '#lib/db/client.ts';
import { packJson, unpackJson } from '#lib/db/packed-json.ts';
import {
  findListenerByAddress,
  findWebhookByAddress,
  storeReceived,
  type LiveWebhook,
  type OpenListener,
} from '#lib/db/system/live-webhooks.ts';
import { forgetDelivery, takeDelivery, type Delivery } from '#lib/db/webhooks.ts';
import { insertRun, type NewRun } from '#lib/services/executions/insert-run.ts';
import { ring } from '#lib/services/executions/ring.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';

export type { Delivery, LiveWebhook };

/** Somebody in the editor who waits for a call. */
export interface Listener extends Omit<OpenListener, 'config'> {
  config: Readonly<Record<string, unknown>>;
}

interface Address {
  workspaceSlug: string;
  path: string;
  method: string;
}

/** A delivery whose run is not there after so long was lost with its process: it may come again. */
const ORPHAN_MS = 60_000;

/** What the runtime needs of the database to answer webhooks. */
export interface WebhookSource {
  find(address: Address): Promise<LiveWebhook | null>;
  findListener(address: Address): Promise<Listener | null>;
  /** Gives the call to the listener; false if another was first. */
  give(listener: Listener, input: JsonValue): Promise<boolean>;
  /** Remembers a delivery; false if it was taken before. */
  take(delivery: Delivery): Promise<boolean>;
  /** Its run was refused. */
  forget(delivery: Delivery): Promise<void>;
  /** Accepts a run for a worker, together with its delivery; false if that was taken before. */
  enqueue(run: NewRun, delivery: Delivery | null): Promise<boolean>;
}

export function createWebhookSource(
  deps: Pick<WorkflowDeps, 'queue' | 'clock' | 'logger'> & { db: Pick<Db, 'pool' | 'transaction'> },
): WebhookSource {
  const { pool } = deps.db;
  return {
    find: (address) => findWebhookByAddress(pool, address),
    findListener: async (address) => {
      const row = await findListenerByAddress(pool, address, new Date(deps.clock.now()));
      return row && { ...row, config: unpackJson(row.config) as Listener['config'] };
    },
    give: (listener, input) => storeReceived(pool, listener, packJson(input), new Date(deps.clock.now())),
    take: (delivery) => takeDelivery(pool, delivery, ORPHAN_MS),
    forget: (delivery) => forgetDelivery(pool, delivery),
    enqueue: async (run, delivery) => {
      const bell = await deps.db.transaction(async (tx) => {
        if (delivery && !(await takeDelivery(tx, delivery, ORPHAN_MS))) return null;
        return insertRun(tx, deps.clock, run);
      });
      if (bell && bell.wake > 0) await ring(deps, bell);
      return bell !== null;
    },
  };
}
