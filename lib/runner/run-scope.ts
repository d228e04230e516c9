import type { Scope } from '#lib/expressions/evaluate/scope.ts';
import type { RunInfo } from '#lib/kit/node-executor.ts';
import type { CompiledNode } from './compile-workflow.ts';
import type { RunHeader } from './ports.ts';

/** Outputs of the steps so far, by key. Without a prototype: keys come from outside. */
export type StepOutputs = Record<string, unknown>;

export function noOutputs(): StepOutputs {
  return Object.create(null) as StepOutputs;
}

/** `run` in expressions. */
export function runInfo(header: RunHeader): RunInfo {
  return {
    id: header.id,
    workflowId: header.workflowId,
    version: header.versionNumber,
    trigger: header.triggerKey,
    startedAt: new Date(header.startedAt).toISOString(),
  };
}

/** The scope of one node's expressions. A node that might name others sees only the steps before it. */
export function nodeScope(
  node: CompiledNode,
  base: Pick<Scope, 'input' | 'vars' | 'run'>,
  outputs: StepOutputs,
  now: number,
): Scope {
  return {
    input: base.input,
    steps: node.namesOnlyUpstream ? outputs : outputsBefore(node, outputs),
    vars: base.vars,
    run: base.run,
    now,
    upstream: node.isUpstream,
  };
}

/** The outputs of the steps before a node. */
export function outputsBefore(node: CompiledNode, outputs: StepOutputs): StepOutputs {
  const seen = noOutputs();
  for (const key of node.upstreamKeys()) if (outputs[key] !== undefined) seen[key] = outputs[key];
  return seen;
}
