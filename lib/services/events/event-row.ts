import type { z } from 'zod';
import type { eventTypeSchema } from '#lib/contracts/events.ts';
import type { EventRow } from '#lib/db/events.ts';
import { packJson } from '#lib/db/packed-json.ts';
import { newId } from '#lib/shared/ids.ts';

/** Larger inputs and outputs are left out of events; the execution itself has them. */
const MAX_DATA_BYTES = 64 * 1024;

/** Each wake-up numbers its events in a range of its own, after those of the process that began a run directly. */
export const SEQ_PER_WAKE = 1_000_000;

export interface NewEvent {
  workspaceId: string;
  type: z.infer<typeof eventTypeSchema>;
  data: Record<string, unknown>;
  executionId?: string;
  seq?: number;
}

/** A row for the event table. */
export function eventRow(event: NewEvent, now: number = Date.now()): EventRow {
  return {
    id: newId(now),
    workspaceId: event.workspaceId,
    executionId: event.executionId ?? null,
    seq: event.seq ?? null,
    type: event.type,
    data: boundedData(event.data),
    createdAt: new Date(now),
  };
}

function boundedData(data: Record<string, unknown>): Buffer {
  const packed = packJson(data);
  if (packed.length <= MAX_DATA_BYTES) return packed;
  const { input: _input, output: _output, logs: _logs, ...rest } = data;
  return packJson({ ...rest, input: null, output: null, logs: [], truncated: true });
}
