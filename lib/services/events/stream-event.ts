import type { AppEvent } from '#lib/contracts/events.ts';
import type { EventRow } from '#lib/db/events.ts';
import { unpackJson } from '#lib/db/packed-json.ts';

/** One server-sent event: `event` is its type, `data` the event of the contract. */
export interface StreamEvent {
  id?: string;
  event?: string;
  data: AppEvent;
}

export function presentEvent(row: EventRow, id: string = row.id): StreamEvent {
  return {
    id,
    event: row.type,
    data: {
      id: row.id,
      type: row.type as AppEvent['type'],
      at: row.createdAt.toISOString(),
      workspaceId: row.workspaceId,
      data: unpackJson(row.data) as Record<string, unknown>,
    },
  };
}
