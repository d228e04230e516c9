import { describe, expect, it } from 'vitest';
import { errorOf, outputOf } from '#lib/runner/testing/run-node.ts';

const orders = [{ id: 1, customer: 7 }, { id: 2, customer: 8 }, { id: 3 }];
const customers = [{ id: 7, name: 'Ada' }, { id: 7, name: 'Al' }, { name: 'Nobody' }];
const lists = { items: '{{ input.orders }}', with: '{{ input.customers }}', by: 'customer', withBy: 'id' };
const join = (config: object): Promise<unknown> =>
  outputOf('data.join', { ...lists, ...config }, { orders, customers });

describe('data.join', () => {
  it('one result for each pair; the first list’s fields stay', async () => {
    expect(await join({})).toEqual([
      { id: 1, customer: 7, name: 'Ada' },
      { id: 1, customer: 7, name: 'Al' },
    ]);
  });
  it('the partner under a name; without a partner only on request', async () => {
    expect(await join({ as: 'who', keep: 'all' })).toEqual([
      { id: 1, customer: 7, who: customers[0] },
      { id: 1, customer: 7, who: customers[1] },
      { id: 2, customer: 8 },
      { id: 3 },
    ]);
  });
  it('elements must be objects', async () => {
    const config = { items: [1], with: [], by: 'x' };
    expect(await errorOf('data.join', config)).toMatchObject({ code: 'config_invalid', path: '/items' });
  });
  it('many, in turns with others: as one by one', async () => {
    const many = Array.from({ length: 60_000 }, (_, id) => ({ id, customer: (id * 7919) % 60_000 }));
    const names = Array.from({ length: 60_000 }, (_, id) => ({ id, name: `n${id}` }));
    const result = (await outputOf(
      'data.join',
      { ...lists, as: 'who' },
      { orders: many, customers: names },
    )) as object[];
    expect(result).toEqual(many.map((order) => ({ ...order, who: names[order.customer] })));
  });
  it('has a limit, found before memory is gone', async () => {
    const many = Array.from({ length: 1_000 }, () => ({ k: 1 }));
    const config = { items: '{{ input }}', with: '{{ input }}', by: 'k' };
    expect(await errorOf('data.join', config, many)).toMatchObject({ code: 'limit_exceeded' });
  });
});
