import { unpackJson } from '#lib/db/packed-json.ts';
import type { PendingWait } from '#lib/runner/parking.ts';
import type { JsonObject } from '#lib/shared/json.ts';

/** What a person is asked. */
export interface Question {
  kind: 'approval' | 'input';
  message: string;
  schema: JsonObject | null;
  approvers: readonly string[] | null;
}

/** As it was asked; empty once its run ended and may keep no data. */
export function questionOf(content: Uint8Array | null): Question {
  const wait = content === null ? null : (unpackJson(content) as unknown as PendingWait);
  if (wait?.for.kind !== 'approval' && wait?.for.kind !== 'input')
    return { kind: 'approval', message: '', schema: null, approvers: null };
  const { kind, message, schema, approvers } = wait.for;
  return { kind, message, schema, approvers };
}
