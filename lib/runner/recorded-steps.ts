import type { StepRecord } from './ports.ts';

type Named = Pick<StepRecord, 'nodeId' | 'iteration' | 'status'>;

/** Types that only hold or wait: the time of what runs inside or elsewhere is not theirs. */
const idleTypes: ReadonlySet<string> = new Set([
  'logic.forEach',
  'logic.wait',
  'human.approval',
  'human.input',
  'client.ask',
]);

/** The records of a run that is under way, without loops' first records whose last ones are there. */
export function currentSteps<T extends Named>(recorded: readonly T[]): T[] {
  const name = ({ nodeId, iteration = [] }: Named): string => `${nodeId}/${iteration.join('.')}`;
  const ended = new Set(recorded.filter(({ status }) => status !== 'running').map(name));
  return recorded.filter((step) => step.status !== 'running' || !ended.has(name(step)));
}

/** About how long (ms) something was running, by the recorded steps: what counts for the run's time limit. */
export function runningTimeOf(recorded: readonly StepRecord[]): number {
  const spans = recorded
    .filter(({ type, startedAt, durationUs }) => !idleTypes.has(type) && startedAt !== null && durationUs !== null)
    .map(({ startedAt, durationUs }) => ({ from: startedAt!, to: startedAt! + durationUs! / 1_000 }))
    .sort((a, b) => a.from - b.from);
  let until = -Infinity;
  let sum = 0;
  for (const { from, to } of spans) {
    if (to <= until) continue;
    sum += to - Math.max(from, until);
    until = to;
  }
  return sum;
}
