import { describe, expect, it } from 'vitest';
import type { StepRecord } from './ports.ts';
import { currentSteps, runningTimeOf } from './recorded-steps.ts';

const step = (change: Partial<StepRecord>): StepRecord => ({
  nodeId: 'a',
  key: 'a',
  type: 'http.request',
  seq: 1,
  attempt: 1,
  status: 'success',
  startedAt: 1_000,
  durationUs: 100_000,
  ...change,
});

describe('recorded steps', () => {
  it("a loop's first record is there until its last one is", () => {
    const open = step({ nodeId: 'loop', type: 'logic.forEach', status: 'running', seq: 2 });
    const inner = step({ nodeId: 'inner', status: 'running', iteration: [0] });
    const end = step({ nodeId: 'loop', type: 'logic.forEach', seq: 9 });
    expect(currentSteps([open, inner])).toEqual([open, inner]);
    expect(currentSteps([open, inner, end])).toEqual([inner, end]);
  });
  it('time counts once where steps ran beside one another, and not where the run only waited or held', () => {
    const recorded = [
      step({}),
      step({ nodeId: 'b', startedAt: 1_050 }),
      step({ nodeId: 'c', startedAt: 5_000, durationUs: 10_000 }),
      step({ nodeId: 'd', startedAt: 1_010, durationUs: 20_000 }),
      step({ nodeId: 'w', type: 'logic.wait', startedAt: 1_000, durationUs: 3_600_000_000 }),
      step({ nodeId: 'loop', type: 'logic.forEach', startedAt: 0, durationUs: 9_000_000 }),
      step({ nodeId: 's', status: 'skipped', startedAt: null, durationUs: null }),
    ];
    expect(runningTimeOf(recorded)).toBe(160);
  });
});
