import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../../lib/client/create-client.ts';
import type { Execution, Step } from '../../lib/contracts/execution.ts';
import type { Arrival } from './facts.ts';

const LOOK_EVERY_MS = 1_000;

/** A person who says, of each write that left no receipt, what the outside knows of it. */
export interface Witness {
  /** How many writes it settled. */
  readonly settled: number;
}

/** Looks at the runs that wait, until `signal` is aborted. */
export function watchUnknownWrites(client: ApiClient, arrivals: readonly Arrival[], signal: AbortSignal): Witness {
  const witness = { settled: 0 };
  const look = async (): Promise<void> => {
    const { items } = await client.call('listExecutions', { query: { status: 'waiting', limit: 200 } });
    for (const { id } of items) {
      const run = await client.call('getExecution', { params: { id } });
      for (const step of run.steps.filter(({ status }) => status === 'unknown')) {
        if (await settle(client, run, step, arrivals)) witness.settled += 1;
      }
    }
  };
  void (async () => {
    while (!signal.aborted) {
      await look().catch(() => undefined);
      await sleep(LOOK_EVERY_MS);
    }
  })();
  return witness;
}

async function settle(
  client: ApiClient,
  { id }: Execution,
  step: Step,
  arrivals: readonly Arrival[],
): Promise<boolean> {
  const item = step.iteration?.at(-1) ?? null;
  const seen = arrivals.find((one) => one.run === id && one.step === step.key && one.item === item);
  // It is still on its way.
  if (seen && seen.told === null) return false;
  const params = { id, stepId: [step.nodeId, ...(step.iteration ?? [])].join('.') };
  const body = seen
    ? ({ as: 'happened', output: { status: 200, headers: {}, body: { n: seen.told } } } as const)
    : ({ as: 'notHappened' } as const);
  return client.call('settleStep', { params, body }).then(
    () => true,
    () => false,
  );
}
