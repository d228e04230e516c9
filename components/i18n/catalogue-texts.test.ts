import { describe, expect, it } from 'vitest';
import { connectorDescriptions } from '#lib/catalog/connectors.ts';
import { nodeTypeDescriptions } from '#lib/catalog/definitions.ts';
import {
  localConnector,
  localNodeType,
  localTemplate,
  type CatalogueTexts,
  type FieldTextsByPath,
} from '#lib/client/localize.ts';
import { templates } from '#lib/services/templates/templates.ts';
import { isJsonObject } from '#lib/shared/json.ts';
import translatedFrom from '../../messages/catalogue/translated-from.json' with { type: 'json' };
import { catalogueTexts } from './catalogue-texts.ts';
import { englishTexts, fingerprints, prefixed, textsIn, type Texts } from './testing/catalogue-english.ts';

/*
 * Node types, connectors and templates say everything in English where they are defined. Each of these texts has its
 * Korean in messages/catalogue/*.ko.json: a failure here names the text that has none, or that nobody says any more.
 */
const ko = (await catalogueTexts('ko'))!;

/** What is the same in every language: names of protocols, products and formats, examples, codes. */
const technical =
  /^(?:[A-Z0-9_.-]{2,}|PostgreSQL|MySQL|SQLite|MongoDB|Redis|GitHub|GitLab|Slack|Google|Microsoft|Notion|Discord|Linear|Jira|Stripe|Airtable|OpenAI|Anthropic|Gemini|Standard Webhooks|OAuth 2\.0|Webhook|URL|JSON|YAML|XML|HTML|Markdown)(?: [A-Z0-9][\w.-]*)*$/;

function translatedFields(fields: FieldTextsByPath): Texts {
  const found: Texts = new Map();
  for (const [path, { options = {}, ...texts }] of Object.entries(fields)) {
    for (const [kind, text] of Object.entries(texts)) found.set(`${path}.${kind}`, text);
    for (const [value, label] of Object.entries(options)) found.set(`${path}.options.${value}`, label);
  }
  return found;
}

function koreanTexts({ nodes, connectors, templates: starters }: CatalogueTexts): Texts {
  return new Map([
    ...Object.entries(nodes).flatMap(([type, { title, description, docs, ports = {}, fields }]): [string, string][] => [
      [`nodes ${type}.title`, title],
      [`nodes ${type}.description`, description],
      [`nodes ${type}.docs`, docs.join('\n')],
      ...Object.entries(ports).map(([port, label]): [string, string] => [`nodes ${type}.ports.${port}`, label]),
      ...prefixed(`nodes ${type}.fields`, translatedFields(fields)),
    ]),
    ...Object.entries(connectors).flatMap(([id, { title, description, fields }]): [string, string][] => [
      [`connectors ${id}.title`, title],
      [`connectors ${id}.description`, description],
      ...prefixed(`connectors ${id}.fields`, translatedFields(fields)),
    ]),
    ...Object.entries(starters).flatMap(([id, { name, description, content }]): [string, string][] => [
      [`templates ${id}.name`, name],
      [`templates ${id}.description`, description],
      ...Object.entries(content).map(([text, korean]): [string, string] => [`templates ${id}.content.${text}`, korean]),
    ]),
  ]);
}

const english = englishTexts();
const korean = koreanTexts(ko);
const marks = new Map<string, string>(Object.entries(translatedFrom));

describe('the Korean of node types, connectors and templates', () => {
  it('is there for every text', () => {
    expect([...english.keys()].filter((path) => !korean.get(path)?.trim())).toEqual([]);
    expect(english.size).toBeGreaterThan(150);
  });

  it('says nothing that nobody says any more', () => {
    const more = templates.flatMap(({ id, definition }) =>
      definition.nodes.flatMap(({ config }) => textsIn(config)).map((text) => `templates ${id}.content.${text}`),
    );
    // A placeholder without words may be translated, and need not.
    const placeholders = [...english.keys()].map((path) => path.replace(/title$/, 'placeholder'));
    const known = new Set([...english.keys(), ...more, ...placeholders]);
    expect([...korean.keys()].filter((path) => !known.has(path))).toEqual([]);
  });

  it('was written for the English of today: check what is named, then run node scripts/mark-korean.ts NAME', () => {
    expect([...fingerprints()].filter(([thing, mark]) => marks.get(thing) !== mark).map(([thing]) => thing)).toEqual(
      [],
    );
    expect([...marks.keys()].filter((thing) => !fingerprints().has(thing))).toEqual([]);
  });

  it('is Korean, but for names and codes', () => {
    const foreign = [...korean].filter(([, text]) => !/\p{Script=Hangul}/u.test(text) && !technical.test(text));
    expect(foreign).toEqual([]);
  });

  it('keeps the code blocks and the expressions of the English', () => {
    const blocks = (text: string): number => text.split('```').length;
    const places = (text: string): string[] => [...text.matchAll(/\{\{\s*([\w.]+)/g)].map((match) => match[1]!).sort();
    for (const [path, text] of english) {
      expect([path, blocks(korean.get(path) ?? '')]).toEqual([path, blocks(text)]);
      if (path.startsWith('templates ')) expect(places(korean.get(path) ?? '')).toEqual(places(text));
    }
  });
});

describe('localising', () => {
  it('leaves what has no translation as the server sent it', () => {
    const type = { ...nodeTypeDescriptions[0]!, type: 'vendor.new' };
    expect(localNodeType(type, ko)).toBe(type);
    expect(localNodeType(nodeTypeDescriptions[0]!, null)).toBe(nodeTypeDescriptions[0]);
    const connector = { ...connectorDescriptions[0]!, id: 'new' };
    expect(localConnector(connector, ko)).toBe(connector);
    const template = { ...templates[0]!, id: 'new' };
    expect(localTemplate(template, ko)).toBe(template);
  });

  it('changes texts and nothing else', () => {
    for (const type of nodeTypeDescriptions) {
      const local = localNodeType(type, ko);
      const same = ['type', 'version', 'role', 'effect', 'policy', 'defaults', 'icon', 'category'] as const;
      for (const key of same) expect(local[key]).toEqual(type[key]);
      expect(local.englishTitle).toBe(type.title);
      expect(local.keywords).toContain(type.title);
      expect(withoutTexts(local.configSchema)).toEqual(withoutTexts(type.configSchema));
    }
  });

  it('gives a template Korean content with the same steps', () => {
    const hello = localTemplate(
      templates.find(({ id }) => id === 'say-hello')!,
      ko,
    );
    expect(hello.definition.nodes.map(({ key, name }) => [key, name])).toEqual([
      ['hello', '인사하기'],
      ['answer', '응답'],
    ]);
    expect(hello.definition.nodes[1]!.config).toEqual({ value: { greeting: '안녕하세요, {{ input.name }}님!' } });
  });
});

function withoutTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTexts);
  if (!isJsonObject(value)) return value;
  const texts = new Set(['title', 'description', 'x-placeholder', 'x-options']);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, each]) => !(texts.has(key) && (typeof each === 'string' || key === 'x-options')))
      .map(([key, each]) => [key, withoutTexts(each)]),
  );
}
