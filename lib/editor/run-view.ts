import { isEnded, type Execution, type ExecutionStatus, type Step, type StepError } from '#lib/contracts/execution.ts';
import type { AppEvent } from '#lib/contracts/events.ts';
import type { WorkflowEdge } from '#lib/contracts/definition.ts';

/** The last try, as the canvas and the drawer show it. One step a node: its last attempt. */
export interface RunView {
  executionId: string | null;
  /** The trace that a run was asked for in; null where a node was tried on its own. */
  traceId: string | null;
  status: ExecutionStatus;
  isError: boolean;
  input: unknown;
  output: unknown;
  error: StepError | null;
  durationMs: number | null;
  steps: ReadonlyMap<string, Step>;
}

/** A try that was just asked for; nothing has answered yet. */
export function startedView(input: unknown, traceId: string | null = null): RunView {
  return {
    executionId: null,
    traceId,
    status: 'queued',
    isError: false,
    input,
    output: null,
    error: null,
    durationMs: null,
    steps: new Map(),
  };
}

/** The whole execution as read from the API. */
export function viewOfExecution(execution: Execution): RunView {
  const steps = new Map<string, Step>();
  for (const step of execution.steps) {
    const known = steps.get(step.nodeId);
    if (!known || isLater(step, known)) steps.set(step.nodeId, step);
  }
  return {
    executionId: execution.id,
    traceId: execution.traceId,
    status: execution.status,
    isError: execution.isError,
    input: execution.input,
    output: execution.output,
    error: execution.error,
    durationMs: execution.durationMs,
    steps,
  };
}

/**
 * The view after one event; events of other executions and unknown shapes change nothing. A view whose execution is not
 * known yet takes the one that starts in its trace.
 */
export function foldEvent(view: RunView, event: AppEvent): RunView {
  if (view.executionId === null && startsIn(view.traceId, event)) {
    return foldEvent({ ...view, executionId: event.data.id as string }, event);
  }
  if (event.type.startsWith('step.')) return foldStep(view, event);
  if (!event.type.startsWith('execution.') || event.data.id !== view.executionId) return view;
  if (isEnded(view.status)) return view;
  const data = event.data as Partial<Execution>;
  return {
    ...view,
    status: data.status ?? view.status,
    isError: data.isError ?? view.isError,
    error: data.error ?? view.error,
    durationMs: data.durationMs ?? view.durationMs,
    ...('output' in data && { output: data.output }),
  };
}

function startsIn(traceId: string | null, { type, data }: AppEvent): boolean {
  return traceId !== null && type === 'execution.started' && data.traceId === traceId && typeof data.id === 'string';
}

function foldStep(view: RunView, event: AppEvent): RunView {
  const step = event.data as Partial<Step> & { executionId?: string };
  if (step.executionId !== view.executionId || typeof step.nodeId !== 'string') return view;
  const known = view.steps.get(step.nodeId);
  if (event.type === 'step.log') return view;
  const next = { logs: [], input: null, output: null, ...step } as unknown as Step;
  if (known && !isLater(next, known)) return view;
  return { ...view, steps: new Map(view.steps).set(step.nodeId, next) };
}

const settled = (step: Step): boolean => step.status !== 'running' && step.status !== 'waiting';

/** Does this record replace that one? A later attempt or iteration does; of the same one, the settled record. */
function isLater(step: Step, than: Step): boolean {
  if (step.attempt !== than.attempt) return step.attempt > than.attempt;
  const order = compareIterations(step.iteration, than.iteration);
  return order !== 0 ? order > 0 : settled(step) || !settled(than);
}

function compareIterations(a: readonly number[] = [], b: readonly number[] = []): number {
  for (let place = 0; place < Math.max(a.length, b.length); place += 1) {
    const difference = (a[place] ?? -1) - (b[place] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Puts the record of a node that was tried on its own into the view (or into a fresh one). */
export function withStep(view: RunView | null, step: Step): RunView {
  const base = view ?? { ...startedView(null), status: 'success' as const };
  return { ...base, steps: new Map(base.steps).set(step.nodeId, step) };
}

export type WireState = 'idle' | 'taken' | 'failed' | 'running';

/** How a wire looks after the last try: taken when its source left by its port. */
export function wireState(view: RunView | null, edge: WorkflowEdge): WireState {
  const source = view?.steps.get(edge.source.node);
  const target = view?.steps.get(edge.target.node);
  if (!source || !settled(source) || !leftBy(source, edge.source.port)) return 'idle';
  if (target?.status === 'running' || target?.status === 'waiting') return 'running';
  return edge.source.port === 'error' ? 'failed' : 'taken';
}

function leftBy(step: Step, port: string): boolean {
  if (step.status === 'skipped') return step.reason === 'disabled' && port === 'out';
  return step.port === port && (step.status === 'success' || step.handled === true);
}
