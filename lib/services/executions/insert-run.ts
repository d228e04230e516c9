import type { TriggerKind } from '#lib/contracts/execution.ts';
import type { RunCaller } from '#lib/contracts/run-caller.ts';
import type { Tx } from '#lib/db/client.ts';
import { insertQueued } from '#lib/db/executions.ts';
import type { Clock } from '#lib/shared/clock.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import { LargeValues } from './large-values.ts';
import { firstWake } from './ring.ts';

/** A run that a worker is to take. Everything in it was checked. */
export interface NewRun {
  executionId: string;
  workspaceId: string;
  workflowId: string;
  versionId: string;
  trigger: TriggerKind;
  triggerKey: string;
  input: JsonValue;
  traceId: string;
  /** For whom it acts. */
  actorId: string | null;
  /** Who called the server that it answers. */
  caller?: RunCaller;
}

/** What to ring once the row is committed; `wake` 0: it has to wait for its turn, ring nothing. */
export interface Bell {
  id: string;
  workspaceId: string;
  wake: number;
}

/** Inserts the row of a queued run. The row first, then the bell: ring what comes back after the commit. */
export async function insertRun(
  tx: Tx,
  clock: Clock,
  { executionId: id, input, caller, ...run }: NewRun,
): Promise<Bell> {
  const { workspaceId } = run;
  const values = new LargeValues({ id, workspaceId });
  const packed = values.pack(input);
  const wake = await firstWake(tx, workspaceId);
  await insertQueued(
    tx,
    {
      ...run,
      id,
      createdAt: new Date(clock.now()),
      input: packed,
      wake,
      ...(caller && { caller: JSON.stringify(caller) }),
    },
    values.rows,
  );
  return { id, workspaceId, wake };
}
