import { describe, expect, it } from 'vitest';
import { errorOf, outputOf } from '#lib/runner/testing/run-node.ts';

const limit = (config: object): Promise<unknown> =>
  outputOf('data.limit', { items: '{{ input }}', ...config }, [1, 2, 3]);

describe('data.limit', () => {
  it.each([
    [{ count: 2 }, [1, 2]],
    [{ count: 2, from: 'end' }, [2, 3]],
    [{ count: 0 }, []],
    [{ count: 0, from: 'end' }, []],
    [{ count: 9, from: 'end' }, [1, 2, 3]],
    [{ count: '{{ 1 + 1 }}' }, [1, 2]],
    [{ count: '2' }, [1, 2]],
  ])('%j', async (config, output) => {
    expect(await limit(config)).toEqual(output);
  });
  it.each([[-1], [1.5], ['two'], [null]])('a count of %j is an error at the field', async (count) => {
    const config = { items: [1], count: '{{ input }}' };
    expect(await errorOf('data.limit', config, count)).toMatchObject({ code: 'config_invalid', path: '/count' });
  });
});
