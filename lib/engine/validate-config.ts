import type { WorkflowNode } from '#lib/contracts/definition.ts';
import type { JsonSchema } from '#lib/contracts/json-schema.ts';
import type { NodeTypeDescription } from '#lib/contracts/node-type.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import { checkCode } from '#lib/expressions/parse/check-code.ts';
import { variableAlone } from '#lib/expressions/parse/references.ts';
import { expressionsOf, hasExpression, parseTemplate, type ParsedExpression } from '#lib/expressions/parse/template.ts';
import { hint, say, type Said } from '#lib/shared/say.ts';
import { checkConnection } from './check-connection.ts';
import { checkLiteral, type SchemaFault } from './check-literal.ts';
import { checkSchemaForm } from './check-schema-form.ts';
import type { ValidationPorts } from './validation-ports.ts';

/** An expression in a node's config, and where. */
export interface ConfigExpression {
  readonly node: WorkflowNode;
  /** JSON Pointer into the config. */
  readonly path: string;
  readonly expression: ParsedExpression;
  /** The secret variable that it may name here: it stands alone in a field that carries secrets. */
  readonly mayCarry: string | null;
  /** It is evaluated for each element: `item` and `index` are that element's. */
  readonly perItem: boolean;
  /** The schema of the field, if the expression is all that stands there: its value is the field's. */
  readonly wanted: JsonSchema | null;
}

/** Checks one node's config; adds to `problems` and returns its expressions. */
export function validateConfig(
  node: WorkflowNode,
  description: NodeTypeDescription,
  ports: ValidationPorts,
  problems: Problem[],
): ConfigExpression[] {
  const report: Report = (path, code, said) => {
    const field = path === '' ? '' : `, field "${path.slice(1)}"`;
    problems.push({
      severity: 'error',
      code,
      nodeId: node.id,
      path,
      ...said,
      message: `Node "${node.key}"${field}: ${said.message}`,
      params: { ...said.params, node: node.key, ...(path !== '' && { field: path.slice(1) }) },
    });
  };
  for (const fault of checkLiteral(node.config, description.configSchema))
    report(fault.path, codes[fault.kind], fault.said);
  checkPortNames(node, description, report);
  const expressions: ConfigExpression[] = [];
  visit(node.config, description.configSchema, '', {
    text: (text, path, schema) => {
      if (schema?.['x-lazy'] === true && text !== '' && !hasExpression(text)) {
        const said = say('condition_without_expression');
        report(path, 'condition_without_expression', hint(said, 'hint_write_expression', { text: text.slice(0, 80) }));
      }
      const parsed = parseTemplate(text);
      if (!parsed.ok) return report(path, 'expression_syntax', parsed.error.said);
      const carries = schema?.['x-secret-variables'] === true;
      const perItem = schema?.['x-item'] === true;
      const wanted = parsed.template.kind === 'value' && schema?.['x-lazy'] !== true ? (schema ?? null) : null;
      for (const expression of expressionsOf(parsed.template)) {
        const mayCarry = carries ? variableAlone(expression) : null;
        expressions.push({ node, path, expression, mayCarry, perItem, wanted });
      }
    },
    literal: (value, path, schema) => checkSpecial(value, path, schema, ports, report),
  });
  return expressions;
}

const codes: Readonly<Record<SchemaFault['kind'], string>> = {
  missing: 'missing_config',
  wrong: 'invalid_config',
  unknown: 'unknown_field',
};

type Report = (path: string, code: string, said: Said) => void;

interface Visitor {
  text(text: string, path: string, schema: JsonSchema | undefined): void;
  literal(value: unknown, path: string, schema: JsonSchema): void;
}

/** Walks a config beside its schema: texts that are templates, and literal fields. */
function visit(value: unknown, schema: JsonSchema | undefined, path: string, visitor: Visitor): void {
  if (schema?.['x-literal'] === true) return visitor.literal(value, path, schema);
  if (typeof value === 'string') return visitor.text(value, path, schema);
  if (Array.isArray(value)) {
    value.forEach((element, index) =>
      visit(element, schema?.['items'] as JsonSchema | undefined, `${path}/${index}`, visitor),
    );
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const properties = (schema?.['properties'] ?? {}) as Record<string, JsonSchema>;
  const others = schema?.['additionalProperties'] as JsonSchema | boolean | undefined;
  for (const [key, member] of Object.entries(value)) {
    const own = Object.hasOwn(properties, key) ? properties[key] : typeof others === 'object' ? others : undefined;
    visit(member, own, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, visitor);
  }
}

/** Code must parse; JSON Schemas must be JSON Schema. */
function checkSpecial(value: unknown, path: string, schema: JsonSchema, ports: ValidationPorts, report: Report): void {
  if (schema['x-control'] === 'code' && typeof value === 'string') {
    const error = checkCode(value);
    if (error) report(path, 'code_syntax', error.said);
  }
  if (schema['x-control'] === 'schema' && typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const given = value as JsonSchema;
    const fault = checkSchemaForm(given, { objectRoot: path === '/inputSchema' });
    if (fault) return report(`${path}${fault.path}`, fault.code, fault.said);
    const error = ports.checkSchema?.(given);
    if (error) report(path, 'schema_invalid', say('schema_refused', { error }));
  }
  if (schema['x-control'] === 'connection' && typeof value === 'string') {
    const fault = checkConnection(value, schema, ports);
    if (fault) report(path, fault.code, fault.said);
  }
}

/** Ports that come from a list in the config need names of their own. */
function checkPortNames(node: WorkflowNode, description: NodeTypeDescription, report: Report): void {
  for (const rule of description.ports.out) {
    if (!('each' in rule)) continue;
    const list = node.config[rule.each];
    if (!Array.isArray(list)) continue;
    const taken = new Set(description.ports.out.flatMap((one) => ('each' in one ? [] : [one.name])));
    if (description.ports.error) taken.add('error');
    list.forEach((element: unknown, index) => {
      const name = (element as Record<string, unknown> | null)?.[rule.name];
      if (typeof name !== 'string') return;
      if (taken.has(name))
        report(
          `/${rule.each}/${index}/${rule.name}`,
          'duplicate_port',
          hint(say('duplicate_port', { name }), 'hint_other_case_name'),
        );
      taken.add(name);
    });
  }
}
