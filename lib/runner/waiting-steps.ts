import type { PendingWait } from './parking.ts';
import type { StepRecord } from './ports.ts';
import { currentSteps } from './recorded-steps.ts';

type Named = Pick<StepRecord, 'nodeId' | 'iteration' | 'attempt'>;

const nameOf = ({ nodeId, iteration = [], attempt }: Named): string => `${nodeId}/${iteration.join('.')}/${attempt}`;

/**
 * The steps of a run that waits, behind those that are recorded. A call of which nobody knows whether it happened is
 * `unknown`, be the run over or not.
 */
export function withWaiting<T extends Named & Pick<StepRecord, 'seq'>>(
  recorded: readonly T[],
  waits: readonly PendingWait[],
  status: 'waiting' | 'canceled',
): (T | StepRecord)[] {
  const over = new Set(recorded.map(nameOf));
  const seq = recorded.reduce((most, step) => Math.max(most, step.seq), 0);
  const open = waits.filter((wait) => !over.has(nameOf(wait)));
  return [...recorded, ...open.map((wait, index) => stepOf(wait, seq + index + 1, status))];
}

/** The steps of a run that ended where it lay: what waited and loops that were under way ended with it. */
export function stepsAtEnd(recorded: readonly StepRecord[], waits: readonly PendingWait[]): StepRecord[] {
  return withWaiting(currentSteps(recorded), waits, 'canceled').map((step) =>
    step.status === 'running' ? { ...step, status: 'canceled' } : step,
  );
}

function stepOf(wait: PendingWait, seq: number, status: 'waiting' | 'canceled'): StepRecord {
  const { nodeId, key, type, iteration, attempt, input, startedAt } = wait;
  return {
    nodeId,
    key,
    type,
    ...(iteration && { iteration }),
    seq,
    attempt,
    status: wait.for.kind === 'settlement' ? 'unknown' : status,
    input,
    startedAt,
    durationUs: null,
  };
}
