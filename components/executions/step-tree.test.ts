import { describe, expect, it } from 'vitest';
import type { Step, StepStatus } from '#lib/contracts/execution.ts';
import { countItems, stepTree } from './step-tree.ts';

let seq = 0;
function aStep(nodeId: string, iteration?: number[], status: StepStatus = 'success', rest: Partial<Step> = {}): Step {
  return {
    nodeId,
    key: nodeId,
    type: nodeId.startsWith('loop') ? 'logic.forEach' : 'data.set',
    seq: (seq += 1),
    attempt: 1,
    status,
    input: {},
    output: null,
    logs: [],
    startedAt: null,
    durationMs: 2,
    ...(iteration && { iteration }),
    ...rest,
  };
}
const parents = new Map([
  ['a', 'loop1'],
  ['loop2', 'loop1'],
  ['b', 'loop2'],
]);

describe('the tree of a run', () => {
  it('puts bodies below their loops, by item, nested ones too', () => {
    const steps = [
      aStep('start'),
      aStep('a', [1]),
      aStep('a', [0]),
      aStep('b', [0, 1]),
      aStep('b', [0, 0]),
      aStep('loop2', [0]),
      aStep('loop1'),
      aStep('end'),
    ];
    const tree = stepTree(steps, parents);
    expect(tree.map((entry) => entry.nodeId)).toEqual(['start', 'loop1', 'end']);
    const [first, second] = tree[1]!.items!;
    expect(tree[1]!.step).not.toBeNull();
    expect([first!.index, second!.index]).toEqual([0, 1]);
    expect(first!.entries.map((entry) => entry.nodeId)).toEqual(['a', 'loop2']);
    expect(first!.entries[1]!.items!.map((item) => item.index)).toEqual([0, 1]);
    expect(first!.durationMs).toBe(4);
  });

  it('tells how an item ended: by its worst step, of several attempts the last, a handled error is none', () => {
    const steps = [
      aStep('a', [0], 'error'),
      aStep('a', [0], 'success', { attempt: 2 }),
      aStep('a', [1], 'error', { handled: true }),
      aStep('a', [2], 'error'),
      aStep('a', [3], 'unknown'),
      aStep('a', [4], 'waiting'),
    ];
    const items = stepTree(steps, parents)[0]!.items!;
    expect(items.map((item) => item.status)).toEqual(['success', 'success', 'error', 'unknown', 'waiting']);
    expect(countItems(items)).toEqual({ all: 5, failed: 2 });
  });

  it('shows a loop that has no record yet, and records whose loop nobody knows', () => {
    expect(stepTree([aStep('a', [0])], parents)[0]).toMatchObject({ nodeId: 'loop1', step: null });
    expect(stepTree([aStep('x', [3])], new Map())[0]).toMatchObject({ nodeId: '', items: [{ index: 3 }] });
  });

  it('takes ten thousand items in a moment', () => {
    const steps = Array.from({ length: 20_000 }, (_, index) => aStep(index % 2 ? 'a' : 'c', [index >> 1]));
    const started = performance.now();
    const [loop] = stepTree(steps, new Map([...parents, ['c', 'loop1']]));
    expect(loop!.items).toHaveLength(10_000);
    expect(performance.now() - started).toBeLessThan(500);
  });
});
