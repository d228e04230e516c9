import type { Execution, Step } from '#lib/contracts/execution.ts';

/** Where a step lies within its run, in percent. Null where either has no times. At least 2 % wide, never outside. */
export function timelineBar(
  run: Pick<Execution, 'startedAt' | 'finishedAt' | 'durationMs'>,
  step: Pick<Step, 'startedAt' | 'durationMs'>,
): { startPercent: number; widthPercent: number } | null {
  if (!run.startedAt || !step.startedAt || step.durationMs === null) return null;
  const start = Date.parse(run.startedAt);
  const end = run.finishedAt ? Date.parse(run.finishedAt) : start + (run.durationMs ?? 0);
  const total = Math.max(end - start, run.durationMs ?? 0);
  if (total <= 0) return null;
  const widthPercent = Math.min(100, Math.max(2, (step.durationMs / total) * 100));
  const offset = ((Date.parse(step.startedAt) - start) / total) * 100;
  return { startPercent: Math.min(100 - widthPercent, Math.max(0, offset)), widthPercent };
}
