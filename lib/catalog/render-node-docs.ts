import type { JsonSchema } from '#lib/contracts/json-schema.ts';
import type { NodeTypeDescription } from '#lib/contracts/node-type.ts';
import { nodeTypeDescriptions } from './definitions.ts';

/** `docs/nodes.md`: the table of node types, then a section for each. Made from the catalogue alone. */
export function renderNodeDocs(): string {
  const intro = `# Node types

Made from the catalogue by \`node scripts/generate-node-docs.ts\`; do not edit by hand.

Every type but triggers has the port \`in\`. Fields are templates (\`{{ }}\`) unless marked *literal*.`;
  return `${[intro, overview(), ...nodeTypeDescriptions.map(section)].join('\n\n')}\n`;
}

function overview(): string {
  const rows = nodeTypeDescriptions.map(
    (node) =>
      `| [\`${node.type}\`](#${node.type.replaceAll('.', '')}) | ${node.description} | ${fieldList(node)} | ${portList(node)} | ${node.effect} |`,
  );
  return ['| Type | What it is for | Config | Ports out | Effect |', '| --- | --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}

function section(node: NodeTypeDescription): string {
  const heading = `## ${node.type}\n\n**${node.title}** (${node.category}, version ${node.version})`;
  return [heading, node.docs, fieldTable(node)].join('\n\n');
}

function fieldTable(node: NodeTypeDescription): string {
  const required = new Set((node.configSchema['required'] ?? []) as string[]);
  const rows = propertiesOf(node).map(([name, schema]) => {
    const marks = [
      required.has(name) && schema['default'] === undefined ? 'required' : null,
      schema['x-literal'] === true ? '*literal*' : null,
    ];
    return `| \`${name}\` | ${typeOf(schema)} | ${marks.filter(Boolean).join(', ')} | ${cell(String(schema['description'] ?? ''))} |`;
  });
  return ['| Field | Type | | |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function propertiesOf(node: NodeTypeDescription): [string, JsonSchema][] {
  return Object.entries((node.configSchema['properties'] ?? {}) as Record<string, JsonSchema>);
}

function fieldList(node: NodeTypeDescription): string {
  const required = new Set((node.configSchema['required'] ?? []) as string[]);
  return propertiesOf(node)
    .map(([name, schema]) => `\`${name}${required.has(name) && schema['default'] === undefined ? '' : '?'}\``)
    .join(', ');
}

function portList(node: NodeTypeDescription): string {
  const names = node.ports.out.map((rule) => ('each' in rule ? `each of \`${rule.each}\`` : `\`${rule.name}\``));
  if (node.ports.error) names.push('`error`');
  return names.length === 0 ? 'none' : names.join(', ');
}

function typeOf(schema: JsonSchema): string {
  const options = schema['enum'] as string[] | undefined;
  if (options) return options.map((option) => `\`${option}\``).join(' or ');
  if (schema['x-lazy'] === true) return 'condition';
  const type = schema['type'] as string | undefined;
  return type === undefined ? 'any JSON' : (typeNames[type] ?? type);
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  array: 'list',
  object: 'object',
};

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
