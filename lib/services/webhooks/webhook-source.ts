import type { Execution } from '#lib/contracts/execution.ts';
import type { Db } from '#lib/db/client.ts';
import { packJson, unpackJson } from '#lib/db/packed-json.ts';
import {
  findListenerByAddress,
  findWebhookByAddress,
  storeReceived,
  type HookAddress,
  type LiveWebhook,
  type OpenListener,
} from '#lib/db/system/live-webhooks.ts';
import { findDelivered, forgetDelivery, takeDelivery, type Delivery } from '#lib/db/webhooks.ts';
import type { RunEnd } from '#lib/runner/ports.ts';
import { acceptRun } from '#lib/services/executions/accept-run.ts';
import { insertRun, type Bell, type NewRun } from '#lib/services/executions/insert-run.ts';
import { readExecution } from '#lib/services/executions/read-execution.ts';
import { ring } from '#lib/services/executions/ring.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';

export type { Delivery, HookAddress, LiveWebhook };

/** What a caller learns of a run that has ended. */
export type KnownEnd = Pick<RunEnd, 'status' | 'isError' | 'output'>;

/** Somebody in the editor who waits for a call, or for a filled-in form. */
export interface Listener extends Omit<OpenListener, 'config'> {
  config: Readonly<Record<string, unknown>>;
}

/** A delivery whose run is not there after so long was lost with its process: it may come again. */
const ORPHAN_MS = 60_000;

/** What the runtime needs of the database to answer webhooks and forms. */
export interface WebhookSource {
  find(address: HookAddress): Promise<LiveWebhook | null>;
  findListener(address: HookAddress): Promise<Listener | null>;
  /** Gives the call to the listener; false if another was first. */
  give(listener: Listener, input: JsonValue): Promise<boolean>;
  /** Remembers a delivery; false if it was taken before. */
  take(delivery: Delivery): Promise<boolean>;
  /** Its run was refused. */
  forget(delivery: Delivery): Promise<void>;
  /** How the run of a delivery that was taken before ended; null if it goes on, or has left no trace yet. */
  endOf(delivery: Delivery): Promise<{ executionId: string; end: KnownEnd | null } | null>;
  /** Accepts a run for a worker, together with its delivery; false if that was taken before. */
  enqueue(run: NewRun, delivery: Delivery | null): Promise<boolean>;
}

type Deps = Pick<WorkflowDeps, 'queue' | 'clock' | 'logger'> & { db: Pick<Db, 'pool' | 'transaction'> };

export function createWebhookSource(deps: Deps): WebhookSource {
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
    endOf: async (delivery) => {
      const id = await findDelivered(pool, delivery);
      if (id === null) return null;
      const run = await readExecution(pool, { workspaceId: delivery.workspaceId, id });
      return { executionId: id, end: run && endOf(run) };
    },
    enqueue: async (run, delivery) => {
      const bell = delivery ? await enqueueOnce(deps, run, delivery) : await acceptRun(deps, run, null);
      // Accepted is what is committed: nobody waits for the bell.
      if (bell && bell.wake > 0) void ring(deps, bell);
      return bell !== null;
    },
  };
}

/** Null: the delivery was taken before. Both in a transaction of their own, so that neither is there without the other. */
function enqueueOnce({ db, clock }: Deps, run: NewRun, delivery: Delivery): Promise<Bell | null> {
  return db.transaction(async (tx) => {
    if (!(await takeDelivery(tx, delivery, ORPHAN_MS))) return null;
    return insertRun(tx, clock, run);
  });
}

function endOf({ status, isError, output }: Execution): KnownEnd | null {
  if (status === 'queued' || status === 'running' || status === 'waiting') return null;
  return { status, isError, output: (output ?? null) as JsonValue };
}
