import { describe, expect, it } from 'vitest';
import { timelineBar } from './timeline-bar.ts';

const run = { startedAt: '2026-11-20T10:00:00.000Z', finishedAt: '2026-11-20T10:00:01.000Z', durationMs: 1_000 };

describe('timelineBar', () => {
  it('lies where the step ran', () => {
    expect(timelineBar(run, { startedAt: '2026-11-20T10:00:00.250Z', durationMs: 500 })).toEqual({
      startPercent: 25,
      widthPercent: 50,
    });
  });

  it('stays visible and inside', () => {
    expect(timelineBar(run, { startedAt: '2026-11-20T10:00:01.500Z', durationMs: 0 })).toEqual({
      startPercent: 98,
      widthPercent: 2,
    });
  });

  it('is absent without times', () => {
    expect(timelineBar({ ...run, startedAt: null }, { startedAt: run.startedAt, durationMs: 1 })).toBeNull();
    expect(timelineBar(run, { startedAt: run.startedAt, durationMs: null })).toBeNull();
    expect(
      timelineBar({ ...run, finishedAt: run.startedAt, durationMs: 0 }, { startedAt: run.startedAt, durationMs: 0 }),
    ).toBeNull();
  });
});
