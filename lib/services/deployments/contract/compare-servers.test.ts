import { describe, expect, it } from 'vitest';
import { aWorkflow } from '#lib/runner/testing/workflow-builder.ts';
import { compiled } from '#lib/runner/testing/run-workflow.ts';
import { compareServers } from './compare-servers.ts';

type Node = [type: string, config: Record<string, unknown>];

function offer(...nodes: Node[]): ReturnType<typeof compiled> {
  const builder = aWorkflow();
  nodes.forEach(([type, config], index) => builder.node(`n${index}`, type, config));
  return compiled(builder.build());
}

function changes(before: Node[], after: Node[]): string[] {
  const { changes: found } = compareServers(offer(...before), offer(...after), 1);
  return found.map(({ level, kind, name, path, message }) => `${level} ${kind} ${name}${path}: ${message}`);
}

const text = { type: 'string' };
const tool = (more: object = {}): Node => [
  'trigger.tool',
  { name: 'find', description: 'Finds', inputSchema: { type: 'object', properties: {} }, ...more },
];
const taking = (properties: object, required: string[] = [], more: object = {}): Node =>
  tool({ inputSchema: { type: 'object', properties, required, ...more } });
const giving = (properties: object, required: string[] = []): Node =>
  tool({ outputSchema: { type: 'object', properties, required } });
const level = (before: Node, after: Node): string => compareServers(offer(before), offer(after), 1).level;

describe('a server that is deployed again', () => {
  it('as it was has not changed', () => {
    const nodes: Node[] = [
      taking({ a: text }, ['a']),
      ['trigger.prompt', { name: 'p' }],
      ['trigger.resource', { name: 'r', uri: 'a://b' }],
    ];
    expect(compareServers(offer(...nodes), offer(...nodes), 7)).toEqual({
      against: 7,
      level: 'compatible',
      changes: [],
    });
  });
  it('says what is new and what is gone, by kind and name', () => {
    const before: Node[] = [tool({ name: 'old' }), ['trigger.resource', { name: 'r', uriTemplate: 'a://{b}' }]];
    const after: Node[] = [tool({ name: 'new' }), ['trigger.prompt', { name: 'ask' }]];
    expect(changes(before, after)).toEqual([
      'additive tool new: The tool is new',
      'breaking tool old: The tool is gone',
      'additive prompt ask: The prompt is new',
      'breaking resource a://{b}: The resource is gone',
    ]);
  });
  it('may be described in other words', () => {
    expect(changes([tool()], [tool({ description: 'Finds well', title: 'Find' })])).toEqual([
      'compatible tool find/description: Its description, title, hints or icons are other ones',
    ]);
    expect(level(tool(), tool({ inputSchema: { type: 'object', properties: {}, title: 'X', $comment: 'y' } }))).toBe(
      'compatible',
    );
  });
  it('breaks the trust of those who let a reading tool run unasked', () => {
    const calm = tool({ annotations: { readOnlyHint: true } });
    expect(changes([calm], [tool({ annotations: { readOnlyHint: false } })])).toEqual([
      'breaking tool find/annotations: It only read, and now may change things',
    ]);
  });
});

describe('inputs', () => {
  it.each([
    ['a new one that may be left out', taking({}), taking({ a: text }), 'additive'],
    ['a new one that must be given', taking({}), taking({ a: text }, ['a']), 'breaking'],
    ['one that must be given now', taking({ a: text }), taking({ a: text }, ['a']), 'breaking'],
    ['one that may be left out now', taking({ a: text }, ['a']), taking({ a: text }), 'additive'],
    ['one that is gone', taking({ a: text }), taking({}), 'breaking'],
    ['another type', taking({ a: text }), taking({ a: { type: 'number' } }), 'breaking'],
    ['one more type', taking({ a: text }), taking({ a: { type: ['string', 'null'] } }), 'additive'],
    [
      'numbers instead of whole ones',
      taking({ a: { type: 'integer' } }),
      taking({ a: { type: 'number' } }),
      'additive',
    ],
    ['one more choice', taking({ a: { enum: ['x'] } }), taking({ a: { enum: ['x', 'y'] } }), 'additive'],
    ['a choice less', taking({ a: { enum: ['x', 'y'] } }), taking({ a: { enum: ['x'] } }), 'breaking'],
    ['a lower limit', taking({ a: { maximum: 9 } }), taking({ a: { maximum: 5 } }), 'breaking'],
    ['a limit where none was', taking({ a: text }), taking({ a: { ...text, minLength: 1 } }), 'breaking'],
    ['a limit that is gone', taking({ a: { ...text, maxLength: 5 } }), taking({ a: text }), 'additive'],
    ['another pattern', taking({ a: { pattern: 'x' } }), taking({ a: { pattern: 'y' } }), 'breaking'],
    ['nothing else allowed', taking({ a: text }), taking({ a: text }, [], { additionalProperties: false }), 'breaking'],
    ['inside a list', taking({ a: { items: text } }), taking({ a: { items: { type: 'number' } } }), 'breaking'],
    ['a default', taking({ a: text }), taking({ a: { ...text, default: 'x' } }), 'compatible'],
  ] as const)('%s', (_name, before, after, expected) => {
    expect(level(before, after)).toBe(expected);
  });
  it('are named with their place', () => {
    expect(
      changes(
        [taking({ a: { type: 'object', properties: { b: text } } })],
        [taking({ a: { type: 'object', properties: {} } })],
      ),
    ).toEqual(['breaking tool find/inputSchema/properties/a/properties/b: The input "b" is not taken any more']);
    expect(changes([taking({})], [taking({ a: text }, ['a'])])).toEqual([
      'breaking tool find/inputSchema/properties/a: The input "a" must be given now',
    ]);
  });
});

describe('outputs', () => {
  it.each([
    ['a schema at last', tool(), giving({}), 'additive'],
    ['no schema any more', giving({}), tool(), 'breaking'],
    ['one more field', giving({ a: text }), giving({ a: text, b: text }), 'additive'],
    ['a field less', giving({ a: text, b: text }), giving({ a: text }), 'breaking'],
    ['a field that may be missing', giving({ a: text }, ['a']), giving({ a: text }), 'breaking'],
    ['a field that is always there now', giving({ a: text }), giving({ a: text }, ['a']), 'compatible'],
    ['one more type', giving({ a: text }), giving({ a: { type: ['string', 'null'] } }), 'breaking'],
    ['fewer choices', giving({ a: { enum: ['x', 'y'] } }), giving({ a: { enum: ['x'] } }), 'compatible'],
  ] as const)('%s', (_name, before, after, expected) => {
    expect(level(before, after)).toBe(expected);
  });
});

describe('prompts and resources', () => {
  const prompt = (...given: object[]): Node => ['trigger.prompt', { name: 'ask', arguments: given }];
  it.each([
    ['an argument that may be left out', prompt(), prompt({ name: 'a' }), 'additive'],
    ['an argument that must be given', prompt(), prompt({ name: 'a', required: true }), 'breaking'],
    ['an argument less', prompt({ name: 'a' }), prompt(), 'breaking'],
    ['other words', prompt({ name: 'a' }), prompt({ name: 'a', description: 'x' }), 'compatible'],
  ] as const)('%s', (_name, before, after, expected) => {
    expect(level(before, after)).toBe(expected);
  });
  it('that are read as something else break their readers', () => {
    const resource = (mimeType: string): Node => ['trigger.resource', { name: 'r', uri: 'a://b', mimeType }];
    expect(level(resource('text/plain'), resource('text/html'))).toBe('breaking');
  });
});
