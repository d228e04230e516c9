import type { JsonSchema } from '#lib/contracts/json-schema.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import { hasExpression } from '#lib/expressions/parse/template.ts';
import { isJsonObject, type JsonValue } from '#lib/shared/json.ts';
import { hint, say, type Said } from '#lib/shared/say.ts';
import type { PlannedNode, WorkflowPlan } from './plan.ts';
import { reachedFrom } from './start-plan.ts';

/**
 * Returns whose value cannot match the output schema of a tool that leads to them, as far as it is written down: what an expression
 * gives is not known, and of the schema only types, properties and items are looked at.
 */
export function validateOutputSchemas(plan: WorkflowPlan): Problem[] {
  return plan.triggers.flatMap((index) => {
    const trigger = plan.nodes[index]!;
    const { outputSchema, name } = trigger.node.config;
    if (trigger.type !== 'trigger.tool' || !isJsonObject(outputSchema) || typeof name !== 'string') return [];
    const reached = reachedFrom(plan, index);
    return plan.nodes
      .filter((node) => reached[node.index] === 1 && isAnswer(node))
      .flatMap((node) => problemOf(node, name, outputSchema));
  });
}

/** A return at the top level that does not say "no": such an answer needs no structured output. */
function isAnswer({ type, parent, disabled, node }: PlannedNode): boolean {
  const { isError } = node.config;
  return type === 'core.return' && parent < 0 && !disabled && (isError === undefined || isError === false);
}

function problemOf(node: PlannedNode, tool: string, schema: JsonSchema): Problem[] {
  const fault = faultOf(node.node.config['value'] as JsonValue | undefined, schema, '/value', {
    node: node.key,
    name: tool,
  });
  if (!fault) return [];
  const { path, said } = fault;
  return [{ severity: 'warning', code: 'output_unmet', nodeId: node.id, path, ...hint(said, 'hint_output_schema') }];
}

interface Names {
  node: string;
  name: string;
}

function faultOf(
  value: JsonValue | undefined,
  schema: unknown,
  path: string,
  names: Names,
): { path: string; said: Said } | null {
  if (!isJsonObject(schema) || value === undefined || (typeof value === 'string' && hasExpression(value))) return null;
  const types = [schema['type'] ?? []].flat().filter((type) => typeof type === 'string');
  if (types.length > 0 && !types.some((type) => isOfType(value, type))) {
    return { path, said: say('output_type', { ...names, expected: types.map(wordOf), got: kindOf(value) }) };
  }
  if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) {
      const fault = faultOf(element, schema['items'], `${path}/${index}`, names);
      if (fault) return fault;
    }
    return null;
  }
  return isJsonObject(value) ? memberFault(value, schema, path, names) : null;
}

function memberFault(
  value: Readonly<Record<string, JsonValue>>,
  schema: Readonly<Record<string, unknown>>,
  path: string,
  names: Names,
): { path: string; said: Said } | null {
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  const required: unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  const lacking = required.find((field) => typeof field === 'string' && !Object.hasOwn(value, field));
  if (typeof lacking === 'string') return { path, said: say('output_lacks', { ...names, member: lacking }) };
  for (const [field, member] of Object.entries(value)) {
    const at = `${path}/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!Object.hasOwn(properties, field)) {
      if (schema['additionalProperties'] === false && schema['patternProperties'] === undefined)
        return { path: at, said: say('output_extra', { ...names, member: field }) };
      continue;
    }
    const fault = faultOf(member, properties[field], at, names);
    if (fault) return fault;
  }
  return null;
}

function isOfType(value: JsonValue, type: string): boolean {
  switch (type) {
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isJsonObject(value);
    case 'integer':
      return Number.isInteger(value);
    case 'null':
      return value === null;
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === type;
    default:
      return true;
  }
}

const words: Readonly<Record<string, string>> = { string: 'text', array: 'list' };
const wordOf = (type: string): string => words[type] ?? type;

function kindOf(value: JsonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'string') return value === '' ? 'empty' : 'text';
  return typeof value;
}
