import { nodeState } from '#lib/engine/decide.ts';
import type { PlannedNode } from '#lib/engine/plan.ts';
import type { CompiledWorkflow } from './compile-workflow.ts';
import type { Frame } from './frame.ts';
import { stepIdOf } from './parking.ts';
import type { StepRecord } from './ports.ts';
import { unknownRecord } from './records.ts';
import { recordedOutcome } from './recorded-outcome.ts';
import type { RunRecorder } from './run-recorder.ts';
import type { UnsettledWrite } from './run-request.ts';
import type { Scheduler } from './scheduler.ts';

interface Restoration {
  workflow: CompiledWorkflow;
  root: Frame;
  scheduler: Scheduler;
  recorder: RunRecorder;
}

/**
 * Takes back what an earlier process recorded: steps that ended are not run again, loops go on with the items that are
 * left. Steps that were under way are ready again.
 */
export function restoreRun(restoration: Restoration, recorded: readonly StepRecord[]): void {
  const { recorder, scheduler } = restoration;
  const ended = recorded.filter((step) => step.status !== 'running' && step.status !== 'skipped');
  const over = new Set(ended.map(({ nodeId, iteration = [] }) => stepIdOf(nodeId, iteration)));
  const touched = new Set<Frame>();
  const inOrder = [...recorded].sort((a, b) => a.seq - b.seq);
  // All before anything goes on: what is recorded now gets a number behind them, or it would take the place of one.
  for (const step of inOrder) recorder.restore(step);
  for (const step of inOrder) {
    if (step.status === 'running') continue;
    const planned = plannedOf(restoration, step);
    if (!planned) continue;
    const frame = frameOf(restoration, planned, step.iteration ?? [], over);
    if (!frame || frame.ended) continue;
    touched.add(frame);
    restoreStep(restoration, frame, planned, step);
  }
  for (const frame of touched) if (!frame.ended) scheduler.obey(frame);
}

/** Records of writes whose outcome nobody knows, of a run that cannot wait for somebody to say it. */
export function recordUnknown({ workflow, root, recorder }: Restoration, unsettled: readonly UnsettledWrite[]): void {
  const { indexOfId, nodes } = workflow.plan;
  for (const id of new Set(unsettled.map(({ nodeId }) => nodeId))) {
    const node = nodes[indexOfId.get(id) ?? -1];
    if (!node) continue;
    const attempt = (root.restored?.get(node.place)?.attempts ?? 0) + 1;
    void recorder.record(unknownRecord(node, attempt), true);
  }
}

function restoreStep({ scheduler }: Restoration, frame: Frame, planned: PlannedNode, step: StepRecord): void {
  const restored = (frame.restored ??= new Map());
  const { place } = planned;
  if (step.status === 'skipped') {
    restored.set(place, { settled: true, attempts: 0 });
    return;
  }
  scheduler.obey(frame);
  if (frame.ended) return;
  const node = frame.level.nodes[place]!;
  const outcome = recordedOutcome(node, step);
  // Config is resolved once, before the first attempt.
  const input = step.status === 'error' && node.config.shownWhole ? step.input : undefined;
  restored.set(place, { settled: outcome !== null, attempts: step.attempt, input });
  if (outcome && frame.state.status[place] === nodeState.running) scheduler.apply(frame, place, outcome);
}

/**
 * The frame that a record belongs to: loops around it are started, and its items opened. Null if the loop has ended (its
 * own record says how), or is not under way in this run.
 */
function frameOf(
  restoration: Restoration,
  planned: PlannedNode,
  iteration: readonly number[],
  over: ReadonlySet<string>,
): Frame | null {
  const { workflow, root, scheduler } = restoration;
  const { nodes } = workflow.plan;
  const loops: PlannedNode[] = [];
  for (let at = planned.parent; at >= 0; at = nodes[at]!.parent) loops.unshift(nodes[at]!);
  if (loops.length !== iteration.length) return null;
  let frame = root;
  for (const [depth, loop] of loops.entries()) {
    if (over.has(stepIdOf(loop.id, iteration.slice(0, depth)))) return null;
    const item = loopAt(frame, loop, scheduler)?.frameAt(iteration[depth]!);
    if (!item) return null;
    frame = item;
  }
  return frame;
}

function loopAt(frame: Frame, { place }: PlannedNode, scheduler: Scheduler): ReturnType<typeof running> {
  const known = running(frame, place);
  if (known) return known;
  scheduler.obey(frame);
  if (frame.ended || frame.state.status[place] !== nodeState.running || frame.restored?.get(place)?.settled)
    return null;
  (frame.restored ??= new Map()).set(place, { settled: true, attempts: 0 });
  scheduler.start(frame, place);
  return running(frame, place);
}

const running = (frame: Frame, place: number) => frame.loops?.get(place) ?? null;

function plannedOf({ workflow: { plan } }: Restoration, step: Pick<StepRecord, 'nodeId'>): PlannedNode | undefined {
  const index = plan.indexOfId.get(step.nodeId);
  return index === undefined ? undefined : plan.nodes[index];
}
