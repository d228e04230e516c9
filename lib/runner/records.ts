import type { SkipReason } from '#lib/engine/decide.ts';
import type { PlannedNode } from '#lib/engine/plan.ts';
import type { StepRecord } from './ports.ts';

/** The record of a node that did not run. */
export function skippedRecord(node: PlannedNode, reason: SkipReason, iteration: readonly number[]): StepRecord {
  return { ...unstarted(node, 1), ...placeOf(iteration), status: 'skipped', reason };
}

/** The record of a write that an earlier process started and that left no receipt. */
export function unknownRecord(node: PlannedNode, attempt: number): StepRecord {
  return { ...unstarted(node, attempt), status: 'unknown' };
}

/** `iteration` as records carry it: only inside loops. */
export function placeOf(iteration: readonly number[]): { iteration?: readonly number[] } {
  return iteration.length > 0 ? { iteration } : {};
}

function unstarted({ id, key, type }: PlannedNode, attempt: number): Omit<StepRecord, 'status'> {
  return { nodeId: id, key, type, seq: 0, attempt, startedAt: null, durationUs: null };
}
