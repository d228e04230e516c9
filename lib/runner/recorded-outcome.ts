import type { CompiledNode } from './compile-workflow.ts';
import type { StepRecord } from './ports.ts';
import type { StepOutcome } from './step-host.ts';

/** How a recorded attempt ended its step; null if the step goes on with another attempt. */
export function recordedOutcome({ planned, retry }: CompiledNode, step: StepRecord): StepOutcome | null {
  if (step.status === 'success' && planned.role === 'return') {
    const isError = (step.input as { isError?: unknown } | undefined)?.isError === true;
    return { kind: 'returned', output: step.output, isError };
  }
  if (step.status === 'success' || step.handled)
    return { kind: 'left', port: step.port ?? 'out', output: step.output ?? null };
  const final =
    retry === null || step.attempt >= retry.maxAttempts || step.error?.details?.['mayHaveHappened'] === true;
  return step.status === 'error' && step.error && final ? { kind: 'failed', error: step.error } : null;
}
