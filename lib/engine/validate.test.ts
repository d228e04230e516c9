import { describe, expect, it } from 'vitest';
import { describeNodeType } from '#lib/catalog/definitions.ts';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import { aWorkflow, type WorkflowBuilder } from '#lib/runner/testing/workflow-builder.ts';
import { checkJsonSchema } from '#lib/runner/json-schema.ts';
import { checkTimetable } from '#lib/services/schedules/cron.ts';
import { validateDefinition } from './validate.ts';

const tool = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  name: 'my_tool',
  description: 'Does it',
  inputSchema: { type: 'object' },
  ...more,
});
/** tool -> (what a test adds) -> return, which leads from `last`. */
const withTool = (config = tool()): WorkflowBuilder => aWorkflow().node('start', 'trigger.tool', config);
const problems = (definition: WorkflowDefinition, variables?: string[]) =>
  validateDefinition(definition, describeNodeType, { checkSchema: checkJsonSchema, ...(variables && { variables }) });
const codes = (definition: WorkflowDefinition, variables?: string[]): string[] =>
  problems(definition, variables).map((problem) => problem.code);
/** The problems of one node between the trigger and a return. */
const ofNode = (type: string, config: Record<string, unknown>, more = {}) =>
  problems(
    withTool()
      .node('a', type, config, more)
      .node('r', 'core.return', { value: 1 })
      .chain('start', 'a')
      .chain(type === 'logic.if' ? 'a:true' : type === 'logic.switch' ? 'a:fallback' : 'a', 'r')
      .build(),
  );
const ofTool = (more: Record<string, unknown>) =>
  problems(withTool(tool(more)).node('r', 'core.return', { value: '{{ input }}' }).chain('start', 'r').build());

it('finds nothing in a sound workflow', () => {
  const workflow = withTool()
    .node('check', 'logic.if', { condition: '{{ input.n > 1 }}' })
    .node('fetch', 'http.request', { url: 'https://x.test/{{ input.n }}', headers: { a: '{{ vars.KEY }}' } })
    .node('code', 'data.code', { code: 'return steps.check' })
    .node('join', 'logic.merge')
    .node('r', 'core.return', { value: { a: '{{ steps.fetch.body }}', b: '{{ run.id }}' } })
    .edge('start', 'check')
    .edge('check:true', 'fetch')
    .edge('check:false', 'code')
    .edge('fetch', 'join')
    .edge('code', 'join')
    .edge('join', 'r');
  expect(problems(workflow.build(), ['KEY'])).toEqual([]);
});

