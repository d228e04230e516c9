import type { Scope } from '#lib/expressions/evaluate/scope.ts';
import type { RunInfo } from '#lib/kit/node-executor.ts';
import type { CompiledNode } from './compile-workflow.ts';
import type { RunHeader } from './ports.ts';

/** Outputs of the steps so far, by key. Without a prototype: keys come from outside. */
export type StepOutputs = Record<string, unknown>;

export function noOutputs(): StepOutputs {
  return Object.create(null) as StepOutputs;
}

/** What all steps of a run see. */
export type ScopeBase = Pick<Scope, 'input' | 'vars' | 'run'>;

/** What the steps of one item of a loop see beside it. */
export type ItemScope = Required<Pick<Scope, 'item' | 'index' | 'loops'>>;

/** `run` in expressions. */
export function runInfo(header: RunHeader): RunInfo {
  return {
    id: header.id,
    workflowId: header.workflowId,
    version: header.versionNumber,
    trigger: header.triggerKey,
    startedAt: isoTime(header.startedAt),
    caller: header.caller ?? null,
  };
}

let lastMs = Number.NaN;
let lastText = '';

/** A busy process begins several runs in one millisecond. */
function isoTime(ms: number): string {
  if (ms !== lastMs) {
    lastText = new Date(ms).toISOString();
    lastMs = ms;
  }
  return lastText;
}

/** The scope of one node's expressions: `steps` holds what the node may see. */
export function nodeScope(
  node: CompiledNode,
  base: ScopeBase,
  steps: StepOutputs,
  now: number,
  item: ItemScope | null,
): Scope {
  const { input, vars, run } = base;
  const upstream = node.isUpstream;
  if (!item) return { input, steps, vars, run, now, upstream };
  return { input, steps, vars, run, now, upstream, item: item.item, index: item.index, loops: item.loops };
}

/** The outputs of the steps before a node, of those inside its loops and of those around them. */
export function outputsBefore(node: CompiledNode, outputs: StepOutputs, outer?: StepOutputs): StepOutputs {
  const seen = noOutputs();
  for (const key of node.upstreamKeys()) {
    const output = outputs[key] === undefined ? outer?.[key] : outputs[key];
    if (output !== undefined) seen[key] = output;
  }
  return seen;
}
