import type { CalledRun } from '#lib/contracts/caller-answer.ts';
import type { Step } from '#lib/contracts/execution.ts';
import { latestSeq, listExecutionEvents } from '#lib/db/events.ts';
import { unpackJson } from '#lib/db/packed-json.ts';
import type { ClientMessage } from '#lib/contracts/calling-client.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { Wakeup } from '#lib/shared/wakeup.ts';
import { Doorbell } from './doorbell.ts';
import { SEQ_PER_WAKE } from './event-row.ts';
import { keepWatching } from './keep-watching.ts';

type Deps = Pick<WorkflowDeps, 'db' | 'bus' | 'clock' | 'logger'>;

const PAGE = 500;
/** What happened last is noted a little (ms) after the run has ended: it is waited for, but not for long. */
const LATE_MS = 250;
const LAST: ReadonlySet<string> = new Set(['execution.waiting', 'execution.finished']);

/** What the caller of a run is told while it goes on in another process. */
export type CallEvent =
  | { type: 'step.started' | 'step.finished'; step: Pick<Step, 'nodeId' | 'status'> }
  | { type: 'step.log'; client?: ClientMessage };

/**
 * Tells what happens from now on in a run of another process, as far as that notes it. Call the result once it has
 * ended or waits again, with the number of the stay that is over: that resolves when what was noted in it is told.
 */
export async function watchCall(
  deps: Deps,
  run: CalledRun,
  tell: (event: CallEvent) => void,
): Promise<(wake?: number) => Promise<void>> {
  const bell = new Doorbell(deps.bus, run.workspaceId);
  const stopped = new AbortController();
  const stopWatching = await keepWatching(deps, run.workspaceId);
  let seq = await latestSeq(deps.db.pool, run).catch((error: unknown) => {
    bell.close();
    stopWatching();
    throw error;
  });
  let told = -1;
  const toldAll = new Wakeup();
  const read = async (): Promise<void> => {
    const rows = await listExecutionEvents(deps.db.pool, { ...run, afterSeq: seq, limit: PAGE });
    for (const row of rows) {
      seq = row.seq ?? seq;
      const event = asCallEvent(row.type, unpackJson(row.data) as Record<string, unknown>);
      if (event) tell(event);
      if (LAST.has(row.type)) told = Math.floor(seq / SEQ_PER_WAKE);
    }
    if (told >= 0) toldAll.ring();
  };
  const reading = (async () => {
    while (!stopped.signal.aborted) {
      await bell.next(stopped.signal);
      await read();
    }
  })().catch((error: unknown) => deps.logger.warn({ err: error }, 'a caller is told nothing more of its run'));
  return async (wake = 0) => {
    const late = AbortSignal.timeout(LATE_MS);
    while (told < wake && !late.aborted) await toldAll.wait(LATE_MS, late);
    stopped.abort();
    bell.close();
    stopWatching();
    await reading;
  };
}

/** As the recorder wrote it. */
function asCallEvent(type: string, data: Record<string, unknown>): CallEvent | null {
  switch (type) {
    case 'step.started':
    case 'step.finished':
      return { type, step: { nodeId: String(data['nodeId']), status: data['status'] as Step['status'] } };
    case 'step.log':
      return data['client'] === undefined ? null : { type, client: data['client'] as ClientMessage };
    default:
      return null;
  }
}
