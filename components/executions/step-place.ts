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

/** Nodes from which a run can be repeated, in the order in which they ran, each once; loops as a whole. */
export function retryPoints(steps: Execution['steps']): Pick<Step, 'nodeId' | 'key'>[] {
  const points = new Map<string, Pick<Step, 'nodeId' | 'key'>>();
  for (const { nodeId, key, iteration, status, type } of steps) {
    if (iteration || status === 'skipped' || type.startsWith('trigger.') || points.has(nodeId)) continue;
    points.set(nodeId, { nodeId, key });
  }
  return [...points.values()];
}