describe('Config', () => {
  it('missing required config', () => {
    expect(ofNode('http.request', {})).toMatchObject([
      { severity: 'error', code: 'missing_config', nodeId: 'a', path: '/url' },
    ]);
    expect(ofNode('http.request', { url: '' })).toMatchObject([{ code: 'missing_config', path: '/url' }]);
    expect(ofNode('logic.if', { condition: '' })).toMatchObject([{ code: 'missing_config', path: '/condition' }]);
    expect(ofNode('logic.if', {})).toMatchObject([{ code: 'missing_config', path: '/condition' }]);
    expect(ofNode('data.set', {})).toMatchObject([{ code: 'missing_config', path: '/value' }]);
  });
  it('config type errors for literal values, templates pass', () => {
    expect(ofNode('http.request', { url: 'http://x.test', timeoutMs: 'soon' })).toMatchObject([
      { code: 'invalid_config', path: '/timeoutMs' },
    ]);
    expect(ofNode('http.request', { url: 'http://x.test', timeoutMs: '100' })).toEqual([]);
    expect(ofNode('http.request', { url: 'http://x.test', timeoutMs: '{{ input.ms }}' })).toEqual([]);
    expect(ofNode('http.request', { url: 'http://x.test', headers: { a: [] } })).toMatchObject([
      { code: 'invalid_config', path: '/headers/a' },
    ]);
    expect(ofNode('http.request', { url: 'http://x.test', acceptStatus: [404, 1000] })).toMatchObject([
      { code: 'invalid_config', path: '/acceptStatus/1' },
    ]);
  });
  it('a wrong choice, with the nearest one', () => {
    expect(ofNode('logic.merge', { mode: 'al' })).toMatchObject([
      { code: 'invalid_config', path: '/mode', hint: 'Did you mean "all"?' },
    ]);
  });
  it('an unknown field, with the nearest one', () => {
    expect(ofNode('http.request', { url: 'http://x.test', header: {} })).toMatchObject([
      { code: 'unknown_field', path: '/header', hint: 'Did you mean "headers"?' },
    ]);
  });
  it('two cases with one name, or with the name of another port', () => {
    const cases = ['a', 'a', 'fallback'].map((name) => ({ name, when: '{{ true }}' }));
    expect(ofNode('logic.switch', { cases })).toMatchObject([
      { code: 'duplicate_port', path: '/cases/1/name' },
      { code: 'duplicate_port', path: '/cases/2/name' },
    ]);
  });
  it('conditions without {{ }}, with how to write them', () => {
    expect(ofNode('logic.if', { condition: 'input.n > 1' })).toMatchObject([
      { severity: 'error', code: 'condition_without_expression', path: '/condition', hint: 'Write {{ input.n > 1 }}' },
    ]);
    expect(ofNode('logic.switch', { cases: [{ name: 'x', when: 'true' }] })).toMatchObject([
      { code: 'condition_without_expression', path: '/cases/0/when' },
    ]);
  });
  it('expression syntax, with the place', () => {
    expect(ofNode('data.set', { value: { a: ['{{ input. }}'] } })).toMatchObject([
      { severity: 'error', code: 'expression_syntax', path: '/value/a/0' },
    ]);
    expect(ofNode('data.set', { value: '{{ input = 1 }}' })).toMatchObject([{ code: 'expression_syntax' }]);
  });
  it('code syntax', () => {
    expect(ofNode('data.code', { code: 'return (' })).toMatchObject([
      { code: 'code_syntax', path: '/code', message: expect.stringContaining('line 1') },
    ]);
    expect(ofNode('data.code', { code: 'return `{{ not a template }}`' })).toEqual([]);
  });
  it('policies that have no effect', () => {
    expect(
      ofNode(
        'logic.if',
        { condition: '{{ true }}' },
        { policy: { onError: 'continue', retry: { maxAttempts: 2 } } },
      ).map((one) => [one.severity, one.code]),
    ).toEqual([
      ['warning', 'policy_without_effect'],
      ['warning', 'policy_without_effect'],
    ]);
  });
});

describe('Names in expressions', () => {
  it('an unknown step, with the nearest name', () => {
    expect(ofNode('data.set', { value: '{{ steps.strat.x }}' })).toMatchObject([
      { severity: 'error', code: 'unknown_step', nodeId: 'a', path: '/value', hint: 'Did you mean "start"?' },
    ]);
  });
  it('a step that is not upstream, itself too', () => {
    expect(ofNode('data.set', { value: '{{ steps.r }}{{ steps.a }}' }).map((one) => one.code)).toEqual([
      'step_not_upstream',
      'step_not_upstream',
    ]);
  });
  it('an unknown root name', () => {
    expect(ofNode('data.set', { value: '{{ inptu.x }}' })).toMatchObject([
      { code: 'unknown_name', hint: 'Did you mean "input"?' },
    ]);
    expect(ofNode('data.set', { value: '{{ process.env }}' })).toMatchObject([{ code: 'unknown_name' }]);
  });
  it('item, index and loops outside of loops', () => {
    expect(ofNode('data.set', { value: '{{ item }}{{ index }}{{ loops.a }}' }).map((one) => one.code)).toEqual([
      'unknown_name',
      'unknown_name',
      'unknown_name',
    ]);
    expect(ofNode('data.set', { value: '{{ input.map(item => item.x) }}' })).toEqual([]);
  });
  it('unknown members of run and vars', () => {
    expect(ofNode('data.set', { value: '{{ run.ID }}' })).toMatchObject([
      { code: 'unknown_member', hint: 'Did you mean "id"?' },
    ]);
    const workflow = withTool().node('r', 'core.return', { value: '{{ vars.KEZ }}' }).chain('start', 'r').build();
    expect(problems(workflow, ['KEY'])).toMatchObject([{ code: 'unknown_variable', hint: 'Did you mean "KEY"?' }]);
    expect(problems(workflow)).toEqual([]);
    const ports = { variables: [], secretVariables: [{ name: 'KEZ', hosts: ['api.example'] }] };
    expect(validateDefinition(workflow, describeNodeType, ports)).toMatchObject([
      {
        code: 'secret_variable',
        path: '/value',
        message: expect.stringContaining('the variable "KEZ" is secret'),
      },
    ]);
  });
  it('in lazy fields too', () => {
    expect(ofNode('logic.if', { condition: '{{ steps.nope }}' })).toMatchObject([
      { code: 'unknown_step', path: '/condition' },
    ]);
  });
  it("use of a disabled node's output is a warning", () => {
    const workflow = withTool()
      .node('off', 'data.set', { value: 1 }, { disabled: true })
      .node('r', 'core.return', { value: '{{ steps.off }}' })
      .chain('start', 'off', 'r');
    expect(problems(workflow.build())).toMatchObject([
      { severity: 'warning', code: 'disabled_step', nodeId: 'r', path: '/value' },
    ]);
  });
});

