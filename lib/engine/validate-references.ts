import type { WorkflowDefinition, WorkflowNode } from '#lib/contracts/definition.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import { allowedNames, nearestName } from '#lib/expressions/parse/names.ts';
import { referencesOf, type Reference } from '#lib/expressions/parse/references.ts';
import { hint, say, type Said } from '#lib/shared/say.ts';
import type { WorkflowPlan } from './plan.ts';
import { upstreamOf } from './upstream.ts';
import type { ConfigExpression } from './validate-config.ts';
import type { KnownSecret, ValidationPorts } from './validation-ports.ts';

/** Members of `run` (`RunInfo` of the kit). */
const runMembers = ['id', 'workflowId', 'version', 'trigger', 'startedAt', 'caller'] as const;
const loopNames = new Set(['item', 'index', 'loops']);

interface Finding extends Said {
  severity: Problem['severity'];
  code: string;
}

/** Names in expressions that do not exist, or not there. `plan` is null if the definition does not compile. */
export function validateReferences(
  definition: WorkflowDefinition,
  plan: WorkflowPlan | null,
  expressions: readonly ConfigExpression[],
  ports: ValidationPorts,
): Problem[] {
  const keys = new Map(definition.nodes.map((node) => [node.key, node]));
  const ids = new Map(definition.nodes.map((node) => [node.id, node]));
  return expressions.flatMap(({ node, path, expression, mayCarry, perItem }) =>
    referencesOf(expression).flatMap((reference): Problem[] => {
      if (perItem && (reference.root === 'item' || reference.root === 'index')) return [];
      const finding = loopNames.has(reference.root)
        ? checkLoop(reference, loopsAround(node, ids))
        : reference.root === 'steps'
          ? checkStep(reference, node, { keys, ids, plan })
          : checkName(reference, ports, mayCarry);
      if (!finding) return [];
      return [
        {
          ...finding,
          nodeId: node.id,
          path,
          message: `Node "${node.key}", field "${path.slice(1)}": ${finding.message}`,
          params: { ...finding.params, node: node.key, field: path.slice(1) },
        },
      ];
    }),
  );
}

function checkName(reference: Reference, ports: ValidationPorts, mayCarry: string | null): Finding | null {
  const { root, path } = reference;
  const member = path[0];
  if (!reference.known) {
    const names = [...allowedNames].filter((name) => !loopNames.has(name));
    return error('unknown_name', say('unknown_root_name', { name: root }), nearestName(root, names));
  }
  if (typeof member !== 'string') return null;
  if (root === 'run' && !runMembers.includes(member as (typeof runMembers)[number])) {
    const said = say('unknown_run_member', { name: member });
    const near = nearestName(member, runMembers);
    return error('unknown_member', near === undefined ? hint(said, 'hint_it_has', { known: runMembers }) : said, near);
  }
  const secret = root === 'vars' ? ports.secretVariables?.find(({ name }) => name === member) : undefined;
  if (secret) return checkSecret(secret, mayCarry);
  if (root === 'vars' && ports.variables && !ports.variables.includes(member)) {
    const said = hint(say('unknown_variable', { name: member }), 'hint_add_in_settings');
    return error('unknown_variable', said, nearestName(member, ports.variables));
  }
  return null;
}

function checkSecret({ name, hosts }: KnownSecret, mayCarry: string | null): Finding | null {
  if (name !== mayCarry) {
    return error('secret_variable', hint(say('secret_variable', { name }), 'hint_secret_alone', { name }), undefined);
  }
  if (hosts.length > 0) return null;
  const said = hint(say('secret_without_hosts', { name }), 'hint_add_in_settings');
  return error('secret_variable_without_hosts', said, undefined);
}

/** Keys of the loops around a node, the outermost first. */
function loopsAround(node: WorkflowNode, ids: ReadonlyMap<string, WorkflowNode>): string[] {
  const loops: string[] = [];
  const seen = new Set<string>();
  for (let at = node.parentId; at != null && !seen.has(at); at = ids.get(at)?.parentId) {
    seen.add(at);
    const loop = ids.get(at);
    if (loop) loops.unshift(loop.key);
  }
  return loops;
}

/** `item`, `index` and `loops` exist in bodies; `loops` holds the loops around the node. */
function checkLoop({ root, path: [key] }: Reference, loops: readonly string[]): Finding | null {
  if (loops.length === 0) return error('unknown_name', say('loop_name', { name: root }), undefined);
  if (root !== 'loops' || typeof key !== 'string' || loops.includes(key)) return null;
  const near = nearestName(key, loops);
  const said = say('unknown_loop', { name: key });
  return error('unknown_loop', near === undefined ? hint(said, 'hint_it_has', { known: loops }) : said, near);
}

interface Steps {
  keys: ReadonlyMap<string, WorkflowNode>;
  ids: ReadonlyMap<string, WorkflowNode>;
  plan: WorkflowPlan | null;
}

function checkStep({ path: [key] }: Reference, node: WorkflowNode, { keys, ids, plan }: Steps): Finding | null {
  if (key === null || key === undefined) return null;
  const step = keys.get(String(key));
  const upstream = plan ? upstreamKeys(plan, node.id) : [...keys.keys()];
  if (!step) {
    const said = say('unknown_step', { name: String(key) });
    const hinted =
      upstream.length > 0
        ? hint(said, 'hint_steps_before', { known: upstream.slice(0, 10) })
        : hint(said, 'hint_no_step_before');
    return error('unknown_step', hinted, nearestName(String(key), upstream));
  }
  if (plan && !upstream.includes(String(key))) {
    const around = loopsAround(node, ids);
    const loop = loopsAround(step, ids).find((one) => !around.includes(one));
    if (loop !== undefined && upstream.includes(loop)) {
      return error(
        'step_in_loop',
        hint(say('step_in_loop', { name: step.key, loop }), 'hint_use_loop', { loop }),
        undefined,
      );
    }
    const said = say('step_not_upstream', { name: String(key) });
    return error('step_not_upstream', hint(said, 'hint_connect_through'), undefined);
  }
  if (step.disabled !== true) return null;
  return {
    severity: 'warning',
    code: 'disabled_step',
    ...hint(say('disabled_step', { name: String(key) }), 'hint_enable_step'),
  };
}

function upstreamKeys(plan: WorkflowPlan, nodeId: string): string[] {
  const upstream = upstreamOf(plan);
  const index = plan.indexOfId.get(nodeId)!;
  return plan.nodes.filter((node) => upstream.has(index, node.index)).map((node) => node.key);
}

/** A near name is the better hint. */
function error(code: string, said: Said, near: string | undefined): Finding {
  return { severity: 'error', code, ...(near === undefined ? said : hint(said, 'hint_did_you_mean', { near })) };
}
