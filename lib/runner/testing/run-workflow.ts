import { nodeCatalog, type NodeCatalog } from '#lib/catalog/executors.ts';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import { newId } from '#lib/shared/ids.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import { compileWorkflow, type CompiledWorkflow } from '../compile-workflow.ts';
import { executeRun } from '../execute.ts';
import type { RunEnd, RunHeader, RunnerPorts } from '../ports.ts';
import type { RunRequest } from '../run-request.ts';
import { memoryPorts } from './memory-ports.ts';

/** Compiles, or fails the test with the problems. */
export function compiled(definition: WorkflowDefinition, catalog: NodeCatalog = nodeCatalog): CompiledWorkflow {
  const result = compileWorkflow(definition, catalog);
  if (!result.ok) throw new Error(result.problems.map((problem) => problem.message).join('\n'));
  return result.workflow;
}

export function aHeader(workflow: CompiledWorkflow, changes: Partial<RunHeader> = {}): RunHeader {
  const { plan, definition } = workflow;
  const now = Date.now();
  return {
    id: newId(),
    workspaceId: newId(),
    workflowId: newId(),
    versionId: newId(),
    versionNumber: 1,
    mode: 'direct',
    trigger: 'api',
    triggerKey: plan.nodes[plan.triggers[0]!]!.key,
    traceId: 'trace',
    parentExecutionId: null,
    createdAt: now,
    startedAt: now,
    input: null,
    saveData: definition.settings.saveData,
    ...changes,
  };
}

interface RunOptions extends Partial<Omit<RunRequest, 'workflow' | 'header' | 'keepsInMemory'>> {
  input?: JsonValue;
  catalog?: NodeCatalog;
  ports?: RunnerPorts;
  header?: Partial<RunHeader>;
}

/** Runs a definition from its first trigger with ports in memory. */
export function run(definition: WorkflowDefinition, options: RunOptions = {}): Promise<RunEnd> {
  const { input = null, catalog, ports = memoryPorts(), header, ...request } = options;
  const workflow = compiled(definition, catalog);
  return executeRun(ports, { workflow, header: aHeader(workflow, { input, ...header }), accepted: false, ...request });
}

/** `key:status` of each step in the journal's order; the port behind `@`, `*` if handled, the attempt behind `#` if not the first. */
export function story(end: RunEnd): string[] {
  return end.steps.map((step) => {
    const port = step.port != null && step.port !== 'out' ? `@${step.port}` : '';
    const attempt = step.attempt > 1 ? `#${step.attempt}` : '';
    return `${step.key}${attempt}:${step.reason ?? step.status}${step.handled ? '*' : ''}${port}`;
  });
}
