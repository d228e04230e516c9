import type { PendingWait } from '#lib/runner/parking.ts';
import type { StepRecord } from '#lib/runner/ports.ts';

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
