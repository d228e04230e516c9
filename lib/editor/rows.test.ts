import { describe, expect, it } from 'vitest';
import { calledFields, calledTrigger, callableTriggers, memberText, memberValue } from './callee.ts';
import { formFieldsOf } from './config-form.ts';
import { moved, newRow, rowFields, rowsOf, textsOf, withField } from './rows.ts';
import { aDefinition, aNode, testTypes } from './testing/fixtures.ts';

const object = (properties: Record<string, unknown>, required: string[] = []) => ({
  type: 'object',
  properties,
  required,
});
const aggregate = {
  ...testTypes[1]!,
  configSchema: object({
    values: {
      type: 'array',
      'x-control': 'json',
      items: object(
        {
          name: { type: 'string', 'x-literal': true, 'x-control': 'text' },
          op: { enum: ['count', 'sum'], 'x-literal': true },
          path: { type: 'string', 'x-control': 'text' },
        },
        ['name', 'op'],
      ),
    },
    approvers: { type: 'array', 'x-control': 'json', items: { type: 'string' } },
    anything: { type: 'array', 'x-control': 'json', items: {} },
    deep: { type: 'array', items: object({ inner: { type: 'object' } }) },
    items: { type: 'array', 'x-control': 'expression', items: { type: 'string' } },
  }),
};

describe('lists in forms', () => {
  it('get rows where their elements are small objects, lines where they are texts, else stay JSON', () => {
    const controls = Object.fromEntries(formFieldsOf(aggregate).map((field) => [field.name, field.control]));
    expect(controls).toEqual({
      values: 'rows',
      approvers: 'texts',
      anything: 'json',
      deep: 'json',
      items: 'expression',
    });
  });

  it('start a row with what it needs', () => {
    const fields = rowFields(formFieldsOf(aggregate)[0]!);
    expect(fields.map((field) => field.name)).toEqual(['name', 'op', 'path']);
    expect(newRow(fields)).toEqual({ name: '', op: 'count' });
    expect(withField({ name: 'a', path: 'x' }, 'path', undefined)).toEqual({ name: 'a' });
  });

  it('move elements, and nowhere else', () => {
    expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
    expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
    expect(moved(['a', 'b'], 1, 2)).toEqual(['a', 'b']);
  });

  it('know a list from an expression', () => {
    expect(rowsOf('{{ input.values }}')).toBeNull();
    expect(rowsOf([{ name: 'a' }, 1])).toBeNull();
    expect(rowsOf(undefined)).toEqual([]);
    expect(textsOf(['a'])).toEqual(['a']);
    expect(textsOf('{{ input.list }}')).toBeNull();
  });
});

describe('the form of a called workflow', () => {
  const schema = object({ id: { type: 'string' }, count: { type: 'integer' } }, ['id']);
  const tool = aNode('tool', 'trigger.tool', { config: { inputSchema: schema } });
  const other = aNode('other', 'trigger.manual');

  it('offers enabled tool and manual triggers and takes the only one', () => {
    const definition = aDefinition([
      tool,
      aNode('off', 'trigger.tool', { disabled: true }),
      aNode('hook', 'trigger.webhook'),
    ]);
    const triggers = callableTriggers(definition);
    expect(triggers.map((node) => node.key)).toEqual(['tool']);
    expect(calledTrigger(triggers, undefined)).toBe(tool);
    expect(calledTrigger([tool, other], undefined)).toBeNull();
    expect(calledTrigger([tool, other], 'other')).toBe(other);
    expect(calledTrigger([tool], 'gone')).toBeNull();
  });

  it('has a row for each argument', () => {
    expect(calledFields(tool)?.map((row) => [row.name, row.type, row.required])).toEqual([
      ['id', 'string', true],
      ['count', 'integer', false],
    ]);
    expect(calledFields(other)).toBeNull();
    expect(calledFields(null)).toBeNull();
  });

  it('keeps the type of what is typed', () => {
    expect(memberValue('7', 'integer')).toBe(7);
    expect(memberValue('7', 'string')).toBe('7');
    expect(memberValue('{{ input.count }}', 'integer')).toBe('{{ input.count }}');
    expect(memberValue('[1', 'array')).toBe('[1');
    expect(memberValue('', 'string')).toBeUndefined();
    expect(memberText([1])).toBe('[1]');
    expect(memberText('x')).toBe('x');
  });
});
