import { describe, expect, it, vi } from 'vitest';
import { Wakeup } from './wakeup.ts';

const never = new AbortController().signal;

describe('a bell for one waiter', () => {
  it('wakes whoever waits, and is not lost on nobody', async () => {
    const bell = new Wakeup();
    bell.ring();
    bell.ring();
    await bell.wait(60_000, never);
    const waiting = bell.wait(60_000, never);
    bell.ring();
    await waiting;
  });

  it('is waited for no longer than was said, and not once the signal is given', async () => {
    vi.useFakeTimers();
    try {
      const bell = new Wakeup();
      let over = false;
      const waiting = bell.wait(100, never).then(() => (over = true));
      await vi.advanceTimersByTimeAsync(99);
      expect(over).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      await waiting;
      const leave = new AbortController();
      const left = bell.wait(60_000, leave.signal);
      leave.abort();
      await left;
      await bell.wait(60_000, leave.signal);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});
