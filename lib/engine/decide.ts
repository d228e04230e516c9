import type { PlannedNode, WorkflowPlan } from './plan.ts';
import { startPlanOf } from './start-plan.ts';

/** What has become of a node in a run. */
export const nodeState = { none: 0, ready: 1, running: 2, left: 3, skipped: 4, failed: 5 } as const;

/** Why a run is over. `drained`: nothing is left to do. */
export type Outcome = { kind: 'returned' | 'failed'; node: number } | { kind: 'drained' };

export type SkipReason = 'notReached' | 'disabled';

/** What to do next, in this order. `wait`: nothing until something that runs settles. */
export type Command =
  | { kind: 'run'; node: number }
  | { kind: 'skip'; node: number; reason: SkipReason }
  | { kind: 'wait' }
  | { kind: 'finish'; outcome: Outcome };

/**
 * The state of one run, as numbers by node and by edge. Only `startRun`, `settle` and `decide` change it, and it never
 * leaves the runner: a fold in all but allocation.
 */
export interface RunState {
  readonly trigger: number;
  /** By node: incoming edges that are not decided yet, and those that were taken. */
  readonly undecided: Int32Array;
  readonly taken: Int32Array;
  /** By node: the edge that was taken first, -1 if none. */
  readonly firstTaken: Int32Array;
  readonly edgeTaken: Uint8Array;
  readonly status: Uint8Array;
  /** Nodes that `decide` has not told to run yet; skips that it has not told. */
  ready: number[];
  skips: { node: number; reason: SkipReason }[];
  running: number;
  /** Steps that were reached and left by no edge. */
  readonly ends: number[];
  outcome: Outcome | null;
  told: boolean;
}

/** A run whose trigger is ready. */
export function startRun(plan: WorkflowPlan, trigger: number): RunState {
  const count = plan.nodes.length;
  const state: RunState = {
    trigger,
    undecided: startPlanOf(plan, trigger).undecided.slice(),
    taken: new Int32Array(count),
    firstTaken: new Int32Array(count).fill(-1),
    edgeTaken: new Uint8Array(plan.edges.length),
    status: new Uint8Array(count),
    ready: [trigger],
    skips: [],
    running: 0,
    ends: [],
    outcome: null,
    told: false,
  };
  state.status[trigger] = nodeState.ready;
  return state;
}

/** Says what to do now. Every `run` and `skip` is told once; `finish` once, and nothing after it. Never rescans. */
export function decide(state: RunState): Command[] {
  const commands: Command[] = [];
  if (state.skips.length > 0) {
    for (const skip of state.skips) commands.push({ kind: 'skip', node: skip.node, reason: skip.reason });
    state.skips = [];
  }
  if (state.told) return commands;
  if (!state.outcome && state.ready.length > 0) {
    for (const node of state.ready) {
      state.status[node] = nodeState.running;
      commands.push({ kind: 'run', node });
    }
    state.running += state.ready.length;
    state.ready = [];
  } else if (!state.outcome && state.running === 0) state.outcome = { kind: 'drained' };
  if (state.outcome) {
    state.told = true;
    commands.push({ kind: 'finish', outcome: state.outcome });
  } else if (commands.length === 0) commands.push({ kind: 'wait' });
  return commands;
}

/** How a running node settled. `left` by a port (`null`: by none); an unhandled failure ends the run. */
export type Settlement = { kind: 'left'; port: string | null } | { kind: 'returned' } | { kind: 'failed' };

/** Folds the end of a running node into the state. After the run's end it changes nothing. */
export function settle(plan: WorkflowPlan, state: RunState, node: number, settlement: Settlement): void {
  state.running--;
  state.status[node] = settlement.kind === 'failed' ? nodeState.failed : nodeState.left;
  if (state.outcome) return;
  if (settlement.kind !== 'left') {
    state.outcome = { kind: settlement.kind, node };
    return;
  }
  leave(plan, state, plan.nodes[node]!, settlement.port);
}

/** Decides the outgoing edges of a node, then those of every node that this skips, until all is still. */
function leave(plan: WorkflowPlan, state: RunState, node: PlannedNode, port: string | null): void {
  const newlyReady: number[] = [];
  const settled = decideEdges(plan, state, node, port, newlyReady);
  if (settled) {
    for (let at = 0; at < settled.length; at++) {
      const skipped = plan.nodes[settled[at]!]!;
      const passes = skipped.disabled && state.taken[skipped.index]! > 0;
      state.status[skipped.index] = nodeState.skipped;
      state.skips.push({ node: skipped.index, reason: passes ? 'disabled' : 'notReached' });
      const more = decideEdges(plan, state, skipped, passes && skipped.hasOut ? 'out' : null, newlyReady);
      if (more) settled.push(...more);
    }
  }
  if (newlyReady.length > 1) newlyReady.sort((a, b) => a - b);
  for (const index of newlyReady) state.ready.push(index);
}

/** Decides one node's outgoing edges. Collects nodes that become ready; returns those that are skipped. */
function decideEdges(
  plan: WorkflowPlan,
  state: RunState,
  node: PlannedNode,
  port: string | null,
  newlyReady: number[],
): number[] | null {
  let skipped: number[] | null = null;
  let left = false;
  for (const edgeIndex of node.outgoing) {
    const edge = plan.edges[edgeIndex]!;
    const target = edge.target;
    state.undecided[target]!--;
    if (edge.port === port) {
      left = true;
      state.edgeTaken[edgeIndex] = 1;
      if (state.taken[target]!++ === 0) state.firstTaken[target] = edgeIndex;
    }
    if (state.status[target] !== nodeState.none) continue;
    const reached = state.taken[target]! > 0;
    if (state.undecided[target]! > 0 && !(reached && plan.nodes[target]!.joinsAny)) continue;
    if (reached && !plan.nodes[target]!.disabled) {
      state.status[target] = nodeState.ready;
      newlyReady.push(target);
    } else {
      state.status[target] = nodeState.skipped;
      (skipped ??= []).push(target);
    }
  }
  if (!left && wasReached(state, node.index)) state.ends.push(node.index);
  return skipped;
}

function wasReached(state: RunState, node: number): boolean {
  return node === state.trigger || state.taken[node]! > 0;
}

/** Taken incoming edges of a node in the order of `edges`; of a merge `any` only the first that was taken. */
export function takenInto(plan: WorkflowPlan, state: RunState, node: number): number[] {
  const planned = plan.nodes[node]!;
  if (planned.joinsAny) return state.firstTaken[node]! < 0 ? [] : [state.firstTaken[node]!];
  return planned.incoming.filter((edge) => state.edgeTaken[edge] === 1);
}

/**
 * The result of a run that ended without a return: the output of the one end that was reached, or an object of the
 * ends' outputs by key, in the order of `nodes`. Never a matter of timing.
 */
export function drainedResult(plan: WorkflowPlan, state: RunState, outputs: readonly unknown[]): unknown {
  if (state.ends.length === 1) return outputs[state.ends[0]!];
  const ends = [...state.ends].sort((a, b) => a - b);
  return Object.fromEntries(ends.map((node) => [plan.nodes[node]!.key, outputs[node]]));
}
