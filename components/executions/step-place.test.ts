import { describe, expect, it } from 'vitest';
import { failedStep, goesOnAt, placeOf, retryPoints } from './step-place.ts';

const startedAt = '2026-11-20T10:00:00.000Z';
const aWait = (input: unknown) => ({ type: 'logic.wait', input, startedAt });

describe('a step that waits', () => {
  it('is named by its node and items', () => {
    expect(placeOf({ nodeId: 'n1' })).toBe('n1');
    expect(placeOf({ nodeId: 'n1', iteration: [0, 2] })).toBe('n1.0.2');
  });

  it('says when it goes on by itself', () => {
    expect(goesOnAt(aWait({ ms: 5_000 }))).toBe('2026-11-20T10:00:05.000Z');
    expect(goesOnAt(aWait({ until: '2026-12-01T00:00:00Z' }))).toBe('2026-12-01T00:00:00.000Z');
    expect(goesOnAt(aWait({ until: Date.parse('2026-12-01T00:00:00Z') }))).toBe('2026-12-01T00:00:00.000Z');
    expect(goesOnAt(aWait({ until: 'soon' }))).toBeNull();
    expect(goesOnAt({ type: 'human.approval', input: {}, startedAt })).toBeNull();
  });
});

describe('retry', () => {
  it('can begin at each node that ran, once, but not inside loops or at the trigger', () => {
    const step = (nodeId: string, rest: object = {}) => ({
      nodeId,
      key: nodeId,
      type: 'data.set',
      status: 'success',
      ...rest,
    });
    const steps = [
      step('start', { type: 'trigger.manual' }),
      step('a', { status: 'error', attempt: 1 }),
      step('a', { attempt: 2 }),
      step('body', { iteration: [0] }),
      step('off', { status: 'skipped' }),
      step('b'),
    ];
    expect(retryPoints(steps as never)).toMatchObject([{ nodeId: 'a', attempt: 2 }, { nodeId: 'b' }]);
  });
});

describe('the step with which a run failed', () => {
  const step = (nodeId: string, rest: object = {}) => ({ nodeId, key: nodeId, status: 'error', error: null, ...rest });
  const run = (nodeId: string, steps: object[]) => ({ status: 'error', error: { code: 'x', nodeId }, steps }) as never;

  it('is the one that its error names, not an item that a loop collected', () => {
    const steps = [step('body', { iteration: [3] }), step('loop', { status: 'success' }), step('total')];
    expect(failedStep(run('total', steps))).toMatchObject({ nodeId: 'total' });
  });
  it('is the item’s, where a loop failed with it, and the last attempt', () => {
    const items = [step('body', { iteration: [1] }), step('body', { iteration: [2] })];
    const loop = step('loop', { error: { code: 'item_failed', details: { index: 2 } } });
    expect(failedStep(run('loop', [...items, loop]))).toMatchObject({ nodeId: 'body', iteration: [2] });
    const tried = [step('total', { attempt: 1 }), step('total', { attempt: 2 })];
    expect(failedStep(run('total', tried))).toMatchObject({ attempt: 2 });
  });
  it('is none in a run that succeeded', () => {
    expect(failedStep({ status: 'success', error: null, steps: [step('a')] } as never)).toBeNull();
  });
});
