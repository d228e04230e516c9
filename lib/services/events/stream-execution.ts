import { requirePermission } from '#lib/contracts/authorise.ts';
import { isEnded, type Execution, type Step } from '#lib/contracts/execution.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { latestSeq, listExecutionEvents } from '#lib/db/events.ts';
import { getExecution } from '#lib/services/executions/get-execution.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { newId } from '#lib/shared/ids.ts';
import { Doorbell } from './doorbell.ts';
import { keepWatching } from './keep-watching.ts';
import { presentEvent, type StreamEvent } from './stream-event.ts';

type Deps = Pick<WorkflowDeps, 'db' | 'config' | 'bus' | 'clock' | 'logger'>;

interface Options {
  id: string;
  lastEventId?: string | undefined;
  signal: AbortSignal;
}

const PAGE = 500;
const MAX_SEQ = 2 ** 31 - 1;

/**
 * Events of one execution until it ends: first what the log already has, then what happens. The id of an event is its
 * number in the execution; with `lastEventId` the stream goes on after it.
 *
 * @throws {AppError} `not_found`; `malformed` for an id that is no such number.
 */
export async function streamExecution(
  deps: Deps,
  principal: Principal,
  { id, lastEventId, signal }: Options,
): Promise<AsyncIterable<StreamEvent>> {
  requirePermission(principal, 'execution:read');
  const after = lastEventId === undefined ? null : parseSeq(lastEventId);
  await getExecution(deps, principal, { id });
  const bell = new Doorbell(deps.bus, principal.workspaceId);
  await deps.bus.ready();
  const stopWatching = await keepWatching(deps, principal.workspaceId);
  return follow(deps, principal, { id, after, signal }, bell, stopWatching);
}

function parseSeq(text: string): number {
  const seq = /^\d{1,10}$/.test(text) ? Number(text) : MAX_SEQ + 1;
  if (seq > MAX_SEQ) throw new AppError('malformed', 'Last-Event-ID is no event of an execution');
  return seq;
}

async function* follow(
  deps: Deps,
  principal: Principal,
  { id, after, signal }: { id: string; after: number | null; signal: AbortSignal },
  bell: Doorbell,
  stopWatching: () => void,
): AsyncGenerator<StreamEvent> {
  const key = { workspaceId: principal.workspaceId, executionId: id };
  try {
    let seq = after ?? (await latestSeq(deps.db.pool, key));
    const told = new Told(after !== null);
    while (!signal.aborted) {
      // In this order: what is recorded before the end is read after the end was seen.
      const execution = await getExecution(deps, principal, { id });
      // Each time: a step that ended before anybody watched may come into the log later.
      if (after === null && execution.status !== 'queued') {
        for (const event of snapshot(execution, principal, seq)) if (told.isNews(event)) yield event;
      }
      const rows = await listExecutionEvents(deps.db.pool, { ...key, afterSeq: seq, limit: PAGE });
      for (const row of rows) {
        seq = row.seq ?? seq;
        const event = presentEvent(row, String(seq));
        if (row.type !== 'execution.finished' && told.isNews(event)) yield event;
      }
      if (isEnded(execution.status) && rows.length < PAGE) {
        yield eventOf(execution, principal, 'execution.finished', summaryOf(execution), seq + 1);
        return;
      }
      if (rows.length < PAGE) await bell.next(signal);
    }
  } finally {
    bell.close();
    stopWatching();
  }
}

/**
 * What a stream has told. The log may know a start or a step before its event is recorded, and a run that another worker
 * goes on with starts again: each is told once.
 */
class Told {
  /** Whether the reader knows that the run has started. */
  start: boolean;
  readonly #started = new Set<string>();
  readonly #finished = new Set<string>();

  constructor(start: boolean) {
    this.start = start;
  }

  isNews({ data: { type, data } }: StreamEvent): boolean {
    if (type === 'execution.started') {
      if (this.start) return false;
      this.start = true;
    }
    if (type !== 'step.started' && type !== 'step.finished') return true;
    const step = JSON.stringify([data['nodeId'], data['iteration'] ?? [], data['attempt']]);
    const before = type === 'step.finished' ? this.#finished : this.#started;
    if (before.has(step) || this.#finished.has(step)) return false;
    before.add(step);
    return true;
  }
}

/** What the log has, in the shape of events. Only the last one carries an id: from there the stream can go on. */
function* snapshot(execution: Execution, principal: Principal, seq: number): Generator<StreamEvent> {
  const { id: executionId, workflowId, steps } = execution;
  const parts: StreamEvent[] = [
    eventOf(execution, principal, 'execution.started', summaryOf(execution)),
    ...steps.map((step) => eventOf(execution, principal, stepEvent(step), { executionId, workflowId, ...step })),
  ];
  parts.at(-1)!.id = String(seq);
  yield* parts;
}

/** A loop is in the log while it is under way. */
function stepEvent({ status }: Step): 'step.started' | 'step.finished' {
  return status === 'running' || status === 'waiting' ? 'step.started' : 'step.finished';
}

function summaryOf({ steps: _steps, input: _input, output: _output, ...summary }: Execution): Record<string, unknown> {
  return summary;
}

function eventOf(
  execution: Execution,
  principal: Principal,
  type: 'execution.started' | 'execution.finished' | 'step.started' | 'step.finished',
  data: Record<string, unknown>,
  seq?: number,
): StreamEvent {
  const at = execution.finishedAt ?? execution.startedAt ?? execution.createdAt;
  return {
    ...(seq !== undefined && { id: String(seq) }),
    event: type,
    data: { id: newId(), type, at, workspaceId: principal.workspaceId, data },
  };
}
