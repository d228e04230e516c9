import type { Problem } from '#lib/contracts/problem.ts';
import { hint, say, type Said } from '#lib/shared/say.ts';
import { necessaryPorts, areExclusive } from './exclusive.ts';
import type { PlannedNode, WorkflowPlan } from './plan.ts';
import { reachedFrom } from './start-plan.ts';
import { upstreamOf } from './upstream.ts';

/** What the shape of the graph says: nodes that never run, triggers without an answer, work that may be cut off. */
export function validateGraph(plan: WorkflowPlan): Problem[] {
  return [...emptyLoops(plan), ...unreachable(plan), ...withoutReturn(plan), ...cutOff(plan), ...deafErrorPorts(plan)];
}

function warning(node: PlannedNode, code: string, said: Said): Problem {
  return { severity: 'warning', code, nodeId: node.id, ...said };
}

function emptyLoops(plan: WorkflowPlan): Problem[] {
  return plan.nodes
    .filter((node) => node.body >= 0 && plan.levels[node.body]!.nodes.length === 0)
    .map((node) => ({
      severity: 'error',
      code: 'loop_empty',
      nodeId: node.id,
      ...hint(say('loop_empty', { node: node.key }), 'hint_fill_loop'),
    }));
}

function unreachable(plan: WorkflowPlan): Problem[] {
  const starts = plan.triggers.map((trigger) => reachedFrom(plan, trigger));
  return plan.nodes
    .filter((node) => node.role !== 'trigger' && !starts.some((reached) => reached[node.index]))
    .map((node) =>
      node.incoming.length === 0 && node.parent < 0
        ? warning(
            node,
            'unconnected_input',
            hint(say('unconnected_input', { node: node.key }), 'hint_connect_or_delete'),
          )
        : warning(node, 'unreachable', hint(say('unreachable', { node: node.key }), 'hint_connect_to_trigger')),
    );
}

function withoutReturn(plan: WorkflowPlan): Problem[] {
  const returns = plan.nodes.filter((node) => node.role === 'return' && !node.disabled && node.parent < 0);
  return plan.triggers
    .filter((trigger) => !returns.some((node) => reachedFrom(plan, trigger)[node.index]))
    .map((trigger) => {
      const node = plan.nodes[trigger]!;
      return warning(node, 'no_return', hint(say('no_return', { node: node.key }), 'hint_add_return'));
    });
}

/** The first return to finish ends its run or item: what is not before it, and can run beside it, may be stopped half-way. */
function cutOff(plan: WorkflowPlan): Problem[] {
  const returns = plan.nodes.filter((node) => node.role === 'return' && !node.disabled);
  if (returns.length === 0) return [];
  const upstream = upstreamOf(plan);
  const ports = necessaryPorts(plan);
  const starts = plan.triggers.map((trigger) => reachedFrom(plan, trigger));
  const problems: Problem[] = [];
  for (const node of plan.nodes) {
    if (node.role === 'trigger' || node.disabled) continue;
    const rival = returns.find(
      (one) =>
        one !== node &&
        one.parent === node.parent &&
        !upstream.has(one.index, node.index) &&
        starts.some((reached) => reached[one.index] && reached[node.index]) &&
        !areExclusive(ports[one.index]!, ports[node.index]!),
    );
    if (!rival) continue;
    const said = say(node.parent < 0 ? 'cut_off' : 'cut_off_item', { node: node.key, other: rival.key });
    problems.push(warning(node, 'cut_off', hint(said, 'hint_lead_to_return', { node: node.key })));
  }
  return problems;
}

/** `branch` with nothing connected is `fail`: say so before it happens. */
function deafErrorPorts(plan: WorkflowPlan): Problem[] {
  return plan.nodes
    .filter((node) => node.description.ports.error && node.node.policy?.onError === 'branch' && node.onError === 'fail')
    .map((node) =>
      warning(
        node,
        'error_port_unconnected',
        hint(say('error_port_unconnected', { node: node.key }), 'hint_connect_error'),
      ),
    );
}
