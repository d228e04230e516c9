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

/** Folds a step's event into an execution on view. Anything else leaves it as it is; `execution.finished` is loaded anew. */
export function foldStepEvent(execution: Execution, event: AppEvent): Execution {
  if (event.type === 'step.log') return foldLog(execution, event);
  if (event.type !== 'step.started' && event.type !== 'step.finished') return execution;
  const parsed = liveStepSchema.safeParse(event.data);
  if (!parsed.success) return execution;
  const identity = identityOf(parsed.data);
  const before = execution.steps.find((step) => identityOf(step) === identity);
  if (before && before.status !== 'running' && event.type === 'step.started') return execution;
  const step: Step = {
    type: '',
    input: undefined,
    output: undefined,
    logs: [],
    startedAt: event.at,
    durationMs: null,
    ...before,
    ...parsed.data,
  };
  const steps = before
    ? execution.steps.map((candidate) => (candidate === before ? step : candidate))
    : [...execution.steps, step].sort((a, b) => a.seq - b.seq);
  return { ...execution, steps };
}

function foldLog(execution: Execution, event: AppEvent): Execution {
  const line = logLineSchema.safeParse(event.data['line'] ?? event.data);
  const nodeId = event.data['nodeId'];
  if (!line.success) return execution;
  const step = execution.steps.findLast((candidate) => candidate.nodeId === nodeId && candidate.status === 'running');
  if (!step) return execution;
  const steps = execution.steps.map((candidate) =>
    candidate === step ? { ...step, logs: [...step.logs, line.data] } : candidate,
  );
  return { ...execution, steps };
}
