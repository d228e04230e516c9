import { createHash } from 'node:crypto';
import { connectorDescriptions } from '#lib/catalog/connectors.ts';
import { nodeTypeDescriptions } from '#lib/catalog/definitions.ts';
import { templates } from '#lib/services/templates/templates.ts';
import { isJsonObject, type JsonValue } from '#lib/shared/json.ts';

/** Texts by their place: `nodes http.request.fields.url.title`. */
export type Texts = Map<string, string>;

/** Placeholders are examples; only those with words are translated. */
const hasWords = (text: string): boolean =>
  /\p{Letter}{2,} \p{Lowercase}{3,}/u.test(text.replace(/\{\{.*?\}\}/gs, ' '));

function fieldTexts(schema: unknown, prefix = '', found: Texts = new Map()): Texts {
  if (!isJsonObject(schema)) return found;
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  for (const [name, property] of Object.entries(properties)) {
    if (!isJsonObject(property)) continue;
    const path = `${prefix}${name}`;
    const put = (kind: string, text: JsonValue | undefined) =>
      typeof text === 'string' && found.set(`${path}.${kind}`, text);
    put('title', property['title']);
    put('description', property['description']);
    const placeholder = property['x-placeholder'];
    if (typeof placeholder === 'string' && hasWords(placeholder)) put('placeholder', placeholder);
    for (const [value, label] of Object.entries(optionLabels(property))) put(`options.${value}`, label);
    fieldTexts(property, `${path}.`, found);
  }
  fieldTexts(schema['items'], prefix, found);
  for (const key of ['anyOf', 'oneOf', 'allOf']) {
    const branches = schema[key];
    if (Array.isArray(branches)) for (const branch of branches) fieldTexts(branch, prefix, found);
  }
  return found;
}

/** Values that are words have a label; codes such as `GET` speak for themselves. */
function optionLabels(property: Record<string, JsonValue>): Record<string, string> {
  const labels = isJsonObject(property['x-options']) ? property['x-options'] : {};
  const values = Array.isArray(property['enum']) ? property['enum'] : [];
  return Object.fromEntries(
    values
      .filter((value) => typeof value === 'string')
      .filter((value) => labels[value] !== undefined || /[a-z]/.test(value))
      .map((value) => [value, String(labels[value] ?? value)]),
  );
}

/** Texts with what comes before their places. */
export const prefixed = (prefix: string, texts: Texts): [string, string][] =>
  [...texts].map(([path, text]) => [`${prefix}.${path}`, text]);

/** Everything that node types, connectors and templates say, where they are defined. */
export function englishTexts(): Texts {
  const nodes = nodeTypeDescriptions.flatMap((type): [string, string][] => [
    [`nodes ${type.type}.title`, type.title],
    [`nodes ${type.type}.description`, type.description],
    [`nodes ${type.type}.docs`, type.docs],
    ...type.ports.out.flatMap((rule): [string, string][] =>
      'each' in rule || !rule.label ? [] : [[`nodes ${type.type}.ports.${rule.name}`, rule.label]],
    ),
    ...prefixed(`nodes ${type.type}.fields`, fieldTexts(type.configSchema)),
  ]);
  const connectors = connectorDescriptions.flatMap((connector): [string, string][] => [
    [`connectors ${connector.id}.title`, connector.title],
    [`connectors ${connector.id}.description`, connector.description],
    ...prefixed(`connectors ${connector.id}.fields`, fieldTexts(connector.fieldsSchema)),
  ]);
  const starters = templates.flatMap(({ id, name, description, definition }): [string, string][] => [
    [`templates ${id}.name`, name],
    [`templates ${id}.description`, description],
    ...definition.nodes
      .flatMap((node) => [node.name, ...wordsIn(node.config)])
      .map((text): [string, string] => [`templates ${id}.content.${text}`, text]),
  ]);
  return new Map([...nodes, ...connectors, ...starters]);
}

/** Texts of a template's config that people or assistants read: those with words, but no code. */
function wordsIn(config: unknown): string[] {
  return textsIn(config).filter((text) => hasWords(text) && !text.includes('\n'));
}

/** Every text in a value. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isJsonObject(value) ? Object.values(value).flatMap(textsIn) : [];
}

/** What stands for all texts of one thing: it changes when one of them does. By `nodes http.request`. */
export function fingerprints(): Map<string, string> {
  const texts = [...englishTexts()];
  const things = [
    ...nodeTypeDescriptions.map(({ type }) => `nodes ${type}`),
    ...connectorDescriptions.map(({ id }) => `connectors ${id}`),
    ...templates.map(({ id }) => `templates ${id}`),
  ];
  return new Map(
    things.map((thing) => {
      const own = texts.filter(([place]) => place.startsWith(`${thing}.`));
      return [thing, createHash('sha256').update(JSON.stringify(own)).digest('hex').slice(0, 10)];
    }),
  );
}