describe('Graph', () => {
  it('nodes that never run', () => {
    const workflow = withTool()
      .node('lost', 'data.set', { value: 1 })
      .node('next', 'data.set', { value: 1 })
      .node('r', 'core.return', { value: 1 })
      .chain('start', 'r')
      .chain('lost', 'next');
    expect(problems(workflow.build()).map(({ code, nodeId, severity }) => [code, nodeId, severity])).toEqual([
      ['unconnected_input', 'lost', 'warning'],
      ['unreachable', 'next', 'warning'],
    ]);
  });
  it('a trigger without a path to a return', () => {
    expect(problems(withTool().build())).toMatchObject([{ severity: 'warning', code: 'no_return', nodeId: 'start' }]);
  });
  it('nothing starts the workflow', () => {
    expect(codes(aWorkflow().build())).toEqual(['no_trigger']);
    expect(codes(aWorkflow().node('t', 'trigger.manual', {}, { disabled: true }).build())).toEqual(['no_trigger']);
  });
  it('nodes that a return may cut off', () => {
    const workflow = withTool()
      .node('slow', 'http.request', { url: 'https://x.test' })
      .node('r', 'core.return', { value: 1 })
      .edge('start', 'slow', 'r');
    expect(problems(workflow.build())).toMatchObject([{ severity: 'warning', code: 'cut_off', nodeId: 'slow' }]);
  });
  it('but not those of another branch, nor those before the return', () => {
    const workflow = withTool()
      .node('check', 'logic.if', { condition: '{{ true }}' })
      .node('slow', 'http.request', { url: 'https://x.test' })
      .node('one', 'core.return', { value: 1 })
      .node('two', 'core.return', { value: 2 })
      .edge('start', 'check')
      .edge('check:true', 'slow')
      .edge('slow', 'one')
      .edge('check:false', 'two');
    expect(problems(workflow.build())).toEqual([]);
  });
  it('branch on error with nothing connected', () => {
    expect(ofNode('data.set', { value: 1 }, { policy: { onError: 'branch' } })).toMatchObject([
      { severity: 'warning', code: 'error_port_unconnected' },
    ]);
  });
  it('compile problems come first, and the rest is still found', () => {
    const found = codes(withTool().node('a', 'http.request', {}).edge('a', 'a').build());
    expect(found).toEqual(['cycle', 'missing_config']);
  });
});

