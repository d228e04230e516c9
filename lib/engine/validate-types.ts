import type { JsonSchema } from '#lib/contracts/json-schema.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import { referencesOf } from '#lib/expressions/parse/references.ts';
import type { ParsedExpression } from '#lib/expressions/parse/template.ts';
import { hint, say } from '#lib/shared/say.ts';
import { formInputSchema } from './form-input-schema.ts';
import type { PlannedNode, WorkflowPlan } from './plan.ts';
import { reachedFrom } from './start-plan.ts';
import type { ConfigExpression } from './validate-config.ts';

/** What each type may become in a config: numeric texts pass as numbers, numbers and booleans as texts. */
const accepts: Readonly<Record<string, readonly string[]>> = {
  number: ['number', 'integer', 'string'],
  integer: ['number', 'integer', 'string'],
  string: ['string', 'number', 'integer', 'boolean'],
  boolean: ['boolean'],
  array: ['array'],
  object: ['object'],
};
const words: Readonly<Record<string, string>> = {
  number: 'number',
  integer: 'number',
  string: 'text',
  boolean: 'boolean',
  array: 'list',
  object: 'object',
  null: 'null',
};

/** Fields that a value is put into whose type is known and cannot be right. What is not known is never reported. */
export function validateTypes(plan: WorkflowPlan, expressions: readonly ConfigExpression[]): Problem[] {
  return expressions.flatMap((one): Problem[] => {
    const expected = typesOf(one.wanted);
    if (!expected?.every((type) => Object.hasOwn(accepts, type))) return [];
    const node = plan.nodes[plan.indexOfId.get(one.node.id)!]!;
    const source = sourceOf(plan, node, one);
    const got = source && typesOf(source.schema);
    if (!got || got.some((type) => expected.some((wanted) => accepts[wanted]!.includes(type)))) return [];
    const named = (types: readonly string[]): string[] => [...new Set(types.map((type) => words[type] ?? type))];
    const said = say('type_mismatch', { expected: named(expected), step: source.step, got: named(got) });
    const { message, ...rest } = hint(said, 'hint_check_output');
    const field = one.path.slice(1);
    return [
      {
        severity: 'warning',
        code: 'type_mismatch',
        nodeId: node.id,
        path: one.path,
        ...rest,
        message: `Node "${node.key}", field "${field}": ${message}`,
        params: { ...rest.params, node: node.key, field },
      },
    ];
  });
}

/** The step, and the part of its output, that an expression is: a chain of names and nothing else. */
function sourceOf(
  plan: WorkflowPlan,
  node: PlannedNode,
  { expression }: ConfigExpression,
): { step: string; schema: JsonSchema } | null {
  const [reference, ...others] = referencesOf(expression);
  if (!reference || others.length > 0 || !isChain(expression.ast)) return null;
  const { root, path } = reference;
  if (root === 'input') {
    const trigger = triggerOf(plan, node);
    const schema = trigger && partOf(inputSchemaOf(trigger), path);
    return trigger && schema ? { step: trigger.key, schema } : null;
  }
  const [key, ...rest] = path;
  const source = root === 'steps' && typeof key === 'string' ? plan.nodes[plan.indexOfKey.get(key) ?? -1] : undefined;
  if (!source || source.disabled || source.onError === 'continue') return null;
  const schema = partOf(source.description.outputSchema, rest);
  return schema ? { step: source.key, schema } : null;
}

/** The tool or form that starts whatever leads to a node, if it is one. */
function triggerOf(plan: WorkflowPlan, node: PlannedNode): PlannedNode | null {
  const triggers = plan.triggers.filter((trigger) => reachedFrom(plan, trigger)[node.index]);
  const only = triggers.length === 1 ? plan.nodes[triggers[0]!]! : null;
  return only?.type === 'trigger.tool' || only?.type === 'trigger.form' ? only : null;
}

function inputSchemaOf({ type, node }: PlannedNode): JsonSchema | undefined {
  if (type === 'trigger.form') return formInputSchema(node.config);
  return node.config['inputSchema'] as JsonSchema | undefined;
}

function isChain(ast: ParsedExpression['ast']): boolean {
  if (ast.type === 'Identifier') return true;
  return ast.type === 'MemberExpression' && ast.object.type !== 'Super' && isChain(ast.object);
}

/** The schema of a member, if it is said plainly. */
function partOf(schema: JsonSchema | undefined, path: readonly (string | number | null)[]): JsonSchema | null {
  let at = schema;
  for (const key of path) {
    const properties = at?.['properties'] as Record<string, JsonSchema> | undefined;
    if (typeof key !== 'string' || !properties || !Object.hasOwn(properties, key)) return null;
    at = properties[key];
  }
  return at ?? null;
}

function typesOf(schema: JsonSchema | null): readonly string[] | null {
  const type = schema?.['type'] as string | readonly string[] | undefined;
  if (type === undefined) return null;
  return typeof type === 'string' ? [type] : type;
}
