import { describe, expect, it } from 'vitest';
import { errorOf, outputOf } from '#lib/runner/testing/run-node.ts';

describe('data.split', () => {
  it.each([
    [{ value: 'red, green,,blue', separator: ',' }, ['red', 'green', 'blue']],
    [{ value: 'a\r\nb\n\n c ' }, ['a', 'b', 'c']],
    [{ value: 'a.b', separator: '.' }, ['a', 'b']],
    [{ value: '' }, []],
    [{ value: '{{ [1, 2, 3] }}', size: 2 }, [[1, 2], [3]]],
    [{ value: '{{ [] }}', size: 2 }, []],
  ])('%j', async (config, output) => {
    expect(await outputOf('data.split', config)).toEqual(output);
  });
  it('anything else is an error at the field', async () => {
    expect(await errorOf('data.split', { value: '{{ {} }}' })).toMatchObject({
      code: 'config_invalid',
      path: '/value',
    });
  });
});
