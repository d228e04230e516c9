import { reachableFrom } from '#lib/engine/graph.ts';
import type { CompiledWorkflow } from './compile-workflow.ts';
import { effectOf } from './tool-annotations.ts';

/** Whether a node that changes something outside can run once this one (an index of `plan.nodes`) was left by a port. */
export function leadsToWrites({ plan, nodes }: CompiledWorkflow, index: number, port: string): boolean {
  const starts = plan.edges.filter((edge) => edge.source === index && edge.port === port).map(({ target }) => target);
  // Behind the end of a body comes whatever is behind its container, and the next item.
  for (let at = plan.nodes[index]!.parent; at >= 0; at = plan.nodes[at]!.parent) starts.push(at);
  return starts.some((start) => {
    const reached = reachableFrom(start, plan.nodes.length, plan.flow);
    return nodes.some((node, at) => reached[at] === 1 && !node.planned.disabled && changes(node));
  });
}

function changes(node: CompiledWorkflow['nodes'][number]): boolean {
  const effect = effectOf(node);
  return effect === 'write' || effect === 'idempotent';
}
