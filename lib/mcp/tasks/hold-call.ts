import { setTimeout as sleep } from 'node:timers/promises';
import type { CallToolResult } from '@modelcontextprotocol/server';
import type { ParkedRun } from '#lib/runner/parking.ts';
import type { RunEnd } from '#lib/runner/ports.ts';
import { isAppError } from '#lib/shared/app-error.ts';
import type { CallPorts, RequestLine } from '../call-tool.ts';
import type { ToolSource } from '../served-version.ts';
import { handleResult } from '../tool-result.ts';
import type { ServedCall } from '../tool-runner.ts';
import { taskAnswer } from './present-task.ts';
import { tasksNotDeclared, type TaskAnswer } from './task-wire.ts';

/** How often it is tried to keep a run that is not recorded yet. */
const AGAIN_MS = 250;

/** A call that was answered before its run ended: the run goes on. */
export interface HandedOver {
  status: 'handedOver';
  answer: TaskAnswer | CallToolResult;
}

export interface HeldCall {
  call: Omit<ServedCall, 'signal' | 'onEvent'>;
  tool: ToolSource;
  line: Pick<RequestLine, 'tasks' | 'progressToken' | 'signal'>;
}

/** What the call becomes at once, before anything runs: a task, or nothing of the kind. Throws for a client that lacks tasks. */
export async function taskAtOnce({ tasks }: CallPorts, { call, tool, line }: HeldCall): Promise<HandedOver | null> {
  const mode = call.version.tasks.get(tool.name) ?? 'never';
  if (mode === 'never' || mode === 'whenSlow' || !tasks) return null;
  if (knowsTasks({ call, line }))
    return { status: 'handedOver', answer: taskAnswer(await tasks.begin(call, tool.name)) };
  if (mode === 'required') throw tasksNotDeclared();
  return null;
}

/**
 * Waits for a run as long as its caller is held. Past that the caller learns how to ask for it, and the run goes on without
 * them; until then it is theirs, and ends when they leave.
 */
export async function holdCall(
  ports: CallPorts,
  held: HeldCall,
  start: (signal: AbortSignal) => Promise<RunEnd | ParkedRun>,
): Promise<RunEnd | ParkedRun | HandedOver> {
  const patience = patienceFor(ports, held);
  const { signal } = held.line;
  if (patience === null) return start(signal);
  const gone = new AbortController();
  const leave = (): void => gone.abort(signal.reason);
  signal.addEventListener('abort', leave, { once: true });
  if (signal.aborted) leave();
  const over = new AbortController();
  try {
    const run = start(gone.signal);
    // Whoever waits for it no longer still hears of its faults.
    run.catch((error: unknown) => over.signal.aborted && ports.report(error, held.call.traceId));
    for (let holdMs = patience; ; holdMs = AGAIN_MS) {
      const ended = await Promise.race([run, sleep(holdMs, null, { signal: over.signal, ref: false })]);
      if (ended) return ended;
      const answer = signal.aborted ? null : await keptAnswer(ports, held);
      // Who left while it was being kept has not learned of it.
      if (answer && !signal.aborted) return { status: 'handedOver', answer };
    }
  } catch (error) {
    // Nobody has learned of the run: it ends with its call.
    gone.abort(error);
    throw error;
  } finally {
    signal.removeEventListener('abort', leave);
    over.abort();
  }
}

/** What cannot be kept now is held on: an error would let its caller start the same thing again beside it. */
function notNow(error: unknown): null {
  if (isAppError(error) && error.code === 'unavailable') return null;
  throw error;
}

/** How long the caller is held; null: to the end. */
function patienceFor({ tasks, times }: CallPorts, { call, tool, line }: HeldCall): number | null {
  if (!tasks) return null;
  if (becomesTask({ call, tool, line })) return times.taskAfterMs;
  return asksForRuns(call) && line.progressToken === undefined ? times.holdMs : null;
}

/** Nobody can be told from anybody else without credentials: no run would be theirs alone. */
const isSomebody = ({ principal }: HeldCall['call']): boolean => principal.kind !== 'anonymous';

const knowsTasks = ({ call, line }: Pick<HeldCall, 'call' | 'line'>): boolean => line.tasks && isSomebody(call);

const asksForRuns = (call: HeldCall['call']): boolean => call.version.getRun !== null && isSomebody(call);

const becomesTask = ({ call, tool, line }: HeldCall): boolean =>
  knowsTasks({ call, line }) && (call.version.tasks.get(tool.name) ?? 'never') !== 'never';

/** What the caller of a run that goes on is answered, once that can be kept; null while it cannot, or need not. */
export async function keptAnswer(
  { tasks }: CallPorts,
  held: HeldCall,
  parked?: ParkedRun,
): Promise<TaskAnswer | CallToolResult | null> {
  const { call, tool } = held;
  const { version, principal, executionId } = call;
  const asTask = becomesTask(held);
  if (!tasks || (!asTask && !asksForRuns(call))) return null;
  const task = await tasks.keep({ version, principal }, { executionId, tool: tool.name }).catch(notNow);
  if (!task) return null;
  return asTask ? taskAnswer(task) : handleResult(tool, executionId, { parked, getRun: version.getRun });
}
