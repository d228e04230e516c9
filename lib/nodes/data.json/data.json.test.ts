import { describe, expect, it } from 'vitest';
import { errorOf, outputOf } from '#lib/runner/testing/run-node.ts';

const read = (text: string): Promise<unknown> => outputOf('data.json', { text: '{{ input }}' }, text);

describe('data.json', () => {
  it.each([
    ['{"a": [1, null]}', { a: [1, null] }],
    [' 7 ', 7],
    ['```json\n{"a": 1}\n```', { a: 1 }],
    ['```\r\n[1]\r\n```\n', [1]],
  ])('%j', async (text, value) => {
    expect(await read(text)).toEqual(value);
  });
  it('`__proto__` is an ordinary key', async () => {
    expect(JSON.stringify(await read('{"__proto__": {"x": 1}}'))).toBe('{"__proto__":{"x":1}}');
  });
  it.each(['', '{', 'undefined', "{'a': 1}", '```json\n{\n```'])('%j is no JSON', async (text) => {
    const error = await errorOf('data.json', { text: '{{ input }}' }, text);
    expect(error).toMatchObject({ code: 'json_invalid', path: '/text' });
  });
});
