import type { Step, StepStatus } from '#lib/contracts/execution.ts';

/** One element of a loop: what ran for it. */
export interface LoopItem {
  index: number;
  status: StepStatus;
  durationMs: number;
  /** The steps of its body, with the items of loops inside. */
  entries: Entry[];
}

/** A step record as the log shows it; a loop holds its items. `step` is missing as long as a loop has no record. */
export interface Entry {
  nodeId: string;
  step: Step | null;
  items: LoopItem[] | null;
}

interface Level {
  entries: Entry[];
  loops: Map<string, Loop>;
}
interface Loop {
  entry: Entry;
  levels: Map<number, Level>;
}

const emptyLevel = (): Level => ({ entries: [], loops: new Map() });

/**
 * The records of a run as a tree: the steps of a loop's body below the loop, by item. `parents` are the loops of nodes
 * in bodies; a record whose loop is not known goes below one without a name. Linear in the records.
 */
export function stepTree(steps: readonly Step[], parents: ReadonlyMap<string, string>): Entry[] {
  const root = emptyLevel();
  for (const step of steps) {
    const level = levelOf(root, step, parents);
    const open = level.loops.get(step.nodeId);
    if (open) open.entry.step = step;
    else {
      const entry: Entry = { nodeId: step.nodeId, step, items: null };
      level.entries.push(entry);
      if (isLoop(step)) level.loops.set(step.nodeId, { entry, levels: new Map() });
    }
  }
  finish(root);
  return root.entries;
}

const isLoop = (step: Step): boolean => step.type === 'logic.forEach';

function levelOf(root: Level, step: Step, parents: ReadonlyMap<string, string>): Level {
  const { iteration = [] } = step;
  const around: string[] = [];
  let id = parents.get(step.nodeId);
  while (id !== undefined && around.length < iteration.length) {
    around.unshift(id);
    id = parents.get(id);
  }
  while (around.length < iteration.length) around.unshift('');
  let level = root;
  iteration.forEach((index, depth) => {
    const loop = loopIn(level, around[depth]!);
    let next = loop.levels.get(index);
    if (!next) loop.levels.set(index, (next = emptyLevel()));
    level = next;
  });
  return level;
}

function loopIn(level: Level, nodeId: string): Loop {
  const known = level.loops.get(nodeId);
  if (known) return known;
  const loop: Loop = { entry: { nodeId, step: null, items: null }, levels: new Map() };
  level.entries.push(loop.entry);
  level.loops.set(nodeId, loop);
  return loop;
}

function finish(level: Level): void {
  for (const { entry, levels } of level.loops.values()) {
    entry.items = [...levels]
      .sort(([a], [b]) => a - b)
      .map(([index, inner]) => {
        finish(inner);
        return itemOf(index, inner.entries);
      });
  }
}

/** From the one that says most about an item to the one that says least. */
const weight: readonly StepStatus[] = ['unknown', 'error', 'waiting', 'running', 'canceled', 'success', 'skipped'];

function itemOf(index: number, entries: Entry[]): LoopItem {
  const told = entries.flatMap(({ step }): StepStatus[] => {
    if (!step) return [];
    return [step.status === 'error' && step.handled ? 'success' : step.status];
  });
  const latest = lastAttempts(entries, told);
  const status = weight.find((each) => latest.includes(each)) ?? 'running';
  return { index, status, entries, durationMs: entries.reduce((sum, { step }) => sum + (step?.durationMs ?? 0), 0) };
}

/** Of a step that was tried several times the last attempt counts. */
function lastAttempts(entries: readonly Entry[], told: readonly StepStatus[]): StepStatus[] {
  const last = new Map<string, StepStatus>();
  let place = 0;
  for (const { nodeId, step } of entries) if (step) last.set(nodeId, told[place++]!);
  return [...last.values()];
}

/** How many items there are, and how many of them did not end well. */
export function countItems(items: readonly LoopItem[]): { all: number; failed: number } {
  return { all: items.length, failed: items.filter((item) => isTrouble(item)).length };
}

export function isTrouble({ status }: LoopItem): boolean {
  return status === 'error' || status === 'unknown';
}
