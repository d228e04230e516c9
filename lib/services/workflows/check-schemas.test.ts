import { expect, test } from 'vitest';
import type { JsonSchema } from '#lib/contracts/json-schema.ts';
import { withCheckedSchemas } from './check-schemas.ts';

const fields = (prefix: string): JsonSchema => ({
  properties: Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`${prefix}${at}`, { type: 'string' }])),
});

/** How often the event loop came round to others meanwhile. */
async function turnsDuring<T>(work: () => Promise<T>): Promise<{ result: T; turns: number }> {
  let turns = 0;
  let next = setImmediate(function turn() {
    turns += 1;
    next = setImmediate(turn);
  });
  const result = await work();
  clearImmediate(next);
  return { result, turns };
}

test('compiles one schema at a time, and each once, however often a draft is validated', async () => {
  const schemas = ['a', 'b', 'c', 'd', 'e'].map(fields);
  const broken = { type: 'nonsense' };
  const validate = () => withCheckedSchemas((check) => [...schemas, broken, ...schemas].map((schema) => check(schema)));
  const first = await turnsDuring(validate);
  expect(first.turns).toBeGreaterThanOrEqual(schemas.length);
  const second = await turnsDuring(validate);
  expect(second.turns).toBeLessThan(schemas.length);
  for (const { result } of [first, second]) {
    expect(result.map((problem) => problem !== null)).toEqual(
      [...schemas, broken, ...schemas].map((one) => one === broken),
    );
    expect(result[schemas.length]).toContain('schema/type');
  }
});

test('a schema that is asked for once others are known is looked at, too', async () => {
  const asks = await withCheckedSchemas((check) => (check({ type: 'a' }) === null ? [] : [check({ type: 'b' })]));
  expect(asks).toEqual([expect.stringContaining('schema/type')]);
});
