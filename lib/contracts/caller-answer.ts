import type { JsonObject, JsonValue } from '#lib/shared/json.ts';

/** What the caller of a run answered to one of its questions; `stepId` says to which. Checked against the question. */
export type CallerAnswer = { stepId: string } & (
  | { kind: 'approval'; approved: boolean; data: JsonValue }
  | { kind: 'input'; declined: boolean; data: JsonValue }
  | { kind: 'client'; result: JsonObject }
  | { kind: 'client'; error: { code: string; message: string } }
);

/** A run that a call started. */
export interface CalledRun {
  workspaceId: string;
  executionId: string;
}
