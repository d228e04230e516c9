import { describe, expect, it } from 'vitest';
import { describeNodeType } from '#lib/catalog/definitions.ts';
import { aWorkflow } from '#lib/runner/testing/workflow-builder.ts';
import { validateDefinition } from './validate.ts';

type Node = [type: string, config: Record<string, unknown>];

/** Problems of schemas, of a trigger and what follows it in a line. */
function problemsOf(trigger: Node, ...rest: Node[]): string[] {
  const builder = aWorkflow().node('start', ...trigger);
  rest.forEach(([type, config], index) => builder.node(`n${index}`, type, config));
  const definition = builder.chain('start', ...rest.map((_, index) => `n${index}`)).build();
  return validateDefinition(definition, describeNodeType).flatMap(({ severity, code, nodeId, path, message }) =>
    code === 'input_unused' || code === 'output_unmet' ? [`${severity} ${nodeId}${path} ${message}`] : [],
  );
}

const tool = (properties: object, more: object = {}): Node => [
  'trigger.tool',
  { name: 'find', description: 'Finds', inputSchema: { type: 'object', properties }, ...more },
];
const answer = (value: unknown, more: object = {}): Node => ['core.return', { value, ...more }];
const text = { type: 'string' };

describe('every advertised input', () => {
  it('is read by an expression somewhere, or reported', () => {
    expect(problemsOf(tool({ a: text, b: text }), answer('{{ input.a }}'))).toEqual([
      'warning start/inputSchema Nothing that the tool "find" runs reads its input "b"',
    ]);
    expect(
      problemsOf(tool({ a: text, b: text }), ['data.set', { value: '{{ steps.start.b }}' }], answer('{{ input.a }}')),
    ).toEqual([]);
  });
  it('counts as read when something takes the whole input', () => {
    for (const value of [
      '{{ input }}',
      '{{ {...input} }}',
      '{{ Object.keys(input) }}',
      '{{ input[vars.x] }}',
      '{{ steps.start }}',
      '{{ steps }}',
    ])
      expect(problemsOf(tool({ a: text }), answer(value)), value).toEqual([]);
    expect(problemsOf(tool({ a: text }))).toEqual([]);
  });
  it('is looked for in code, too', () => {
    const code = (source: string): string[] =>
      problemsOf(tool({ a: text }), ['data.code', { code: source }], answer('x'));
    expect(code('return input.a')).toEqual([]);
    expect(code('const { a } = input; return a')).toEqual([]);
    expect(code('return Object.values(steps)')).toEqual([]);
    expect(code('return input.b')).toHaveLength(1);
    expect(code('return 1')).toHaveLength(1);
  });
  it('includes arguments of prompts and variables of templates', () => {
    const prompt: Node = ['trigger.prompt', { name: 'ask', arguments: [{ name: 'a' }, { name: 'b' }] }];
    expect(problemsOf(prompt, answer('{{ input.b }}'))).toEqual([
      'warning start/arguments/0/name Nothing that the prompt "ask" runs reads its argument "a"',
    ]);
    const resource: Node = ['trigger.resource', { name: 'doc', uriTemplate: 'docs://{a}/{b}' }];
    expect(problemsOf(resource, answer('{{ input.params.a }}'))).toEqual([
      'warning start/uriTemplate Nothing that the resource "doc" runs reads "b" of its URI',
    ]);
    expect(problemsOf(resource, answer('{{ input.params }}'))).toEqual([]);
    expect(problemsOf(resource, answer('{{ input.uri }}'))).toHaveLength(2);
  });
});

describe('an output schema', () => {
  const schema = {
    type: 'object',
    properties: { n: { type: 'integer' }, tags: { type: 'array', items: text } },
    required: ['n'],
    additionalProperties: false,
  };
  const found = (value: unknown, more: object = {}): string[] =>
    problemsOf(tool({}, { outputSchema: schema }), answer(value, more));
  it('is met by what may match it', () => {
    for (const value of ['{{ input }}', { n: 3 }, { n: '{{ input.n }}' }, { n: 1, tags: ['a', '{{ 1 }}'] }])
      expect(found(value), JSON.stringify(value)).toEqual([]);
    expect(found('no', { isError: true })).toEqual([]);
  });
  it.each([
    ['text', '/value ', 'expects an object here, got a text'],
    [{}, '/value ', 'requires "n"'],
    [{ n: 'three' }, '/value/n ', 'expects a whole number here, got a text'],
    [{ n: 1, tags: [1] }, '/value/tags/0 ', 'expects a text here, got a number'],
    [{ n: 1, m: 2 }, '/value/m ', 'does not allow "m"'],
  ])('is not met by %j', (value, path, message) => {
    expect(found(value)).toEqual([expect.stringContaining(message)]);
    expect(found(value)[0]).toContain(`warning n0${path}`);
  });
});
