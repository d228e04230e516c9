import { describe, expect, it } from 'vitest';
import { formFieldsOf, isPathOfField } from './config-form.ts';
import { jsonTextOf, parseJsonText } from './json-text.ts';
import { nodeSummary } from './node-summary.ts';
import { sampleInput } from './sample-input.ts';
import {
  choiceOf,
  fieldChoices,
  fieldsFromSchema,
  isFileField,
  type FieldChoice,
} from '#lib/contracts/schema-fields.ts';
import { fieldNameProblem, schemaFromFields, withChoice, withOptions } from './schema-fields.ts';
import { describeTest, testTypes } from './testing/fixtures.ts';

describe('formFieldsOf', () => {
  const type = {
    ...testTypes[1]!,
    configSchema: {
      type: 'object',
      required: ['url', 'method'],
      properties: {
        late: { type: 'string', 'x-order': 9 },
        url: { type: 'string', title: 'Address', 'x-order': 1 },
        method: { enum: ['GET', 'POST'], default: 'GET', 'x-literal': true, 'x-order': 2 },
        count: { type: 'integer', 'x-literal': true, minimum: 1, maximum: 5 },
        when: { type: 'string', 'x-lazy': true, 'x-item': true },
        fast: { type: 'boolean', 'x-advanced': true },
        body: {},
      },
    },
  };

  it('derives controls, order and flags from schema and hints', () => {
    const fields = formFieldsOf(type);
    expect(fields.map((field) => [field.name, field.control])).toEqual([
      ['url', 'expression'],
      ['method', 'select'],
      ['late', 'expression'],
      ['count', 'number'],
      ['when', 'expression'],
      ['fast', 'switch'],
      ['body', 'json'],
    ]);
    const byName = Object.fromEntries(fields.map((field) => [field.name, field]));
    expect(byName.url).toMatchObject({ title: 'Address', required: true, template: true });
    expect(byName.method).toMatchObject({
      required: false,
      template: false,
      options: [{ value: 'GET' }, { value: 'POST' }],
    });
    expect(byName.count).toMatchObject({ title: 'Count', minimum: 1, maximum: 5 });
    expect(byName.when).toMatchObject({ perItem: true });
    expect(byName.fast).toMatchObject({ advanced: true });
  });

  it('matches problems to fields by JSON Pointer', () => {
    expect(isPathOfField('/url', 'url')).toBe(true);
    expect(isPathOfField('/value/a/0', 'value')).toBe(true);
    expect(isPathOfField('/values', 'value')).toBe(false);
    expect(isPathOfField(undefined, 'value')).toBe(false);
  });
});

describe('schema builder', () => {
  const schema = {
    $comment: 'kept',
    type: 'object',
    properties: {
      region: { type: 'string', description: 'Continent', enum: ['Africa', 'Asia'] },
      tags: { type: 'array', items: { type: 'string' } },
    },
    required: ['region'],
    additionalProperties: false,
  };

  it('goes there and back without losing anything', () => {
    const fields = fieldsFromSchema(schema)!;
    expect(fields.map((field) => [field.name, field.type, field.required])).toEqual([
      ['region', 'string', true],
      ['tags', 'array', false],
    ]);
    expect(schemaFromFields(fields, schema)).toEqual(schema);
  });

  it('drops list items when the type changes, and rows without a name', () => {
    const [first, second] = fieldsFromSchema(schema)!;
    const next = schemaFromFields([first!, { ...second!, type: 'string' }, { ...first!, name: '' }], schema);
    expect(next.properties).toMatchObject({ tags: { type: 'string' } });
    expect(Object.keys(next.properties as object)).toEqual(['region', 'tags']);
  });

  it('leaves what it cannot show to the JSON view', () => {
    expect(fieldsFromSchema({ type: 'array' })).toBeNull();
    expect(fieldsFromSchema({ type: 'object', properties: { a: { anyOf: [] } } })).toBeNull();
    expect(fieldsFromSchema({ type: 'object', properties: { a: { type: ['string', 'null'] } } })).toBeNull();
    expect(fieldsFromSchema(undefined)).toEqual([]);
  });

  it('finds empty and double names', () => {
    const [first, second] = fieldsFromSchema(schema)!;
    expect(fieldNameProblem([first!, { ...second!, name: 'region' }], 1)).toBe('duplicate');
    expect(fieldNameProblem([{ ...first!, name: '' }], 0)).toBe('empty');
    expect(fieldNameProblem([first!, second!], 1)).toBeNull();
  });
});

