import { limits } from '#lib/contracts/limits.ts';
import { NodeFailure, type ApprovalRequest, type CallRequest, type LoopRequest } from '#lib/kit/node-executor.ts';
import { say } from '#lib/shared/say.ts';
import type { Attempt } from './attempt.ts';
import { childEnd } from './child-end.ts';
import type { CompiledWorkflow } from './compile-workflow.ts';
import { subRunId } from './effect-key.ts';
import type { Frame } from './frame.ts';
import { leadsToWrites } from './leads-to-writes.ts';
import { LoopRun, type LoopHost } from './loop-run.ts';
import type { StepRecord } from './ports.ts';
import type { SubRun } from './sub-runs.ts';
import type { Performed, StepRequest } from './step-host.ts';
import type { StepRun } from './step-run.ts';
import type { Waits } from './waits.ts';

/** The run for which something is done. */
export interface PerformerHost extends LoopHost {
  readonly workflow: CompiledWorkflow;
  readonly waits: Waits;
  /** A loop began: a run that goes on elsewhere needs its items. */
  loopOpened(record: StepRecord): void;
  /** Step records that the run may still make. */
  readonly stepsLeft: number;
  /** A child made so many. */
  childEnded(stepCount: number): void;
  /** What runs or waits has changed. */
  paused(): void;
}

/** Does for a step what its node asks of the runner. */
export function perform(
  host: PerformerHost,
  frame: Frame,
  step: StepRun,
  attempt: Attempt,
  request: StepRequest,
): Performed | Promise<Performed> {
  switch (request.kind) {
    case 'loop':
      return loop(host, frame, step, attempt, request);
    case 'call':
      return call(host, frame, step, attempt, request);
    case 'approval':
      return host.waits.begin(frame, step, attempt, {
        ...request,
        askCaller: mayAskCaller(host.workflow, step, request),
      });
    default:
      return host.waits.begin(frame, step, attempt, request);
  }
}

/** Who calls does not wave through what changes something, unless the builder says so. */
function mayAskCaller(workflow: CompiledWorkflow, { node }: StepRun, { askCaller }: ApprovalRequest): boolean {
  if (askCaller !== 'auto') return askCaller === true;
  return !leadsToWrites(workflow, node.planned.index, 'approved');
}

function loop(
  host: PerformerHost,
  frame: Frame,
  step: StepRun,
  attempt: Attempt,
  request: LoopRequest,
): Performed | Promise<Performed> {
  const { planned } = step.node;
  const level = host.workflow.levels[planned.body]!;
  if (level.level.nodes.length === 0) throw new NodeFailure('config_invalid', say('loop_without_body'));
  if (request.items.length === 0) return { kind: 'done', port: 'out', output: [] };
  step.phase = 'holding';
  const running = new LoopRun(host, frame, { step, clock: attempt.clock, level }, request);
  (frame.loops ??= new Map()).set(planned.place, running);
  attempt.signal.addEventListener('abort', () => running.stop(false), { once: true });
  host.loopOpened(step.openRecord());
  return running.run();
}

async function call(
  host: PerformerHost,
  frame: Frame,
  step: StepRun,
  attempt: Attempt,
  request: CallRequest,
): Promise<Performed> {
  const { ports, header } = host;
  const { workflowId, trigger, input } = request;
  const { id, place } = step.node.planned;
  if (!ports.subRuns) throw new NodeFailure('not_possible', say('no_sub_runs'));
  if ((header.hops ?? 0) >= limits.subWorkflowDepth)
    throw new NodeFailure('limit_exceeded', say('calls_too_deep', { limit: limits.subWorkflowDepth }));
  await host.beforeEffect();
  if (attempt.signal.aborted) throw attempt.signal.reason;
  const child = await ports.subRuns.start({
    parent: header,
    executionId: subRunId(header, id, frame.iteration, attempt.attempt),
    workflowId,
    ...(trigger !== null && { trigger }),
    input,
    stepsLeft: host.stepsLeft,
    onStatus(status) {
      if (frame.ended || host.ended || attempt.signal.aborted) return;
      if (status === 'waiting') attempt.clock.pause();
      else attempt.clock.resume();
      frame.active.become(place, step, status);
      host.paused();
    },
  });
  return childOutcome(host, frame, step, attempt, child);
}

async function childOutcome(
  host: PerformerHost,
  frame: Frame,
  step: StepRun,
  attempt: Attempt,
  child: SubRun,
): Promise<Performed> {
  const cancel = (): void => child.cancel();
  if (attempt.signal.aborted) cancel();
  attempt.signal.addEventListener('abort', cancel, { once: true });
  const outcome = await child.outcome;
  if (outcome === 'parked') {
    const ended = host.waits.begin(frame, step, attempt, { kind: 'child', executionId: child.executionId });
    host.paused();
    return ended;
  }
  attempt.signal.removeEventListener('abort', cancel);
  host.childEnded(outcome.stepCount);
  return childEnd(outcome);
}
