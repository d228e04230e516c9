import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it, vi } from 'vitest';
import { chain, toolTrigger } from '#lib/services/testing/definitions.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { executeWorkflow } from './execute-workflow.ts';
import { monitoringSummary } from './monitoring-summary.ts';

const RUNS = 1_000;
const WARM_RUNS = 50;
const MOST_MB = 8;

const world = useWorld({ worker: true });

const collectGarbage = (): void => {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
};
const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
const heapMb = (): number => {
  collectGarbage();
  return process.memoryUsage().heapUsed / 1_048_576;
};

it('a thousand runs that wait hold no timer and next to no memory in the worker', { timeout: 120_000 }, async () => {
  const principal = await world.newWorkspace();
  const id = await world.newWorkflow(
    principal,
    chain({
      start: toolTrigger(),
      wait: { type: 'logic.wait', config: { ms: 3_600_000 } },
      end: { type: 'core.return', config: { value: 1 } },
    }),
  );
  const park = async (count: number, all: number): Promise<void> => {
    const input = { text: 'x' };
    await Promise.all(
      Array.from({ length: count }, () => executeWorkflow(world.deps, principal, { id, mode: 'async', input })),
    );
    await vi.waitFor(
      async () => expect((await monitoringSummary(world.deps, principal)).byStatus).toEqual({ waiting: all }),
      { timeout: 90_000, interval: 200 },
    );
  };
  await park(WARM_RUNS, WARM_RUNS);
  const before = { timers: timers(), heap: heapMb() };
  await park(RUNS, WARM_RUNS + RUNS);
  const grown = heapMb() - before.heap;
  // Pools, pollers and beats come and go; one for each run would be a thousand.
  expect(timers()).toBeLessThan(before.timers + 50);
  expect(grown).toBeLessThan(MOST_MB);
});
