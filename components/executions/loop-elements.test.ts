import { describe, expect, it } from 'vitest';
import { elementText, loopAround, loopElements } from './loop-elements.ts';

const parents = new Map([
  ['inner', 'outer'],
  ['body', 'inner'],
]);
const step = (nodeId: string, iteration: number[] | undefined, input: unknown) =>
  ({ nodeId, key: nodeId, ...(iteration && { iteration }), input }) as never;

describe('an item of a loop', () => {
  it('is known by the recorded list of its loop, at any depth', () => {
    const steps = [
      step('outer', undefined, { items: ['a', 'b'] }),
      step('inner', [0], { items: [1] }),
      step('inner', [1], { items: [2, 3] }),
    ];
    const found = loopAround(steps, { nodeId: 'body', iteration: [1, 1] }, parents);
    expect(found).toMatchObject({ index: 1, loop: { nodeId: 'inner', iteration: [1] } });
    expect(loopElements(found?.loop.input)).toEqual([2, 3]);
    expect(loopAround(steps, { nodeId: 'inner', iteration: [1] }, parents)).toMatchObject({
      loop: { nodeId: 'outer' },
    });
    expect(loopAround(steps, { nodeId: 'outer' }, parents)).toBeNull();
    expect(loopAround([], { nodeId: 'body', iteration: [0, 0] }, parents)).toBeNull();
  });

  it('is unknown where no data was kept', () => {
    expect(loopElements(null)).toBeNull();
    expect(loopElements({ items: 'no list' })).toBeNull();
  });

  it('is told in one short line', () => {
    expect(elementText('Kim')).toBe('Kim');
    expect(elementText(null)).toBe('null');
    expect(elementText({ id: 7, name: 'Kim' })).toBe('{"id":7,"name":"Kim"}');
    expect(elementText({ text: 'x'.repeat(500) })).toHaveLength(81);
    expect(elementText(`${'x'.repeat(79)}😀`)).toBe('x'.repeat(79));
  });
});
