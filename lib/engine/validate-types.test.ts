import { describe, expect, it } from 'vitest';
import { describeNodeType } from '#lib/catalog/definitions.ts';
import { aWorkflow, type WorkflowBuilder } from '#lib/runner/testing/workflow-builder.ts';
import { validateDefinition } from './validate.ts';

const inputSchema = {
  type: 'object',
  properties: {
    name: { type: 'string' },
    list: { type: 'array' },
    deep: { type: 'object', properties: { n: { type: 'number' } } },
  },
};
const tool = (): WorkflowBuilder =>
  aWorkflow().node('tool', 'trigger.tool', { name: 'x', description: 'x', inputSchema });
/** A loop over this expression behind an If, a request and a Wait. */
const over = (items: string, policy = {}) =>
  tool()
    .node('check', 'logic.if', { condition: '{{ true }}' })
    .node('call', 'http.request', { method: 'GET', url: 'https://api.test/x' }, { policy })
    .node('loop', 'logic.forEach', { items })
    .node('a', 'data.set', { value: 1 }, { parentId: 'loop' })
    .node('r', 'core.return', { value: 1 })
    .edge('tool', 'check')
    .edge('check:true', 'call')
    .chain('call', 'loop', 'r');
const found = (workflow: WorkflowBuilder) =>
  validateDefinition(workflow.build(), describeNodeType)
    .filter(({ code }) => code === 'type_mismatch')
    .map(({ nodeId, path, message }) => [nodeId, path, message]);

describe('Types along edges, where both sides are known', () => {
  it.each([
    ['{{ steps.check }}', 'check', 'true or false'],
    ['{{ steps.call }}', 'call', 'an object'],
    ['{{ steps.call.status }}', 'call', 'a number'],
    ['{{ input }}', 'tool', 'an object'],
    ['{{ input.name }}', 'tool', 'a text'],
    ['{{ input.deep.n }}', 'tool', 'a number'],
  ])('%s is no list', (items, step, got) => {
    expect(found(over(items))).toEqual([
      ['loop', '/items', `Node "loop", field "items": expected a list, but the step "${step}" gives ${got}`],
    ]);
  });
  it.each([
    '{{ input.list }}',
    '{{ steps.call.body }}',
    '{{ steps.call.headers.x }}',
    '{{ input.unknown }}',
    '{{ [steps.check] }}',
    "{{ input.name.split(',') }}",
    '{{ steps.check || [] }}',
  ])('%s may be one', (items) => {
    expect(found(over(items))).toEqual([]);
  });
  it('a step whose error is handled may give something else', () => {
    expect(found(over('{{ steps.call.status }}', { onError: 'continue' }))).toEqual([]);
  });
  it('numbers pass as texts and texts as numbers', () => {
    const wait = tool()
      .node('w', 'logic.wait', { ms: '{{ input.name }}' })
      .node('t', 'core.fail', { message: '{{ input.deep.n }}' })
      .chain('tool', 'w', 't');
    expect(found(wait)).toEqual([]);
    const wrong = tool().node('w', 'logic.wait', { ms: '{{ input.list }}' }).chain('tool', 'w');
    expect(found(wrong)).toHaveLength(1);
  });
});
