import { reachableFrom } from './graph.ts';
import type { WorkflowPlan } from './plan.ts';

/** How a run begins that one trigger starts. Immutable; computed once for each plan and trigger. */
export interface StartPlan {
  readonly trigger: number;
  /** By node: 1 if the trigger reaches it. Other nodes get no record, and edges from them are not taken. */
  readonly reached: Uint8Array;
  /** By node: how many incoming edges the run has to decide. */
  readonly undecided: Int32Array;
}

const cache = new WeakMap<WorkflowPlan, Map<number, StartPlan>>();

/** The start plan of a trigger (an index of `plan.nodes`). Remembered, since every run of a version needs it. */
export function startPlanOf(plan: WorkflowPlan, trigger: number): StartPlan {
  let starts = cache.get(plan);
  if (!starts) cache.set(plan, (starts = new Map()));
  let start = starts.get(trigger);
  if (!start) starts.set(trigger, (start = makeStartPlan(plan, trigger)));
  return start;
}

function makeStartPlan(plan: WorkflowPlan, trigger: number): StartPlan {
  const reached = reachableFrom(trigger, plan.nodes.length, plan.edges);
  const undecided = new Int32Array(plan.nodes.length);
  for (const edge of plan.edges) if (reached[edge.source]) undecided[edge.target]!++;
  return { trigger, reached, undecided };
}
