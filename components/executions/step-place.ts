import type { Execution, Step } from '#lib/contracts/execution.ts';

/** Names a step within its run, as `/resume` and `/settle` do: the node's id, in loops with `.0.2` behind it. */
export function placeOf(step: Pick<Step, 'nodeId' | 'iteration'>): string {
  return [step.nodeId, ...(step.iteration ?? [])].join('.');
}

/** When a waiting step goes on by itself, RFC 3339; null if that depends on somebody or something else. */
export function goesOnAt(step: Pick<Step, 'type' | 'input' | 'startedAt'>): string | null {
  if (step.type !== 'logic.wait') return null;
  const { ms, until } = (step.input ?? {}) as { ms?: unknown; until?: unknown };
  const moment = until === undefined ? Date.parse(step.startedAt ?? '') + Number(ms) : momentOf(until);
  return Number.isNaN(moment) ? null : new Date(moment).toISOString();
}

function momentOf(until: unknown): number {
  return typeof until === 'number' ? until : Date.parse(String(until));
}

/** The step with which a run failed, an item's own where a loop failed with it; null for every other run. */
export function failedStep({ status, error, steps }: Pick<Execution, 'status' | 'error' | 'steps'>): Step | null {
  if (status !== 'error') return null;
  const failed = steps.filter((step) => step.status === 'error' && !step.handled);
  const named = failed.findLast((step) => step.nodeId === error?.nodeId && !step.iteration);
  if (!named) return failed[0] ?? null;
  const index = named.error?.code === 'item_failed' ? named.error.details?.['index'] : undefined;
  return failed.findLast((step) => step.iteration?.length === 1 && step.iteration[0] === index) ?? named;
}

/** The steps from which a run can be repeated, in the order in which they ran, each once as it was tried last; loops as a whole. */
export function retryPoints(steps: Execution['steps']): Step[] {
  const points = new Map<string, Step>();
  for (const step of steps) {
    if (step.iteration || step.status === 'skipped' || step.type.startsWith('trigger.')) continue;
    points.set(step.nodeId, step);
  }
  return [...points.values()];
}
