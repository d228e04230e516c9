import type { Problem } from '#lib/contracts/problem.ts';
import { referencesOf } from '#lib/expressions/parse/references.ts';
import { isJsonObject } from '#lib/shared/json.ts';
import { hint, say, type Said } from '#lib/shared/say.ts';
import { parseUriTemplate } from '#lib/shared/uri-template.ts';
import type { PlannedNode, WorkflowPlan } from './plan.ts';
import { reachedFrom } from './start-plan.ts';
import type { ConfigExpression } from './validate-config.ts';

/** What a trigger promises its callers to take, and where that is written. */
interface Advertised {
  name: string;
  path: string;
  /** How it is read: `input.NAME` or `input.params.NAME`. */
  read: readonly string[];
  said: Said;
}

/**
 * Inputs that a tool, prompt or resource advertises and that nothing it runs can read. Whoever takes the whole input may read each of
 * it: nothing is reported then.
 */
export function validateInputsUsed(plan: WorkflowPlan, expressions: readonly ConfigExpression[]): Problem[] {
  const byNode = new Map<string, ConfigExpression[]>();
  for (const one of expressions) {
    const known = byNode.get(one.node.id);
    if (known) known.push(one);
    else byNode.set(one.node.id, [one]);
  }
  return plan.triggers.flatMap((index) => {
    const trigger = plan.nodes[index]!;
    const advertised = advertisedBy(trigger);
    if (advertised.length === 0) return [];
    const reads = readsOf(plan, trigger, byNode);
    if (reads === 'all') return [];
    return advertised
      .filter(
        ({ read }) =>
          !reads.some((path) => path.every((key, at) => key === null || read[at] === undefined || key === read[at])),
      )
      .map(({ path, said }): Problem => {
        const problem = hint(said, 'hint_input_unused');
        return { severity: 'warning', code: 'input_unused', nodeId: trigger.id, path, ...problem };
      });
  });
}

function advertisedBy({ type, node: { config } }: PlannedNode): Advertised[] {
  const name = typeof config['name'] === 'string' ? config['name'] : '';
  if (type === 'trigger.tool') {
    const schema = config['inputSchema'];
    const properties = isJsonObject(schema) ? schema['properties'] : null;
    return Object.keys(isJsonObject(properties) ? properties : {}).map((input) => ({
      name: input,
      path: '/inputSchema',
      read: [input],
      said: say('input_unused', { name, input }),
    }));
  }
  if (type === 'trigger.prompt') {
    const given: unknown[] = Array.isArray(config['arguments']) ? config['arguments'] : [];
    return given.flatMap((one, index) => {
      const input = isJsonObject(one) ? one['name'] : null;
      if (typeof input !== 'string') return [];
      const path = `/arguments/${index}/name`;
      return [{ name: input, path, read: [input], said: say('argument_unused', { name, input }) }];
    });
  }
  if (type !== 'trigger.resource' || typeof config['uriTemplate'] !== 'string') return [];
  const parsed = parseUriTemplate(config['uriTemplate']);
  return (parsed.ok ? parsed.template.variables : []).map((input) => ({
    name: input,
    path: '/uriTemplate',
    read: ['params', input],
    said: say('variable_unused', { name, input }),
  }));
}

type ReadPath = readonly (string | number | null)[];

/** Paths below the input that the nodes of a run can read; `all` if one takes it whole. */
function readsOf(
  plan: WorkflowPlan,
  trigger: PlannedNode,
  byNode: ReadonlyMap<string, readonly ConfigExpression[]>,
): ReadPath[] | 'all' {
  const reached = reachedFrom(plan, trigger.index);
  const nodes = plan.nodes.filter((node) => reached[node.index] === 1 && node !== trigger);
  // Without a Return its output may be the result; a merge hands it on as it is.
  if (!nodes.some(({ role }) => role === 'return')) return 'all';
  if (trigger.outgoing.some((edge) => plan.nodes[plan.edges[edge]!.target]!.role === 'merge')) return 'all';
  const reads: ReadPath[] = [];
  for (const node of nodes) {
    for (const { expression } of byNode.get(node.id) ?? []) {
      for (const { root, path } of referencesOf(expression)) reads.push(...inputPath(root, path, trigger.key));
    }
    for (const code of codesOf(node)) reads.push(...codeReads(code));
  }
  return reads.some((path) => path.length === 0) ? 'all' : reads;
}

function inputPath(root: string, path: ReadPath, key: string): ReadPath[] {
  if (root === 'input') return [path];
  if (root !== 'steps') return [];
  if (path.length === 0 || path[0] === null) return [[]];
  return path[0] === key ? [path.slice(1)] : [];
}

/** Texts of code: read as words, because a script may do anything with a name. */
function codesOf({ description, node }: PlannedNode): string[] {
  const properties = description.configSchema['properties'];
  if (!isJsonObject(properties)) return [];
  return Object.entries(properties).flatMap(([name, schema]) => {
    const value = node.config[name];
    return isJsonObject(schema) && schema['x-control'] === 'code' && typeof value === 'string' ? [value] : [];
  });
}

function codeReads(code: string): ReadPath[] {
  if (/\bsteps\b/.test(code)) return [[]];
  return [...code.matchAll(/\binput\b(?:\s*\??\.\s*(\w+))?/g)].map(([, name]) =>
    name === undefined ? [] : [name, null],
  );
}
