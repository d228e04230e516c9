import type { Template } from '#lib/contracts/api/catalogue.ts';
import type { ConnectorDescription } from '#lib/contracts/connector.ts';
import type { JsonSchema } from '#lib/contracts/json-schema.ts';
import type { NodeTypeDescription, PortRule } from '#lib/contracts/node-type.ts';
import { isJsonObject } from '#lib/shared/json.ts';

/*
 * What node types, connectors and templates say, in another language. English stands beside what it describes and comes
 * with the answer; a text that has no translation here (of a newer server, say) stays as it came.
 */

/** Texts of one field; a placeholder only where it holds words and not an example. */
export interface FieldTexts {
  title?: string;
  description?: string;
  placeholder?: string;
  /** Labels by value. */
  options?: Readonly<Record<string, string>>;
}
/** By path of property names: `cases`, and `cases.name` for the field `name` of each case. */
export type FieldTextsByPath = Readonly<Record<string, FieldTexts>>;

export interface NodeTypeTexts {
  title: string;
  description: string;
  /** Labels by the port's name. */
  ports?: Readonly<Record<string, string>>;
  fields: FieldTextsByPath;
  /** Markdown, line by line. */
  docs: readonly string[];
}
export interface ConnectorTexts {
  title: string;
  description: string;
  fields: FieldTextsByPath;
}
export interface TemplateTexts {
  name: string;
  description: string;
  /** Translations by the text as it stands in the template: names of nodes, descriptions, what is answered. */
  content: Readonly<Record<string, string>>;
}

/** Everything that the server says in English only, in one other language. */
export interface CatalogueTexts {
  nodes: Readonly<Record<string, NodeTypeTexts>>;
  connectors: Readonly<Record<string, ConnectorTexts>>;
  templates: Readonly<Record<string, TemplateTexts>>;
}

/** A node type in the reader's language. Keys of new nodes are still made from the English title. */
export interface LocalNodeType extends NodeTypeDescription {
  englishTitle?: string;
}

export function localNodeType(type: NodeTypeDescription, texts: CatalogueTexts | null): LocalNodeType {
  const own = texts?.nodes[type.type];
  if (!own) return type;
  return {
    ...type,
    title: own.title,
    englishTitle: type.title,
    description: own.description,
    docs: own.docs.join('\n'),
    // The search knows both languages.
    keywords: [...type.keywords, type.title],
    ports: { ...type.ports, out: type.ports.out.map((rule) => localPort(rule, own)) },
    configSchema: localSchema(type.configSchema, own.fields),
  };
}

function localPort(rule: PortRule, { ports }: NodeTypeTexts): PortRule {
  const label = 'each' in rule ? undefined : ports?.[rule.name];
  return label === undefined ? rule : { ...rule, label };
}

export function localConnector(connector: ConnectorDescription, texts: CatalogueTexts | null): ConnectorDescription {
  const own = texts?.connectors[connector.id];
  if (!own) return connector;
  const { title, description, fields } = own;
  return { ...connector, title, description, fieldsSchema: localSchema(connector.fieldsSchema, fields) };
}

export function localTemplate(template: Template, texts: CatalogueTexts | null): Template {
  const own = texts?.templates[template.id];
  if (!own) return template;
  const { definition } = template;
  const nodes = definition.nodes.map((node) => ({
    ...node,
    name: own.content[node.name] ?? node.name,
    config: translated(node.config, own.content) as typeof node.config,
  }));
  return { ...template, name: own.name, description: own.description, definition: { ...definition, nodes } };
}

/** A value whose texts are replaced, at any depth; keys stay. */
function translated(value: unknown, content: TemplateTexts['content']): unknown {
  if (typeof value === 'string') return Object.hasOwn(content, value) ? content[value] : value;
  if (Array.isArray(value)) return value.map((each) => translated(each, content));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, translated(each, content)]));
}

/** The schema with the texts of its properties, those of list items and of alternatives too. */
function localSchema(schema: JsonSchema, fields: FieldTextsByPath, prefix = ''): JsonSchema {
  const result: Record<string, unknown> = { ...schema };
  const { properties, items } = schema;
  if (isJsonObject(properties)) {
    const entries = Object.entries(properties).map(([name, property]) => {
      const path = `${prefix}${name}`;
      return [name, isJsonObject(property) ? localProperty(property, fields, path) : property];
    });
    result['properties'] = Object.fromEntries(entries);
  }
  if (isJsonObject(items)) result['items'] = localSchema(items, fields, prefix);
  for (const key of ['anyOf', 'oneOf', 'allOf']) {
    const branches = schema[key];
    if (!Array.isArray(branches)) continue;
    result[key] = branches.map((branch) => (isJsonObject(branch) ? localSchema(branch, fields, prefix) : branch));
  }
  return result;
}

function localProperty(property: JsonSchema, fields: FieldTextsByPath, path: string): JsonSchema {
  const inner = localSchema(property, fields, `${path}.`);
  const own = fields[path];
  if (!own) return inner;
  return {
    ...inner,
    ...(own.title !== undefined && { title: own.title }),
    ...(own.description !== undefined && { description: own.description }),
    ...(own.placeholder !== undefined && { 'x-placeholder': own.placeholder }),
    ...(own.options && { 'x-options': own.options }),
  };
}
