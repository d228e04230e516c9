import { packJson, unpackJson } from '#lib/db/packed-json.ts';
import type { CallingClient } from '#lib/contracts/calling-client.ts';
import type { PendingWait } from '#lib/runner/parking.ts';
import type { JsonValue } from '#lib/shared/json.ts';

/** What is kept of a parked run beside its steps. */
export interface ParkedState {
  waits: readonly PendingWait[];
  vars: Readonly<Record<string, JsonValue>>;
  /** Running time so far, in microseconds. */
  durationUs: number;
  /** The last step that `durationUs` counts. */
  seq: number;
  /** The MCP client that called. */
  client?: CallingClient;
  /** Waits for time that somebody ended (`/resume`), by `stepIdOf`. */
  resumed: readonly string[];
}

export function packParked(state: ParkedState): Buffer {
  return packJson(state);
}

export function unpackParked(bytes: Uint8Array): ParkedState {
  return unpackJson(bytes) as unknown as ParkedState;
}
