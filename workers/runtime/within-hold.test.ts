import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ParkedRun } from '#lib/runner/parking.ts';
import type { RunEnd } from '#lib/runner/ports.ts';
import { withinHold } from './within-hold.ts';

const success = { status: 'success' } as RunEnd;
const nobody = (error: unknown): never => {
  throw error;
};

describe('REST `sync` and webhook `whenFinished` are held for 60 s', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('and get the end that comes in that time', async () => {
    const { promise, resolve } = Promise.withResolvers<RunEnd>();
    const held = withinHold(promise, nobody);
    await vi.advanceTimersByTimeAsync(59_999);
    resolve(success);
    expect(await held).toBe(success);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('if the run cannot end in that time it goes on without them, and its errors are told elsewhere', async () => {
    const { promise, reject } = Promise.withResolvers<RunEnd>();
    const onError = vi.fn();
    const held = withinHold(promise, onError);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await held).toBeNull();
    const late = new Error('late');
    reject(late);
    await vi.advanceTimersByTimeAsync(1);
    expect(onError).toHaveBeenCalledExactlyOnceWith(late);
  });

  it('a run that is parked answers at once', async () => {
    expect(await withinHold(Promise.resolve({ status: 'waiting' } as ParkedRun), nobody)).toBeNull();
  });
});
