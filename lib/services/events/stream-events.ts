import type { Pool } from 'pg';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { listEventsAfter, type EventRow } from '#lib/db/events.ts';
import { unpackJson } from '#lib/db/packed-json.ts';
import { reachOf } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { idFloor, idTime, isId } from '#lib/shared/ids.ts';
import { Doorbell } from './doorbell.ts';
import { keepWatching } from './keep-watching.ts';
import { presentEvent, type StreamEvent } from './stream-event.ts';

/** A row may be committed so much later than its id says. */
const OVERLAP_MS = 2_000;
const PAGE = 500;

type Deps = Pick<WorkflowDeps, 'db' | 'bus' | 'clock' | 'logger'>;

interface Options {
  lastEventId?: string | undefined;
  signal: AbortSignal;
}

/**
 * Events of the workspace from now on, or after `lastEventId` (an event's id), until `signal` aborts.
 *
 * @throws {AppError} `malformed` for an id that no event has.
 */
export async function streamEvents(
  deps: Deps,
  principal: Principal,
  { lastEventId, signal }: Options,
): Promise<AsyncIterable<StreamEvent>> {
  requirePermission(principal, 'execution:read');
  if (lastEventId !== undefined && !isId(lastEventId)) throw new AppError('malformed', 'Last-Event-ID is no event id');
  const bell = new Doorbell(deps.bus, principal.workspaceId);
  await deps.bus.ready();
  const stopWatching = await keepWatching(deps, principal.workspaceId);
  const from = lastEventId ?? idFloor(deps.clock.now());
  return follow(deps, principal, from, bell, stopWatching, signal);
}

async function* follow(
  deps: Deps,
  principal: Principal,
  from: string,
  bell: Doorbell,
  stopWatching: () => void,
  signal: AbortSignal,
): AsyncGenerator<StreamEvent> {
  const reader = new OverlappingReader(deps.db.pool, principal.workspaceId, from);
  const reach = reachOf(principal);
  try {
    while (!signal.aborted) {
      for (const row of await reader.read()) {
        if (reach === null || isWithin(row, reach)) yield presentEvent(row);
      }
      await bell.next(signal);
    }
  } finally {
    bell.close();
    stopWatching();
  }
}

/** A key that is bound to workflows hears of those only. */
function isWithin(row: EventRow, reach: readonly string[]): boolean {
  const data = unpackJson(row.data) as { workflowId?: unknown };
  return typeof data.workflowId === 'string' && reach.includes(data.workflowId);
}

/** Reads each row after `from` once, although rows appear out of the order of their ids. */
class OverlappingReader {
  readonly #pool: Pool;
  readonly #workspaceId: string;
  readonly #from: string;
  readonly #sent = new Set<string>();
  #newestMs: number;

  constructor(pool: Pool, workspaceId: string, from: string) {
    this.#pool = pool;
    this.#workspaceId = workspaceId;
    this.#from = from;
    this.#newestMs = idTime(from);
  }

  async read(): Promise<EventRow[]> {
    const floor = idFloor(this.#newestMs - OVERLAP_MS);
    let after = floor > this.#from ? floor : this.#from;
    const fresh: EventRow[] = [];
    for (;;) {
      const page = await listEventsAfter(this.#pool, { workspaceId: this.#workspaceId, after, limit: PAGE });
      fresh.push(...page.filter(({ id }) => !this.#sent.has(id)));
      if (page.length < PAGE) break;
      after = page.at(-1)!.id;
    }
    for (const { id } of fresh) {
      this.#sent.add(id);
      this.#newestMs = Math.max(this.#newestMs, idTime(id));
    }
    this.#forget();
    return fresh;
  }

  /** What lies before the overlap is never read again. */
  #forget(): void {
    const floor = idFloor(this.#newestMs - OVERLAP_MS);
    for (const id of this.#sent) if (id < floor) this.#sent.delete(id);
  }
}
