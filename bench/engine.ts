import { packJson } from '#lib/db/packed-json.ts';
import { nodeCatalog } from '#lib/catalog/executors.ts';
import { compileWorkflow, type CompiledWorkflow } from '#lib/runner/compile-workflow.ts';
import { executeRun } from '#lib/runner/execute.ts';
import type { RunEnd, RunHeader, RunnerPorts } from '#lib/runner/ports.ts';
import { aWorkflow } from '#lib/runner/testing/workflow-builder.ts';
import { newId } from '#lib/shared/ids.ts';

/**
 * Engine overhead a node: chains of 10, 100 and 1,000 Set nodes, each with an expression that reads the step before it,
 * steps recorded. Goal: 5 us a node, linear (`quality.md`). The references are measured in the same run.
 */
const lengths = [10, 100, 1_000] as const;
const nodesPerRound = 200_000;

function chain(length: number): CompiledWorkflow {
  const workflow = aWorkflow().node('start', 'trigger.manual');
  const keys = Array.from({ length }, (_, index) => `n${index}`);
  keys.forEach((key, index) => {
    const before = index === 0 ? 'input.count' : `steps.${keys[index - 1]}.count`;
    workflow.node(key, 'data.set', { value: { count: `{{ ${before} + 1 }}` } });
  });
  const result = compileWorkflow(workflow.chain('start', ...keys).build(), nodeCatalog);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.workflow;
}

/** A journal that makes the row's bytes, as the real one does, and answers at once. */
function quietPorts(pack: boolean): RunnerPorts & { ends: RunEnd[] } {
  const ends: RunEnd[] = [];
  const done = Promise.resolve();
  return {
    ends,
    clock: { now: () => Date.now() },
    journal: {
      accept: () => done,
      step: () => done,
      intend: () => done,
      receipt: () => done,
      finish: (_run, end) => {
        ends[0] = end;
        if (pack) packJson(end.steps as never);
        return done;
      },
    },
    code: { run: () => Promise.reject(new Error('no code here')) },
    http: { fetch: () => Promise.reject(new Error('no network here')) },
    files: { create: () => Promise.reject(new Error('no files here')), open: () => Promise.resolve(null) },
    connections: { open: () => Promise.reject(new Error('no connections here')) },
    memory: { get: noMemory, set: noMemory, delete: noMemory, increment: noMemory },
    databases: { query: () => Promise.reject(new Error('no databases here')) },
    secrets: { open: () => Promise.reject(new Error('no secrets here')) },
    news: { updated: () => done },
    variables: () => ({}),
  };
}

const noMemory = (): Promise<never> => Promise.reject(new Error('no memory here'));

function header(): RunHeader {
  const now = Date.now();
  const id = newId(now);
  return {
    id,
    workspaceId: id,
    workflowId: id,
    versionId: id,
    versionNumber: 1,
    mode: 'direct',
    trigger: 'api',
    triggerKey: 'start',
    traceId: id,
    parentExecutionId: null,
    createdAt: now,
    startedAt: now,
    input: { count: 0 },
    saveData: 'all',
  };
}

async function microsecondsANode(workflow: CompiledWorkflow, length: number, pack: boolean): Promise<number> {
  const ports = quietPorts(pack);
  const runs = Math.ceil(nodesPerRound / length);
  const before = process.cpuUsage();
  for (let index = 0; index < runs; index++) await executeRun(ports, { workflow, header: header(), accepted: false });
  const { user, system } = process.cpuUsage(before);
  const end = ports.ends[0]!;
  if ((end.output as { count: number }).count !== length || end.steps.length !== length + 1)
    throw new Error('The run went wrong');
  return (user + system) / (runs * length);
}

/** The same sums by plain function calls that keep a record each. */
function plainReference(): number {
  const steps = Array.from({ length: 1_000 }, () => (value: { count: number }) => ({ count: value.count + 1 }));
  const rounds = nodesPerRound / 100;
  const before = process.cpuUsage();
  let records: unknown[] = [];
  for (let round = 0; round < rounds; round++) {
    records = [];
    let value = { count: 0 };
    for (const step of steps) records.push({ at: Date.now(), output: (value = step(value)) });
  }
  const { user, system } = process.cpuUsage(before);
  return records.length === 0 ? 0 : (user + system) / (rounds * steps.length);
}

/** The best of five rounds after warming up: noise only ever adds. */
async function best(workflow: CompiledWorkflow, length: number, pack: boolean): Promise<number> {
  await microsecondsANode(workflow, length, pack);
  let least = Infinity;
  for (let round = 0; round < 5; round++) least = Math.min(least, await microsecondsANode(workflow, length, pack));
  return least;
}

console.log(`plain function call with a record     ${plainReference().toFixed(3)} us`);
const items = 10_000;

/** One run of a loop over many items with a Set inside, steps recorded: milliseconds (goal: under a second). */
async function loopMs(): Promise<number> {
  const workflow = aWorkflow()
    .node('start', 'trigger.manual')
    .node('loop', 'logic.forEach', { items: '{{ input }}' })
    .node('a', 'data.set', { value: { count: '{{ item + 1 }}' } }, { parentId: 'loop' })
    .edge('start', 'loop');
  const compiled = compileWorkflow(workflow.build(), nodeCatalog);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  const input = Array.from({ length: items }, (_, index) => index);
  let least = Infinity;
  for (let round = 0; round < 5; round++) {
    const ports = quietPorts(true);
    const began = performance.now();
    const request = { workflow: compiled.workflow, header: { ...header(), input }, accepted: false };
    await executeRun(ports, request);
    least = Math.min(least, performance.now() - began);
    if (ports.ends[0]!.steps.length !== items + 2) throw new Error('The loop went wrong');
  }
  return least;
}

for (const length of lengths) {
  const workflow = chain(length);
  const inMemory = await best(workflow, length, false);
  const packed = await best(workflow, length, true);
  console.log(
    `chain of ${String(length).padStart(5)} nodes   ${inMemory.toFixed(2)} us CPU a node, ${packed.toFixed(2)} with the trace's bytes (goal 5)`,
  );
}
console.log(`loop of ${items} items with a Set   ${(await loopMs()).toFixed(0)} ms with the trace's bytes (goal 1000)`);
