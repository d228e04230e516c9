import { describe, expect, it } from 'vitest';
import { placeInputErrors, withoutField } from './input-errors.ts';

describe('placeInputErrors', () => {
  it('puts each message at its field, with the place within it', () => {
    const errors = [
      { path: '/input/amount', message: 'must be greater than 0' },
      { path: '/input/items/0/price', message: 'is required' },
      { path: '/input/items/1', message: 'must be object' },
      { path: '/input/a~1b', message: 'is required' },
    ];
    const { fields, others } = placeInputErrors(errors, ['amount', 'items', 'a/b']);
    expect([...fields]).toEqual([
      ['amount', 'amount: must be greater than 0'],
      ['items', 'items[0].price: is required; items[1]: must be object'],
      ['a/b', 'a/b: is required'],
    ]);
    expect(others).toEqual([]);
  });

  it('keeps what has no field', () => {
    const errors = [
      { path: '/input', message: 'must be object' },
      { path: '/input/old', message: 'is not a known field' },
      { path: '/trigger', message: 'is unknown' },
      { path: '', message: 'is wrong' },
    ];
    const { fields, others } = placeInputErrors(errors, ['amount', 'trigger']);
    expect(fields.size).toBe(0);
    expect(withoutField(errors, 'old').map(({ path }) => path)).toEqual(['/input', '/trigger', '']);
    expect(others).toEqual(['must be object', 'old: is not a known field', 'trigger: is unknown', 'is wrong']);
  });
});
