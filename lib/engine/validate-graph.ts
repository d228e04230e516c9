import type { Problem } from '#lib/contracts/problem.ts';
import { necessaryPorts, areExclusive } from './exclusive.ts';
import type { PlannedNode, WorkflowPlan } from './plan.ts';
import { startPlanOf } from './start-plan.ts';
import { upstreamOf } from './upstream.ts';

/** What the shape of the graph says: nodes that never run, triggers without an answer, work that may be cut off. */
export function validateGraph(plan: WorkflowPlan): Problem[] {
  return [...unreachable(plan), ...withoutReturn(plan), ...cutOff(plan), ...deafErrorPorts(plan)];
}

function warning(node: PlannedNode, code: string, message: string, hint: string): Problem {
  return { severity: 'warning', code, nodeId: node.id, message, hint };
}

function unreachable(plan: WorkflowPlan): Problem[] {
  const starts = plan.triggers.map((trigger) => startPlanOf(plan, trigger).reached);
  return plan.nodes
    .filter((node) => node.role !== 'trigger' && !starts.some((reached) => reached[node.index]))
    .map((node) =>
      node.incoming.length === 0
        ? warning(
            node,
            'unconnected_input',
            `Nothing leads to the node "${node.key}", so it never runs`,
            'Connect an edge to it, or delete it',
          )
        : warning(
            node,
            'unreachable',
            `No enabled trigger leads to the node "${node.key}", so it never runs`,
            'Connect what comes before it to a trigger',
          ),
    );
}

function withoutReturn(plan: WorkflowPlan): Problem[] {
  const returns = plan.nodes.filter((node) => node.role === 'return' && !node.disabled);
  return plan.triggers
    .filter((trigger) => !returns.some((node) => startPlanOf(plan, trigger).reached[node.index]))
    .map((trigger) => {
      const node = plan.nodes[trigger]!;
      return warning(
        node,
        'no_return',
        `No Return follows the trigger "${node.key}"; its result is the output of the last steps`,
        'Add a Return to say what the caller gets',
      );
    });
}

/** The first return to finish ends the run: what is not before it, and can run beside it, may be stopped half-way. */
function cutOff(plan: WorkflowPlan): Problem[] {
  const returns = plan.nodes.filter((node) => node.role === 'return' && !node.disabled);
  if (returns.length === 0) return [];
  const upstream = upstreamOf(plan);
  const ports = necessaryPorts(plan);
  const starts = plan.triggers.map((trigger) => startPlanOf(plan, trigger).reached);
  const problems: Problem[] = [];
  for (const node of plan.nodes) {
    if (node.role === 'trigger' || node.disabled) continue;
    const rival = returns.find(
      (one) =>
        one !== node &&
        !upstream.has(one.index, node.index) &&
        starts.some((reached) => reached[one.index] && reached[node.index]) &&
        !areExclusive(ports[one.index]!, ports[node.index]!),
    );
    if (!rival) continue;
    const message = `The node "${node.key}" may be cut off: the run ends as soon as the Return "${rival.key}" is done`;
    problems.push(warning(node, 'cut_off', message, `Let "${node.key}" lead to the Return, if it has to finish`));
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
        `Nothing is connected to the error port of "${node.key}", so an error fails the run`,
        'Connect the port "error"',
      ),
    );
}
