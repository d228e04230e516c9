import { reachableFrom } from '#lib/engine/graph.ts';
import type { PlannedNode, WorkflowPlan } from '#lib/engine/plan.ts';
import type { CompiledWorkflow } from './compile-workflow.ts';
import { stepIdOf } from './parking.ts';
import type { StepEdit, StepRecord } from './ports.ts';

/**
 * What a retry of an ended run starts with (`RunRequest.recorded`): its finished steps, those of items of unfinished loops
 * too. With `from`, the key of a node of the plan, that node and all downstream run anew; around a node inside a loop the
 * other steps of each item are kept. Numbered from 1.
 */
export function reusableSteps(
  { plan }: CompiledWorkflow,
  recorded: readonly StepRecord[],
  from?: string,
): StepRecord[] {
  const anew = from === undefined ? { whole: new Set<number>(), reopened: new Set<number>() } : nodesAnew(plan, from);
  const isKept = (step: StepRecord, node: PlannedNode): boolean => isFinished(step) && !anew.reopened.has(node.index);
  const over = new Set<string>();
  for (const step of recorded) {
    const node = plan.nodes[plan.indexOfId.get(step.nodeId) ?? -1];
    if (node && node.body >= 0 && !anew.whole.has(node.index) && isKept(step, node)) over.add(placeName(step));
  }
  const marked = new Set<string>();
  const kept = recorded.flatMap((step): StepRecord[] => {
    const node = plan.nodes[plan.indexOfId.get(step.nodeId) ?? -1];
    if (!node || anew.whole.has(node.index)) return [];
    // Of a loop that is over, items that failed stay in the record as well.
    if (isKept(step, node) || (step.status !== 'running' && isWithin(plan, step, over))) return [step];
    // Of a loop that goes on with its items it is known what it loops over.
    if (node.body >= 0 && step.input !== undefined && step.startedAt !== null) return [opened(step)];
    // What somebody wrote for a step counts until it has ended.
    if (!step.edited || step.input === undefined || marked.has(step.nodeId)) return [];
    marked.add(step.nodeId);
    return [editedStep(step, step.input, step.edited)];
  });
  return kept.map((step, index) => ({ ...step, seq: index + 1 }));
}

function isFinished({ status, handled }: StepRecord): boolean {
  return status === 'success' || status === 'skipped' || (status === 'error' && handled === true);
}

const placeName = ({ nodeId, iteration = [] }: StepRecord): string => stepIdOf(nodeId, iteration);

/** Does the step lie in an item of one of these loops? */
function isWithin(plan: WorkflowPlan, { nodeId, iteration = [] }: StepRecord, loops: ReadonlySet<string>): boolean {
  let at = plan.nodes[plan.nodes[plan.indexOfId.get(nodeId)!]!.parent];
  for (let depth = iteration.length - 1; at && depth >= 0; depth--, at = plan.nodes[at.parent])
    if (loops.has(stepIdOf(at.id, iteration.slice(0, depth)))) return true;
  return false;
}

function opened(step: StepRecord): StepRecord {
  const { nodeId, key, type, seq, iteration, attempt, input, startedAt, edited } = step;
  const place = { ...(iteration && { iteration }), ...(edited && { edited }) };
  return { nodeId, key, type, seq, ...place, attempt, status: 'running', input, startedAt, durationUs: null };
}

/** The record that tells a run what a step is to run with, instead of what its config gives. */
export function editedStep(
  { nodeId, key, type }: Pick<StepRecord, 'nodeId' | 'key' | 'type'>,
  input: unknown,
  edited: StepEdit,
): StepRecord {
  return { nodeId, key, type, seq: 0, attempt: 1, status: 'running', input, edited, startedAt: null, durationUs: null };
}

interface Anew {
  /** They run again, with all that lies in them. */
  whole: Set<number>;
  /** Loops around them: their other steps are kept. */
  reopened: Set<number>;
}

function nodesAnew(plan: WorkflowPlan, from: string): Anew {
  const whole = new Set<number>();
  const reopened = new Set<number>();
  const start = plan.nodes[plan.indexOfKey.get(from) ?? -1];
  let at: PlannedNode | undefined = start;
  while (at) {
    const reached = reachableFrom(at.index, plan.nodes.length, plan.flow);
    for (const node of plan.nodes) {
      const isAround = at !== start && (node.index === at.index || isInside(plan, node, at.index));
      if (reached[node.index] && !isAround) whole.add(node.index);
    }
    if (at !== start) reopened.add(at.index);
    at = plan.nodes[at.parent];
  }
  return { whole, reopened };
}

function isInside(plan: WorkflowPlan, node: PlannedNode, container: number): boolean {
  for (let parent = node.parent; parent >= 0; parent = plan.nodes[parent]!.parent)
    if (parent === container) return true;
  return false;
}
