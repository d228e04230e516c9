import type { ClientBase, Pool } from 'pg';
import type { ClaimedExecution } from '#lib/db/executions.ts';
import { unpackJson } from '#lib/db/packed-json.ts';
import { findTaskClient } from '#lib/db/tasks.ts';
import type { CallingClient } from '#lib/contracts/calling-client.ts';
import type { PendingWait, WaitAnswer } from '#lib/runner/parking.ts';
import type { StepRecord } from '#lib/runner/ports.ts';
import { runningTimeOf } from '#lib/runner/recorded-steps.ts';
import type { UnsettledWrite } from '#lib/runner/run-request.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import { unpackRun } from './large-values.ts';
import { unpackParked, type ParkedState } from './parked-state.ts';
import { readDurableRun } from './read-execution.ts';
import { childStepsOf, readAnswers } from './wait-answers.ts';

/** What a worker goes on from. */
export interface Continuation {
  input: JsonValue;
  recorded: StepRecord[];
  unsettled: UnsettledWrite[];
  waits: PendingWait[];
  answers: WaitAnswer[];
  vars?: Readonly<Record<string, JsonValue>>;
  elapsedMs: number;
  /** The MCP client that called. */
  client?: CallingClient;
}

type Claimed = Pick<ClaimedExecution, 'workspaceId' | 'id' | 'input' | 'parked' | 'trigger' | 'hasHistory'>;

/** Everything that is committed of a run. A parked run keeps its state until it is parked again or ends. */
export async function readContinuation(
  pool: Pool | ClientBase,
  { workspaceId, id, input, parked, trigger, hasHistory = true }: Claimed,
): Promise<Continuation> {
  const key = { workspaceId, id };
  if (!hasHistory) {
    const first = await unpackRun(pool, key, { input, steps: [] });
    const client = trigger === 'tool' ? await clientOfTask(pool, key) : null;
    const nothing = { recorded: [], unsettled: [], waits: [], answers: [], elapsedMs: 0 };
    return { input: first.input, ...nothing, ...(client && { client }) };
  }
  const state = parked === null ? null : unpackParked(parked);
  const run = await readDurableRun(pool, key, input);
  const { answers, unsettled, asked } = await readAnswers(pool, key, childStepsOf(state?.waits ?? []));
  const client = state?.client ?? (trigger === 'tool' ? await clientOfTask(pool, key) : null);
  const resumed = (state?.resumed ?? []).map((stepId): WaitAnswer => ({ stepId, kind: 'continue' }));
  return {
    input: run.input,
    recorded: run.steps,
    unsettled,
    waits: [...new Map([...(state?.waits ?? []), ...asked].map((wait) => [wait.stepId, wait])).values()],
    answers: [...answers, ...resumed],
    ...(state && { vars: state.vars }),
    ...(client && { client }),
    elapsedMs: elapsedOf(state, run.steps),
  };
}

function elapsedOf(state: ParkedState | null, recorded: readonly StepRecord[]): number {
  if (!state) return runningTimeOf(recorded);
  return state.durationUs / 1000 + runningTimeOf(recorded.filter(({ seq }) => seq > state.seq));
}

/** A run that began as a task was never in the process that was called. */
async function clientOfTask(
  pool: Pool | ClientBase,
  key: { workspaceId: string; id: string },
): Promise<CallingClient | null> {
  const client = await findTaskClient(pool, key);
  return client && (unpackJson(client) as unknown as CallingClient);
}
