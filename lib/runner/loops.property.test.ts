import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import { executeRun } from './execute.ts';
import type { ParkedRun } from './parking.ts';
import type { RunEnd, StepRecord } from './ports.ts';
import { answer, type Fetch } from './testing/http-answers.ts';
import { MemoryParking } from './testing/memory-parking.ts';
import { memoryPorts } from './testing/memory-ports.ts';
import { fails, randomLoops } from './testing/random-loops.ts';
import { anError, ReferenceRun, waited } from './testing/reference-run.ts';
import { aHeader, compiled, run } from './testing/run-workflow.ts';

/** Answers after as many turns of the event loop as the numbers say, over and over. */
function outside(delays: readonly number[]): Fetch {
  let at = 0;
  return async ({ url }) => {
    for (let turns = delays[at++ % delays.length]! % 6; turns > 0; turns--) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    return fails(url) ? answer(404) : answer(200, url);
  };
}

const start = (definition: WorkflowDefinition, delays: readonly number[], recorded?: StepRecord[]): Promise<RunEnd> =>
  run(definition, {
    input: 'input',
    ports: memoryPorts({ fetch: outside(delays) }),
    ...(recorded && { recorded, accepted: true, header: { mode: 'queued' } }),
  });

/** Answers and errors as the reference names them. */
function simple(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(simple);
  if (typeof value !== 'object' || value === null) return value;
  const { error, status, body, resumedAt } = value as Record<string, unknown>;
  if (resumedAt !== undefined) return waited;
  if (typeof error === 'object') return anError;
  if (status !== undefined) return body;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, simple(member)]));
}

function skippedIn(end: RunEnd, failed: readonly string[]): Map<string, string> {
  const inFailed = (iteration: readonly number[] = []): boolean =>
    iteration.some((_, depth) => failed.includes(iteration.slice(0, depth + 1).join('.')));
  const skips = end.steps.filter(({ status, iteration }) => status === 'skipped' && !inFailed(iteration));
  return new Map(skips.map(({ nodeId, iteration = [], reason }) => [`${nodeId}/${iteration.join('.')}`, reason!]));
}

function check(definition: WorkflowDefinition, end: RunEnd): void {
  const reference = new ReferenceRun(compiled(definition).plan);
  const output = reference.run();
  expect(end.status).toBe('success');
  expect(simple(end.output)).toEqual(output);
  const { failedItems, skipped } = reference;
  const certain = [...skipped].filter(([name]) => {
    const iteration = name.split('/')[1]!;
    return !failedItems.some((item) => iteration === item || iteration.startsWith(`${item}.`));
  });
  expect(Object.fromEntries(skippedIn(end, failedItems))).toEqual(Object.fromEntries(certain));
  const names = end.steps.map(({ nodeId, iteration }) => `${nodeId}/${iteration}`);
  expect(new Set(names).size).toBe(names.length);
}

/** Parks at every wait, and goes on in another process when its time has come, until the run ends. */
async function startAndPark(definition: WorkflowDefinition, turns: readonly number[]): Promise<RunEnd> {
  let late = 0;
  const parking = new MemoryParking();
  const now = (): number => Date.now() + late;
  const ports = { ...memoryPorts({ fetch: outside(turns), now }), parking };
  const workflow = compiled(definition);
  const request = { workflow, accepted: true, keepsInMemory: () => false };
  const header = aHeader(workflow, { input: 'input', mode: 'direct' });
  let end = await executeRun(ports, { ...request, header });
  while (end.status === 'waiting') {
    expect(end.waits.length).toBeGreaterThan(0);
    late += Math.max(0, end.wakeAt! - now());
    const { steps, waits, vars } = JSON.parse(JSON.stringify(end)) as ParkedRun;
    end = await executeRun(ports, { ...request, header, recorded: steps, waits, vars });
  }
  return end;
}

const delays = fc.array(fc.nat(), { minLength: 1, maxLength: 8 });

describe('Random graphs with loops', () => {
  it('agree with the plain reference interpreter in any interleaving: same outputs, same skipped set', async () => {
    await fc.assert(
      fc.asyncProperty(randomLoops(), delays, async (definition, waits) => {
        check(definition, await start(definition, waits));
      }),
      { numRuns: 1_000 },
    );
  }, 60_000);

  it('come to the same when they leave their process at every wait', async () => {
    await fc.assert(
      fc.asyncProperty(randomLoops(['wait']), delays, async (definition, waits) => {
        check(definition, await startAndPark(definition, waits));
      }),
      { numRuns: 500 },
    );
  }, 60_000);

  it('come to the same from the journal of any process that died', async () => {
    await fc.assert(
      fc.asyncProperty(randomLoops(), delays, delays, fc.nat(), async (definition, before, after, cut) => {
        const whole = await start(definition, before);
        const recorded = whole.steps
          .slice(0, cut % (whole.steps.length + 1))
          .filter(({ status }) => status !== 'canceled');
        check(definition, await start(definition, after, recorded));
      }),
      { numRuns: 500 },
    );
  }, 60_000);
});
