import { stepSchema, type Execution, type Step } from '#lib/contracts/execution.ts';
import { logLineSchema } from '#lib/contracts/execution.ts';
import type { AppEvent } from '#lib/contracts/events.ts';

/** What is known of a step while it runs; the rest follows when it has finished. */
const liveStepSchema = stepSchema
  .partial()
  .required({ nodeId: true, key: true, seq: true, attempt: true, status: true });

/** What makes a step record one and the same: node, item and attempt. */
function identityOf(step: Pick<Step, 'nodeId' | 'iteration' | 'attempt'>): string {
  return `${step.nodeId}/${(step.iteration ?? []).join('.')}/${step.attempt}`;
}

/**
 * Folds events of steps into an execution on view, as many as have come: the cost is that of one walk over the records.
 * Anything else leaves it as it is; `execution.finished` is loaded anew.
 */
export function foldStepEvents(execution: Execution, events: readonly AppEvent[]): Execution {
  const steps = new Map(execution.steps.map((step) => [identityOf(step), step]));
  let changed = false;
  for (const event of events) {
    const step = event.type === 'step.log' ? withLine(steps, event) : foldedStep(steps, event);
    if (!step) continue;
    changed = true;
    steps.set(identityOf(step), step);
  }
  return changed ? { ...execution, steps: [...steps.values()].sort((a, b) => a.seq - b.seq) } : execution;
}

type Steps = ReadonlyMap<string, Step>;

function foldedStep(steps: Steps, event: AppEvent): Step | null {
  if (event.type !== 'step.started' && event.type !== 'step.finished') return null;
  const parsed = liveStepSchema.safeParse(event.data);
  if (!parsed.success) return null;
  const before = steps.get(identityOf(parsed.data));
  if (before && before.status !== 'running' && event.type === 'step.started') return null;
  return {
    type: '',
    input: undefined,
    output: undefined,
    logs: [],
    startedAt: event.at,
    durationMs: null,
    ...before,
    ...parsed.data,
  };
}

/** A line of the log belongs to the running step of its node, in loops of its item. */
function withLine(steps: Steps, event: AppEvent): Step | null {
  const line = logLineSchema.safeParse(event.data['line'] ?? event.data);
  if (!line.success) return null;
  const { nodeId, iteration } = event.data;
  const item = Array.isArray(iteration) ? iteration.join('.') : null;
  const running = [...steps.values()].findLast(
    (step) =>
      step.nodeId === nodeId &&
      step.status === 'running' &&
      (item === null || (step.iteration ?? []).join('.') === item),
  );
  return running ? { ...running, logs: [...running.logs, line.data] } : null;
}
