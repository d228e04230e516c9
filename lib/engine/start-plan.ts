import { reachableFrom } from './graph.ts';
import type { Level, WorkflowPlan } from './plan.ts';

/** How a stay in a level begins. Immutable; computed once for each level and start. */
export interface StartPlan {
  readonly level: Level;
  /** The nodes that are ready at once, in order: the started trigger, or those of a body without incoming edges. */
  readonly starts: readonly number[];
  /** By node: how many incoming edges there are to decide. Edges from nodes that are not reached are not taken. */
  readonly undecided: Int32Array;
}

interface Starts {
  readonly triggers: Map<number, StartPlan>;
  readonly bodies: Map<number, StartPlan>;
  readonly reached: Map<number, Uint8Array>;
}

const cache = new WeakMap<WorkflowPlan, Starts>();

function startsOf(plan: WorkflowPlan): Starts {
  let starts = cache.get(plan);
  if (!starts) cache.set(plan, (starts = { triggers: new Map(), bodies: new Map(), reached: new Map() }));
  return starts;
}

function remembered<T>(map: Map<number, T>, key: number, make: () => T): T {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

/** How a run starts at a trigger (an index of `plan.nodes`). */
export function startPlanOf(plan: WorkflowPlan, trigger: number): StartPlan {
  return remembered(startsOf(plan).triggers, trigger, () => {
    const level = plan.levels[0]!;
    const start = plan.nodes[trigger]!.place;
    const edges = level.edges.map((edge, index) => ({ ...edge, index }));
    return startPlan(level, [start], reachableFrom(start, level.nodes.length, edges));
  });
}

/** How each item of a container starts (an index of `plan.levels`). All nodes of a body are reached. */
export function bodyPlanOf(plan: WorkflowPlan, body: number): StartPlan {
  return remembered(startsOf(plan).bodies, body, () => {
    const level = plan.levels[body]!;
    const starts = level.nodes.filter((node) => node.incoming.length === 0).map((node) => node.index);
    return startPlan(level, starts, null);
  });
}

function startPlan(level: Level, starts: readonly number[], reached: Uint8Array | null): StartPlan {
  const undecided = new Int32Array(level.nodes.length);
  for (const edge of level.edges) if (!reached || reached[edge.source]) undecided[edge.target]!++;
  return { level, starts, undecided };
}

/** By index of `plan.nodes`: 1 if a run of this trigger can get there, into bodies too. Other nodes get no record. */
export function reachedFrom(plan: WorkflowPlan, trigger: number): Uint8Array {
  return remembered(startsOf(plan).reached, trigger, () => reachableFrom(trigger, plan.nodes.length, plan.flow));
}