describe('Tools', () => {
  it.each(['', 'my tool', 'a,b', 'x'.repeat(129), 'tab\t', 'bidi\u202e'])('the name %j is refused', (name) => {
    expect(ofTool({ name })).toMatchObject([
      { severity: 'error', code: 'tool_name_invalid', nodeId: 'start', path: '/name' },
    ]);
  });
  it.each(['x', 'x'.repeat(128), 'admin.tools/list', '도구'])('the name %j is fine', (name) => {
    expect(ofTool({ name })).toEqual([]);
  });
  it('two tools with one name', () => {
    const workflow = withTool()
      .node('other', 'trigger.tool', tool())
      .node('r', 'core.return', { value: 1 })
      .edge('start', 'r')
      .edge('other', 'r');
    expect(problems(workflow.build())).toMatchObject([
      { severity: 'error', code: 'duplicate_tool_name', nodeId: 'other', message: expect.stringContaining('"start"') },
    ]);
  });
  it('a tool without a description is a warning', () => {
    expect(ofTool({ description: ' ' })).toMatchObject([{ severity: 'warning', code: 'tool_description_missing' }]);
  });
  const deep = (levels: number): Record<string, unknown> =>
    levels === 0 ? { type: 'string' } : { type: 'object', properties: { a: deep(levels - 1) } };
  it.each<[Record<string, unknown>, string, string]>([
    [{}, 'schema_root', '/inputSchema'],
    [{ type: 'array' }, 'schema_root', '/inputSchema'],
    [{ type: 'object', properties: { a: { type: 'strin' } } }, 'schema_invalid', '/inputSchema/properties/a/type'],
    [{ type: 'object', properties: [] }, 'schema_invalid', '/inputSchema/properties'],
    [{ type: 'object', required: 'a' }, 'schema_invalid', '/inputSchema/required'],
    [
      { type: 'object', properties: { a: { $ref: 'https://evil.test/s.json' } } },
      'schema_remote_ref',
      '/inputSchema/properties/a/$ref',
    ],
    [{ type: 'object', properties: { a: { $ref: '#/$defs/none' } } }, 'schema_invalid', '/inputSchema'],
    [{ type: 'object', properties: { a: { pattern: '(' } } }, 'schema_invalid', '/inputSchema/properties/a/pattern'],
    [{ type: 'object', properties: { a: { pattern: '(?=a)b' } } }, 'schema_invalid', '/inputSchema'],
    [deep(26), 'schema_too_deep', `/inputSchema${'/properties/a'.repeat(25)}`],
  ])('an input schema %j: %s', (inputSchema, code, path) => {
    expect(ofTool({ inputSchema })).toMatchObject([{ severity: 'error', code, nodeId: 'start', path }]);
  });
  it('an output schema may have any root', () => {
    expect(ofTool({ outputSchema: { type: 'array' } })).toEqual([]);
    expect(ofTool({ outputSchema: { type: 5 } })).toMatchObject([
      { code: 'schema_invalid', path: '/outputSchema/type' },
    ]);
  });
});

describe('Fields of the data nodes', () => {
  it('a cleared list is missing, not of a wrong type', () => {
    expect(ofNode('data.limit', { items: '', count: 1 })).toMatchObject([{ code: 'missing_config', path: '/items' }]);
  });
  it('`item` and `index` are known where each element is looked at, and only there', () => {
    expect(ofNode('data.filter', { items: '{{ input.list }}', condition: '{{ item.n > index }}' })).toEqual([]);
    expect(ofNode('data.filter', { items: '{{ item }}', condition: '{{ item }}' })).toMatchObject([{ path: '/items' }]);
  });
});

describe('Schedules', () => {
  const ofSchedule = (config: Record<string, unknown>) =>
    validateDefinition(
      aWorkflow().node('s', 'trigger.schedule', config).node('r', 'core.return', { value: 1 }).chain('s', 'r').build(),
      describeNodeType,
      { checkSchedule: checkTimetable },
    );
  it('nothing to say of a sound one', () => {
    expect(ofSchedule({ cron: '0 9 * * *', timezone: 'Asia/Seoul' })).toEqual([]);
  });
  it.each([
    [{ cron: 'soon' }, 'cron_invalid', '/cron'],
    [{ cron: '0 0 31 4,6 *' }, 'cron_never_fires', '/cron'],
    [{ cron: '0 9 * * *', timezone: 'Mars' }, 'timezone_unknown', '/timezone'],
  ])('a cron that never fires, or is none: %j', (config, code, path) => {
    expect(ofSchedule(config)).toMatchObject([
      { severity: 'error', code, path, nodeId: 's', hint: expect.any(String) },
    ]);
  });
});
