import type { WorkflowDefinition, WorkflowNode } from '#lib/contracts/definition.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import { hint, say, type Said } from '#lib/shared/say.ts';
import type { KnownWorkflow, ValidationPorts } from './validation-ports.ts';

/** Ids of the workflows that a definition calls: what validation of its callers has to know. */
export function calledWorkflows(definition: WorkflowDefinition): string[] {
  return [...new Set(callsOf(definition).map(({ config }) => String(config['workflowId'])))];
}

/** Ids of workflows that are no longer there, were never deployed, have no such trigger, or call back in a circle. */
export function validateCalls(definition: WorkflowDefinition, { workflows, workflowId }: ValidationPorts): Problem[] {
  if (!workflows) return [];
  const known = new Map(workflows.map((workflow) => [workflow.id, workflow]));
  return callsOf(definition).flatMap((node) => {
    const callee = known.get(String(node.config['workflowId']));
    if (!callee) {
      const said = hint(say('callee_unknown', { node: node.key }), 'hint_choose_workflow');
      return [problem(node, 'workflow_not_found', '/workflowId', said)];
    }
    return [...neverDeployed(node, callee), ...circle(node, callee, known, workflowId), ...trigger(node, callee)];
  });
}

function callsOf(definition: WorkflowDefinition): WorkflowNode[] {
  return definition.nodes.filter(
    ({ type, disabled, config }) =>
      type === 'logic.workflow' &&
      disabled !== true &&
      typeof config['workflowId'] === 'string' &&
      config['workflowId'] !== '',
  );
}

function neverDeployed(node: WorkflowNode, { name, deployed }: KnownWorkflow): Problem[] {
  if (deployed) return [];
  const said = hint(say('callee_never_deployed', { node: node.key, name }), 'hint_deploy_callee');
  return [problem(node, 'workflow_not_deployed', '/workflowId', said)];
}

/** The shortest way on which the callee comes back to this workflow, or to itself. */
function circle(
  node: WorkflowNode,
  callee: KnownWorkflow,
  known: ReadonlyMap<string, KnownWorkflow>,
  workflowId: string | undefined,
): Problem[] {
  const paths: KnownWorkflow[][] = [[callee]];
  const seen = new Set<string>();
  for (const path of paths) {
    const last = path.at(-1)!;
    const closes = last.id === workflowId || (path.length > 1 && last === callee);
    if (closes) {
      const names = last === callee ? path : [last, ...path];
      const said = say('callee_circle', { node: node.key, circle: names.map(({ name }) => name).join(' -> ') });
      return [problem(node, 'workflow_cycle', '/workflowId', hint(said, 'hint_break_circle'))];
    }
    if (seen.has(last.id)) continue;
    seen.add(last.id);
    for (const id of last.calls) {
      const next = known.get(id);
      if (next) paths.push([...path, next]);
    }
  }
  return [];
}

function trigger(node: WorkflowNode, { name, triggers }: KnownWorkflow): Problem[] {
  const wanted = node.config['trigger'];
  if (typeof wanted === 'string' && wanted !== '') {
    if (triggers.includes(wanted)) return [];
    return [
      problem(
        node,
        'unknown_trigger',
        '/trigger',
        say('callee_trigger_unknown', { node: node.key, name, trigger: wanted }),
      ),
    ];
  }
  if (triggers.length === 1) return [];
  if (triggers.length === 0)
    return [problem(node, 'no_trigger', '/workflowId', say('callee_no_trigger', { node: node.key, name }))];
  return [
    problem(node, 'ambiguous_trigger', '/trigger', say('callee_several_triggers', { node: node.key, name, triggers })),
  ];
}

function problem(node: WorkflowNode, code: string, path: string, said: Said): Problem {
  return { severity: 'error', code, nodeId: node.id, path, ...said };
}
