import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import { allowedNames, nearestName } from '#lib/expressions/parse/names.ts';
import { referencesOf, type Reference } from '#lib/expressions/parse/references.ts';
import type { WorkflowPlan } from './plan.ts';
import { upstreamOf } from './upstream.ts';
import type { ConfigExpression } from './validate-config.ts';
import type { ValidationPorts } from './validation-ports.ts';

/** Members of `run` (`RunInfo` of the kit). */
const runMembers = ['id', 'workflowId', 'version', 'trigger', 'startedAt'] as const;
const loopNames = new Set(['item', 'index', 'loops']);

interface Finding {
  severity: Problem['severity'];
  code: string;
  message: string;
  hint?: string;
}

/** Names in expressions that do not exist, or not there. `plan` is null if the definition does not compile. */
export function validateReferences(
  definition: WorkflowDefinition,
  plan: WorkflowPlan | null,
  expressions: readonly ConfigExpression[],
  ports: ValidationPorts,
): Problem[] {
  const keys = new Map(definition.nodes.map((node) => [node.key, node]));
  return expressions.flatMap(({ node, path, expression }) =>
    referencesOf(expression).flatMap((reference): Problem[] => {
      const finding =
        reference.root === 'steps' ? checkStep(reference, node.id, keys, plan) : checkName(reference, ports);
      if (!finding) return [];
      return [
        {
          ...finding,
          nodeId: node.id,
          path,
          message: `Node "${node.key}", field "${path.slice(1)}": ${finding.message}`,
        },
      ];
    }),
  );
}

function checkName(reference: Reference, ports: ValidationPorts): Finding | null {
  const { root, path } = reference;
  const member = path[0];
  if (!reference.known || loopNames.has(root)) {
    const near = nearestName(
      root,
      [...allowedNames].filter((name) => !loopNames.has(name)),
    );
    const message = loopNames.has(root) ? `"${root}" exists only inside loops` : `there is no name "${root}"`;
    return error('unknown_name', message, near);
  }
  if (typeof member !== 'string') return null;
  if (root === 'run' && !runMembers.includes(member as (typeof runMembers)[number])) {
    return error(
      'unknown_member',
      `"run" has no "${member}"`,
      nearestName(member, runMembers),
      `It has: ${runMembers.join(', ')}`,
    );
  }
  if (root === 'vars' && ports.secretVariables?.includes(member)) {
    return error('secret_variable', `the variable "${member}" is secret: use it in a connection`, undefined);
  }
  if (root === 'vars' && ports.variables && !ports.variables.includes(member)) {
    return error(
      'unknown_variable',
      `there is no variable "${member}"`,
      nearestName(member, ports.variables),
      'Add it in the settings',
    );
  }
  return null;
}

function checkStep(
  { path: [key] }: Reference,
  nodeId: string,
  keys: ReadonlyMap<string, { id: string; disabled?: boolean | undefined }>,
  plan: WorkflowPlan | null,
): Finding | null {
  if (key === null || key === undefined) return null;
  const step = keys.get(String(key));
  const upstream = plan ? upstreamKeys(plan, nodeId) : [...keys.keys()];
  if (!step) {
    const others =
      upstream.length > 0
        ? `Steps before this one: ${upstream.slice(0, 10).join(', ')}`
        : 'No step comes before this one';
    return error('unknown_step', `there is no step "${key}"`, nearestName(String(key), upstream), others);
  }
  if (plan && !upstream.includes(String(key))) {
    return error(
      'step_not_upstream',
      `the step "${key}" does not come before this one`,
      undefined,
      'Connect it, directly or through other nodes',
    );
  }
  if (step.disabled !== true) return null;
  return {
    severity: 'warning',
    code: 'disabled_step',
    message: `the step "${key}" is disabled, so it has no output`,
    hint: 'Enable it, or do without its output',
  };
}

function upstreamKeys(plan: WorkflowPlan, nodeId: string): string[] {
  const upstream = upstreamOf(plan);
  const index = plan.indexOfId.get(nodeId)!;
  return plan.nodes.filter((node) => upstream.has(index, node.index)).map((node) => node.key);
}

function error(code: string, message: string, near: string | undefined, otherwise?: string): Finding {
  const hint = near === undefined ? otherwise : `Did you mean "${near}"?`;
  return { severity: 'error', code, message, ...(hint !== undefined && { hint }) };
}
