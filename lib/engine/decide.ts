import type { Level, LevelNode } from './plan.ts';
import type { StartPlan } from './start-plan.ts';

/** What has become of a node in a run, or in one item of a loop. */
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
 * The state of one stay in a level (a run, or one item of a loop), as numbers by node and by edge of the level. Only
 * `startRun`, `settle` and `decide` change it, and it never leaves the runner: a fold in all but allocation.
 */
export interface RunState {
  readonly level: Level;
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

/** A stay that begins: its starts are ready, disabled ones are skipped already. */
export function startRun(start: StartPlan): RunState {
  const { level } = start;
  const count = level.nodes.length;
  const state: RunState = {
    level,
    undecided: start.undecided.slice(),
    taken: new Int32Array(count),
    firstTaken: new Int32Array(count).fill(-1),
    edgeTaken: new Uint8Array(level.edges.length),
    status: new Uint8Array(count),
    ready: [],
    skips: [],
    running: 0,
    ends: [],
    outcome: null,
    told: false,
  };
  const skipped: number[] = [];
  for (const node of start.starts) {
    const { disabled } = level.nodes[node]!.planned;
    state.status[node] = disabled ? nodeState.skipped : nodeState.ready;
    (disabled ? skipped : state.ready).push(node);
  }
  if (skipped.length > 0) {
    skip(state, skipped, state.ready);
    state.ready.sort((a, b) => a - b);
  }
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

/** Folds the end of a running node into the state. After the end of the stay it changes nothing. */
export function settle(state: RunState, node: number, settlement: Settlement): void {
  state.running--;
  state.status[node] = settlement.kind === 'failed' ? nodeState.failed : nodeState.left;
  if (state.outcome) return;
  if (settlement.kind !== 'left') {
    state.outcome = { kind: settlement.kind, node };
    return;
  }
  leave(state, state.level.nodes[node]!, settlement.port);
}

/** Decides the outgoing edges of a node, then those of every node that this skips, until all is still. */
function leave(state: RunState, node: LevelNode, port: string | null): void {
  const newlyReady: number[] = [];
  const skipped = decideEdges(state, node, port, newlyReady);
  if (skipped) skip(state, skipped, newlyReady);
  if (newlyReady.length > 1) newlyReady.sort((a, b) => a - b);
  for (const index of newlyReady) state.ready.push(index);
}

function skip(state: RunState, skipped: number[], newlyReady: number[]): void {
  for (let at = 0; at < skipped.length; at++) {
    const node = state.level.nodes[skipped[at]!]!;
    const passes = node.planned.disabled && wasReached(state, node);
    state.status[node.index] = nodeState.skipped;
    state.skips.push({ node: node.index, reason: passes ? 'disabled' : 'notReached' });
    const more = decideEdges(state, node, passes && node.planned.hasOut ? 'out' : null, newlyReady);
    if (more) skipped.push(...more);
  }
}

/** Decides one node's outgoing edges. Collects nodes that become ready; returns those that are skipped. */
function decideEdges(state: RunState, node: LevelNode, port: string | null, newlyReady: number[]): number[] | null {
  const { nodes, edges } = state.level;
  let skipped: number[] | null = null;
  let left = false;
  for (const edgeIndex of node.outgoing) {
    const edge = edges[edgeIndex]!;
    const target = edge.target;
    state.undecided[target]!--;
    if (edge.port === port) {
      left = true;
      state.edgeTaken[edgeIndex] = 1;
      if (state.taken[target]!++ === 0) state.firstTaken[target] = edgeIndex;
    }
    if (state.status[target] !== nodeState.none) continue;
    const reached = state.taken[target]! > 0;
    const { planned } = nodes[target]!;
    if (state.undecided[target]! > 0 && !(reached && planned.joinsAny)) continue;
    if (reached && !planned.disabled) {
      state.status[target] = nodeState.ready;
      newlyReady.push(target);
    } else {
      state.status[target] = nodeState.skipped;
      (skipped ??= []).push(target);
    }
  }
  if (!left && wasReached(state, node)) state.ends.push(node.index);
  return skipped;
}

/** A node whose edges are decided and that has none coming in is a start: the trigger, or one of a body. */
function wasReached(state: RunState, node: LevelNode): boolean {
  return state.taken[node.index]! > 0 || node.incoming.length === 0;
}

/** Taken incoming edges of a node in the order of `edges`; of a merge `any` only the first that was taken. */
export function takenInto(state: RunState, node: number): number[] {
  const { planned, incoming } = state.level.nodes[node]!;
  if (planned.joinsAny) return state.firstTaken[node]! < 0 ? [] : [state.firstTaken[node]!];
  return incoming.filter((edge) => state.edgeTaken[edge] === 1);
}

/**
 * The result of a run or an item that ended without a return: the output of the one end that was reached, or an object
 * of the ends' outputs by key, in the order of `nodes`; `undefined` if all was skipped. Never a matter of timing.
 */
export function drainedResult(state: RunState, outputs: readonly unknown[]): unknown {
  if (state.ends.length === 1) return outputs[state.ends[0]!];
  if (!state.status.includes(nodeState.left)) return undefined;
  const ends = [...state.ends].sort((a, b) => a - b);
  return Object.fromEntries(ends.map((node) => [state.level.nodes[node]!.planned.key, outputs[node]]));
}