describe('sampleInput', () => {
  it('fills what is required, defaults and examples; numbers stay empty', () => {
    const schema = {
      type: 'object',
      properties: {
        region: { type: 'string', examples: ['Europe'] },
        min: { type: 'integer', minimum: 5 },
        max: { type: 'number', examples: [9] },
        sort: { enum: ['asc', 'desc'] },
        page: { type: 'number', default: 1 },
        hidden: { type: 'string' },
      },
      required: ['region', 'min', 'max', 'sort'],
    };
    expect(sampleInput(schema)).toStrictEqual({ region: 'Europe', max: 9, sort: 'asc', page: 1 });
  });
});

describe('JSON fields', () => {
  it('read JSON, nothing, and one bare expression', () => {
    expect(parseJsonText(' {"a": 1} ', true)).toEqual({ ok: true, value: { a: 1 } });
    expect(parseJsonText('', true)).toEqual({ ok: true, value: undefined });
    expect(parseJsonText('{{ steps.a }}', true)).toEqual({ ok: true, value: '{{ steps.a }}' });
    expect(parseJsonText('{{ steps.a }}', false).ok).toBe(false);
    expect(parseJsonText('{"a": {{ input.b }} }', true)).toMatchObject({ ok: false, unquoted: true });
    const fault = { ok: false, unquoted: false };
    expect(parseJsonText('{"a": 1\n "b": 2}', false)).toEqual({ ...fault, place: { line: 2, column: 2 } });
    expect(parseJsonText('{"a": 1', false)).toMatchObject(fault);
  });

  it('show values as they are edited', () => {
    expect(jsonTextOf('{{ steps.a }}')).toBe('{{ steps.a }}');
    expect(jsonTextOf('text')).toBe('"text"');
    expect(jsonTextOf(undefined)).toBe('');
    expect(jsonTextOf({ a: 1 })).toBe('{\n  "a": 1\n}');
  });
});

describe('nodeSummary', () => {
  it('shows the first setting of types without a summary', () => {
    const { summary: _, ...type } = describeTest('set', 1)!;
    expect(nodeSummary(type, { value: { n: '{{ input.n }}' } })).toBe('{"n":"{{ input.n }}"}');
    expect(nodeSummary(type, { value: {} })).toBe('');
    expect(nodeSummary(type, { value: [{ name: 'urgent' }, { name: 'billing' }] })).toBe('urgent, billing');
    expect(nodeSummary(describeTest('code', 1), { code: '\nreturn 1;\n' })).toBe('return 1;');
  });

  it('fills places from the settings', () => {
    const type = describeTest('set', 1)!;
    expect(nodeSummary(type, { value: 'hello\n  there' })).toBe('is hello there');
    expect(nodeSummary({ ...type, summary: '{method} {url}' }, { method: 'GET', url: 'x'.repeat(200) })).toHaveLength(
      80,
    );
    expect(nodeSummary({ ...type, summary: '{nothing}' }, {})).toBe('');
  });
});

it('a file is chosen for an object that says so, or that is one', () => {
  const isFile = (property: object): boolean => isFileField(fieldsFromSchema({ properties: { it: property } })![0]!);
  expect(isFile({ type: 'object', 'x-file': true })).toBe(true);
  expect(isFile({ type: 'object', properties: { $file: { type: 'object' } } })).toBe(true);
  expect(isFile({ type: 'object' })).toBe(false);
  expect(isFile({ type: 'string', 'x-file': true })).toBe(false);
});

it('a row becomes a file and something else again', () => {
  const [row] = fieldsFromSchema({ properties: { it: { type: 'string', title: 'It' } } })!;
  const file = withChoice(row!, 'file');
  expect([choiceOf(file), schemaFromFields([file], {})]).toEqual([
    'file',
    { type: 'object', properties: { it: { type: 'object', title: 'It', 'x-file': true } } },
  ]);
  expect(withChoice(file, 'string')).toEqual(row);
  expect(choiceOf(withChoice(file, 'object'))).toBe('object');
});

it('kinds of text and of lists are rows of their own, and options move between one choice and many', () => {
  const [row] = fieldsFromSchema({ properties: { it: { type: 'string', title: 'It' } } })!;
  const schemaOf = (choice: FieldChoice) => schemaFromFields([withChoice(row!, choice)], {}).properties;
  for (const choice of fieldChoices) expect(choiceOf(withChoice(row!, choice))).toBe(choice);
  expect(schemaOf('email')).toEqual({ it: { type: 'string', title: 'It', format: 'email' } });
  expect(schemaOf('longText')).toEqual({ it: { type: 'string', title: 'It', 'x-multiline': true } });
  const one = withOptions(withChoice(row!, 'choice'), ['a', 'b']);
  const many = withChoice(one, 'choices');
  expect(many).toMatchObject({ type: 'array', rest: { title: 'It', items: { type: 'string', enum: ['a', 'b'] } } });
  expect(withChoice(many, 'choice')).toEqual(one);
  expect(withChoice(withChoice(one, 'email'), 'string')).toEqual(row);
});
