import { nodeCatalog } from '../../lib/catalog/executors.ts';
import type { TriggerKind } from '../../lib/contracts/execution.ts';
import { compileWorkflow, validateTriggerInput } from '../../lib/runner/compile-workflow.ts';
import { executeRun } from '../../lib/runner/execute.ts';
import type { RunHeader, RunnerPorts } from '../../lib/runner/ports.ts';
import { finishedRow } from '../../lib/services/executions/journal-rows.ts';
import { newId } from '../../lib/shared/ids.ts';
import type { JsonValue } from '../../lib/shared/json.ts';
import type { SeededWorkflow } from './seeded-workflows.ts';

/** What one real run left: all of a row but whose it is and when it was. */
export type SampleRun = Pick<
  ReturnType<typeof finishedRow>['row'],
  'status' | 'isError' | 'trigger' | 'triggerKey' | 'durationUs' | 'input' | 'output' | 'error' | 'trace'
>;

const TRIGGERS: readonly TriggerKind[] = ['manual', 'api', 'tool'];

/** Runs a workflow once with each of its inputs, in this process, and keeps what the log would. */
export async function sampleRuns(workflow: SeededWorkflow): Promise<SampleRun[]> {
  const compiled = compileWorkflow(workflow.definition, nodeCatalog);
  if (!compiled.ok) throw new Error(`${workflow.name} does not compile: ${compiled.problems[0]?.message}`);
  const [trigger] = compiled.workflow.plan.triggers;
  if (trigger === undefined) throw new Error(`${workflow.name} has no trigger`);
  const { key: triggerKey, type } = compiled.workflow.plan.nodes[trigger]!;
  const samples: SampleRun[] = [];
  for (const [at, given] of workflow.inputs.entries()) {
    const checked = validateTriggerInput(compiled.workflow, trigger, given);
    if (!checked.ok) throw new Error(`${workflow.name}: ${JSON.stringify(checked.errors)}`);
    const kinds = type === 'trigger.tool' ? TRIGGERS : TRIGGERS.slice(0, 2);
    const header = headerOf(triggerKey, kinds[at % kinds.length]!, checked.value as JsonValue);
    const end = await executeRun(localPorts(), { workflow: compiled.workflow, header, accepted: false });
    samples.push(finishedRow(header, end).row);
  }
  return samples;
}

function headerOf(triggerKey: string, trigger: TriggerKind, input: JsonValue): RunHeader {
  const now = Date.now();
  const id = newId(now);
  return {
    id,
    workspaceId: id,
    workflowId: id,
    versionId: id,
    versionNumber: null,
    mode: 'direct',
    trigger,
    triggerKey,
    traceId: id,
    parentExecutionId: null,
    createdAt: now,
    startedAt: now,
    input,
    saveData: 'all',
  };
}

/** Seeded workflows compute: they reach nothing outside, and what they leave is not recorded here. */
function localPorts(): RunnerPorts {
  const recorded = (): Promise<void> => Promise.resolve();
  const refused = (what: string) => () => Promise.reject(new Error(`A seeded workflow has no ${what}`));
  const noMemory = refused('memory');
  return {
    clock: { now: () => Date.now() },
    journal: { accept: recorded, step: recorded, intend: recorded, receipt: recorded, finish: recorded },
    code: { run: refused('code') },
    http: { fetch: refused('network') },
    files: { create: refused('files'), open: () => Promise.resolve(null) },
    connections: { open: refused('connections') },
    databases: { query: refused('databases') },
    memory: { get: noMemory, set: noMemory, delete: noMemory, increment: noMemory },
    secrets: { open: refused('secrets') },
    news: { updated: recorded },
    variables: () => ({}),
  };
}
