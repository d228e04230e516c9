import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunEvent, StepRecord } from '#lib/runner/ports.ts';
import { createProgress } from './progress.ts';
import { aServedVersion } from './testing/endpoint-server.ts';

const step: StepRecord = {
  nodeId: 'n1',
  key: 'fetch',
  type: 'http.request',
  seq: 1,
  attempt: 1,
  status: 'success',
  startedAt: 0,
  durationUs: 1,
};
const finished = { seq: 1, type: 'step.finished', run: {}, step } as RunEvent;

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

describe('createProgress', () => {
  const sent: [number, string][] = [];
  const aProgress = () => {
    sent.length = 0;
    return createProgress(aServedVersion([]), (progress, message) => sent.push([progress, message]), 10_000);
  };

  it('says of a step that waits for an answer that it does', () => {
    const progress = aProgress();
    for (const status of ['running', 'waiting'] as const) {
      progress.onEvent({ seq: 1, type: 'step.started', run: {}, step: { ...step, status } } as RunEvent);
    }
    progress.stop();
    expect(sent.map(([, message]) => message)).toEqual(['Fetch: running', 'Fetch: waiting']);
  });

  it('only ever grows, and slows down when a run has very many steps', () => {
    const progress = aProgress();
    for (let count = 0; count < 1_000; count += 1) {
      progress.onEvent(finished);
      vi.advanceTimersByTime(1);
    }
    progress.stop();
    expect(sent[0]).toEqual([1, 'Fetch: success']);
    expect(sent.length).toBeLessThan(50);
    const values = sent.map(([value]) => value);
    expect(values).toEqual(values.toSorted((a, b) => a - b));
  });

  it('shows life while a step takes long, and is silent after the end', () => {
    const progress = aProgress();
    progress.onEvent({ ...finished, type: 'step.started' } as RunEvent);
    vi.advanceTimersByTime(30_000);
    expect(sent.length).toBeGreaterThanOrEqual(3);
    expect(sent.every(([, message]) => message === 'Fetch: running')).toBe(true);
    progress.stop();
    const before = sent.length;
    progress.onEvent(finished);
    vi.advanceTimersByTime(60_000);
    expect(sent).toHaveLength(before);
  });
});
