import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import { NodeFailure } from '#lib/kit/node-executor.ts';
import { executeRun } from '../execute.ts';
import type { RunEnd, RunnerPorts } from '../ports.ts';
import type { SubRun, SubRunCall, SubRunEnd, SubRuns } from '../sub-runs.ts';
import { aHeader, compiled } from './run-workflow.ts';

/** Workflows by id, run in this process with the ports of the caller. */
export class MemorySubRuns implements SubRuns {
  readonly calls: SubRunCall[] = [];
  readonly ends: RunEnd[] = [];
  readonly #workflows: Readonly<Record<string, WorkflowDefinition>>;
  #ports: RunnerPorts | null = null;

  constructor(workflows: Readonly<Record<string, WorkflowDefinition>>) {
    this.#workflows = workflows;
  }

  use(ports: RunnerPorts): RunnerPorts {
    this.#ports = { ...ports, subRuns: this };
    return this.#ports;
  }

  async start(call: SubRunCall): Promise<SubRun> {
    this.calls.push(call);
    const definition = this.#workflows[call.workflowId];
    if (!definition) throw new NodeFailure('workflow_not_found', 'there is no such workflow');
    const workflow = compiled(definition);
    const abort = new AbortController();
    const { parent, executionId, input, stepsLeft } = call;
    const hops = (parent.hops ?? 0) + 1;
    const header = aHeader(workflow, {
      id: executionId,
      input,
      hops,
      parentExecutionId: parent.id,
      trigger: 'subworkflow',
    });
    const running = executeRun(this.#ports!, {
      workflow,
      header,
      accepted: false,
      signal: abort.signal,
      stepsLeft,
      onEvent: ({ type }) => {
        if (type === 'execution.waiting') call.onStatus('waiting');
        else if (type === 'step.finished') call.onStatus('running');
      },
    });
    return { executionId, outcome: running.then((end) => this.#ended(executionId, end)), cancel: () => abort.abort() };
  }

  #ended(executionId: string, end: RunEnd): SubRunEnd {
    this.ends.push(end);
    const { status, isError, output, error, steps } = end;
    return { executionId, status, isError, output, error, stepCount: steps.length };
  }
}
