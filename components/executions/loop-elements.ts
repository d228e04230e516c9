import type { Step } from '#lib/contracts/execution.ts';
import { beginningOf, previewOf } from '../ui/json-preview.ts';

const SHOWN = 80;

/** The list in the recorded input of a loop; null if there is none. */
export function loopElements(input: unknown): readonly unknown[] | null {
  const items = (input as { items?: unknown } | null | undefined)?.items;
  return Array.isArray(items) ? (items as unknown[]) : null;
}

/** An element in one short line. */
export function elementText(element: unknown): string {
  if (typeof element === 'string') return beginningOf(element, SHOWN);
  if (typeof element !== 'object' || element === null) return previewOf(element);
  const text = JSON.stringify(element);
  return text.length <= SHOWN ? text : `${beginningOf(text, SHOWN)}…`;
}

/** The record of the loop in whose item a step ran, and the item's place; null outside loops, or as long as there is no record. */
export function loopAround(
  steps: readonly Step[],
  { nodeId, iteration = [] }: Pick<Step, 'nodeId' | 'iteration'>,
  parents: ReadonlyMap<string, string>,
): { loop: Step; index: number } | null {
  const index = iteration.at(-1);
  const id = parents.get(nodeId);
  if (index === undefined || id === undefined) return null;
  const outer = iteration.slice(0, -1).join('.');
  const loop = steps.findLast((step) => step.nodeId === id && (step.iteration ?? []).join('.') === outer);
  return loop ? { loop, index } : null;
}
