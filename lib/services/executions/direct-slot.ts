import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from '#lib/db/client.ts';
import { insertAccepted } from '#lib/db/execution-writes.ts';
import { lockSlotOf } from '#lib/db/run-slots.ts';
import { insertStoredValues } from '#lib/db/stored-values.ts';
import type { RunHeader } from '#lib/runner/ports.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { say } from '#lib/shared/say.ts';
import { acceptedRow } from './journal-rows.ts';

/** Who waits for a run waits so long for its slot; then it is refused. */
const PATIENCE_MS = 2_000;
const LOOK_EVERY_MS = 100;
const RETRY_AFTER_MS = 1_000;

/**
 * Records a run that somebody waits for as begun, as soon as fewer than `most` runs of its workflow are executed: by this
 * row it holds its slot, until it ends or its process is found dead.
 *
 * @throws {AppError} `rate_limited` after two seconds
 */
export async function takeDirectSlot(
  { db, owner }: { db: Pick<Db, 'rawTransaction'>; owner: string },
  run: RunHeader,
  most: number,
): Promise<void> {
  const { workspaceId, workflowId } = run;
  const { row, values } = acceptedRow(run);
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const taken = await db.rawTransaction(async (client) => {
      if (!(await lockSlotOf(client, { workspaceId, workflowId, most }))) return false;
      await insertAccepted(client, owner, [row]);
      if (values.length > 0) await insertStoredValues(client, values);
      return true;
    });
    if (taken) return;
    if (performance.now() >= until) {
      throw new AppError('rate_limited', say('workflow_busy', { limit: most }), { retryAfterMs: RETRY_AFTER_MS });
    }
    await sleep(LOOK_EVERY_MS);
  }
}
