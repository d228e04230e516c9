import { nodeState } from '#lib/engine/decide.ts';
import type { PlannedNode } from '#lib/engine/plan.ts';
import type { CompiledWorkflow } from './compile-workflow.ts';
import type { Frame } from './frame.ts';
import type { PendingWait } from './parking.ts';
import type { StepRecord } from './ports.ts';
import { recordedOutcome } from './recorded-outcome.ts';
import type { RunRecorder } from './run-recorder.ts';
import type { UnsettledWrite } from './run-request.ts';
import type { Scheduler } from './scheduler.ts';
import type { Continued } from './step-run.ts';

interface Restoration {
  workflow: CompiledWorkflow;
  root: Frame;
  scheduler: Scheduler;
  recorder: RunRecorder;
}

/** What the journal says of steps, by name. */
interface Journal {
  /** Steps that ended. */
  over: ReadonlySet<string>;
  /** Loops that began: what they loop over. */
  open: ReadonlyMap<string, StepRecord>;
}

function journalOf(recorded: readonly StepRecord[]): Journal {
  const open = recorded.filter((step) => step.status === 'running').map((step) => [placeName(step), step] as const);
  const ended = recorded.filter((step) => step.status !== 'running' && step.status !== 'skipped');
  return { over: new Set(ended.map(placeName)), open: new Map(open) };
}

/** What an earlier process left undecided. */
interface Undecided {
  waits: readonly PendingWait[];
  unsettled: readonly UnsettledWrite[];
  recorded: readonly StepRecord[];
}

/** Lets steps wait again for what they were waiting for, and asks what became of writes that left no receipt. */
export function restoreWaits(restoration: Restoration, { waits, unsettled, recorded }: Undecided): void {
  const journal = journalOf(recorded);
  const asked = new Set(waits.map(placeName));
  for (const { nodeId, iteration = [], attempt, input, startedAt, for: request } of waits) {
    const known = request.kind === 'settlement' ? {} : { input, startedAt };
    goOn(restoration, { nodeId, iteration }, { attempts: attempt - 1, ...known, request }, journal);
  }
  for (const { nodeId, iteration = [], key } of unsettled) {
    if (asked.has(placeName({ nodeId, iteration }))) continue;
    goOn(
      restoration,
      { nodeId, iteration },
      { attempts: null, request: { kind: 'settlement', effectKey: key } },
      journal,
    );
  }
}

function goOn(
  restoration: Restoration,
  step: Required<Pick<StepRecord, 'nodeId' | 'iteration'>>,
  continued: Omit<Continued, 'attempts'> & { attempts: number | null },
  journal: Journal,
): void {
  const planned = plannedOf(restoration, step);
  const frame = planned && frameOf(restoration, planned, step.iteration, journal);
  if (!planned || !frame || frame.ended) return;
  const { scheduler } = restoration;
  const { place } = planned;
  scheduler.obey(frame);
  const before = frame.restored?.get(place);
  if (frame.ended || before?.settled || frame.state.status[place] !== nodeState.running) return;
  const attempts = continued.attempts ?? before?.attempts ?? 0;
  (frame.restored ??= new Map()).set(place, { settled: true, attempts });
  scheduler.start(frame, place, { ...continued, attempts });
}

/**
 * Takes back what an earlier process recorded: steps that ended are not run again, loops go on with the items that are
 * left. Steps that were under way are ready again.
 */
export function restoreRun(restoration: Restoration, recorded: readonly StepRecord[]): void {
  const { recorder, scheduler } = restoration;
  const journal = journalOf(recorded);
  const touched = new Set<Frame>();
  for (const step of [...recorded].sort((a, b) => a.seq - b.seq)) {
    recorder.restore(step);
    if (step.status === 'running') continue;
    const planned = plannedOf(restoration, step);
    if (!planned) continue;
    const frame = frameOf(restoration, planned, step.iteration ?? [], journal);
    if (!frame || frame.ended) continue;
    touched.add(frame);
    restoreStep(restoration, frame, planned, step);
  }
  for (const frame of touched) if (!frame.ended) scheduler.obey(frame);
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
  const outcome = recordedOutcome(frame.level.nodes[place]!, step);
  restored.set(place, { settled: outcome !== null, attempts: step.attempt });
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
  journal: Journal,
): Frame | null {
  const { workflow, root, scheduler } = restoration;
  const { nodes } = workflow.plan;
  const loops: PlannedNode[] = [];
  for (let at = planned.parent; at >= 0; at = nodes[at]!.parent) loops.unshift(nodes[at]!);
  if (loops.length !== iteration.length) return null;
  let frame = root;
  for (const [depth, loop] of loops.entries()) {
    const name = placeName({ nodeId: loop.id, iteration: iteration.slice(0, depth) });
    if (journal.over.has(name)) return null;
    const item = loopAt(frame, loop, scheduler, journal.open.get(name))?.frameAt(iteration[depth]!);
    if (!item) return null;
    frame = item;
  }
  return frame;
}

function loopAt(
  frame: Frame,
  { place }: PlannedNode,
  scheduler: Scheduler,
  open: StepRecord | undefined,
): ReturnType<typeof running> {
  const known = running(frame, place);
  if (known) return known;
  scheduler.obey(frame);
  if (frame.ended || frame.state.status[place] !== nodeState.running || frame.restored?.get(place)?.settled)
    return null;
  (frame.restored ??= new Map()).set(place, { settled: true, attempts: 0 });
  scheduler.start(frame, place, open ? { attempts: 0, input: open.input, startedAt: open.startedAt } : null);
  return running(frame, place);
}

const running = (frame: Frame, place: number) => frame.loops?.get(place) ?? null;

function plannedOf({ workflow: { plan } }: Restoration, step: Pick<StepRecord, 'nodeId'>): PlannedNode | undefined {
  const index = plan.indexOfId.get(step.nodeId);
  return index === undefined ? undefined : plan.nodes[index];
}

function placeName({ nodeId, iteration = [] }: Pick<StepRecord, 'nodeId' | 'iteration'>): string {
  return `${nodeId}/${iteration.join('.')}`;
}
