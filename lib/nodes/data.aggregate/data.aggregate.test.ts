import { describe, expect, it } from 'vitest';
import { errorOf, outputOf } from '#lib/runner/testing/run-node.ts';

const people = [
  { name: 'Ada', team: 'x', age: 30 },
  { name: 'Bob', team: 'y', age: '20' },
  { name: 'Cyd', team: 'x', age: null },
];
const aggregate = (values: object[], config: object = {}, input: unknown = people): Promise<unknown> =>
  outputOf('data.aggregate', { items: '{{ input }}', values, ...config }, input);

describe('data.aggregate', () => {
  it('one object of all elements', async () => {
    const values = [
      { name: 'all', op: 'count' },
      { name: 'aged', op: 'count', path: 'age' },
      { name: 'sum', op: 'sum', path: 'age' },
      { name: 'avg', op: 'avg', path: 'age' },
      { name: 'first', op: 'min', path: 'name' },
      { name: 'last', op: 'max', path: 'name' },
      { name: 'names', op: 'list', path: 'name' },
    ];
    expect(await aggregate(values)).toEqual({
      all: 3,
      aged: 2,
      sum: 50,
      avg: 25,
      first: 'Ada',
      last: 'Cyd',
      names: ['Ada', 'Bob', 'Cyd'],
    });
  });
  it('many, in turns with others: as one by one', async () => {
    const many = Array.from({ length: 60_000 }, (_, id) => ({ id, team: `t${(id * 7919) % 101}` }));
    const values = [
      { name: 'n', op: 'count' },
      { name: 'sum', op: 'sum', path: 'id' },
      { name: 'last', op: 'max', path: 'id' },
    ];
    const groups = Map.groupBy(many, ({ team }) => team);
    expect(await aggregate(values, { groupBy: 'team' }, many)).toEqual(
      [...groups].map(([team, members]) => {
        const ids = members.map(({ id }) => id);
        return { team, n: ids.length, sum: ids.reduce((a, b) => a + b, 0), last: Math.max(...ids) };
      }),
    );
  });
  it('in groups, in the order in which they first appear, named by the path’s last part', async () => {
    const input = [{ at: { place: 'b' } }, { at: { place: 'a' } }, { at: { place: 'b' } }, {}];
    expect(await aggregate([{ name: 'n', op: 'count' }], { groupBy: 'at.place' }, input)).toEqual([
      { place: 'b', n: 2 },
      { place: 'a', n: 1 },
      { place: null, n: 1 },
    ]);
  });
  it('of nothing: 0, null and an empty list', async () => {
    const values = ['count', 'sum', 'avg', 'min', 'max', 'list'].map((op) => ({ name: op, op }));
    expect(await aggregate(values, {}, [])).toEqual({ count: 0, sum: 0, avg: null, min: null, max: null, list: [] });
    expect(await aggregate(values, { groupBy: 'x' }, [])).toEqual([]);
  });
  it.each([['text'], [true], [{}], [' '], ['1e999']])('%j does not add up', async (value) => {
    const values = [{ name: 'sum', op: 'sum' }];
    expect(await errorOf('data.aggregate', { items: '{{ input }}', values }, [value])).toMatchObject({
      code: 'not_a_number',
      path: '/values/0/path',
    });
  });
  it('a value may not have the name of its group', async () => {
    const config = { items: '{{ input }}', groupBy: 'team', values: [{ name: 'team', op: 'count' }] };
    expect(await errorOf('data.aggregate', config, people)).toMatchObject({
      code: 'config_invalid',
      path: '/values/0/name',
    });
  });
});
