import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '#lib/shared/app-error.ts';
import type { CounterStore } from './counters.ts';
import { createSignInThrottle, type SignInThrottle } from './sign-in-throttle.ts';

/** What every store of the slow-down must do. Times are real: the counters live in other processes. */
export function throttleConformance(name: string, openStore: () => CounterStore, close: () => Promise<void>): void {
  describe(`sign-in slow-down on ${name}`, () => {
    let throttle: SignInThrottle;
    beforeAll(() => {
      throttle = createSignInThrottle(openStore());
    });
    afterAll(close);

    /** Null when the try may go on, else how long to wait in ms. */
    const refusal = async (email: string, address: string): Promise<number | null> => {
      try {
        await throttle.beforeTry(email, address);
        return null;
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'rate_limited') throw error;
        return error.retryAfterMs ?? 0;
      }
    };
    const tries = async (count: number, email: string, address: string): Promise<(number | null)[]> => {
      const results = [];
      for (let at = 0; at < count; at += 1) results.push(await refusal(email, address));
      return results;
    };

    test('five tries are free, then one address is paused for one account, at most 30 s', async () => {
      const results = await tries(9, 'ada@example.com', '192.0.2.1');
      expect(results.slice(0, 6)).toEqual([null, null, null, null, null, null]);
      for (const wait of results.slice(6)) {
        expect(wait).toBeGreaterThan(0);
        expect(wait).toBeLessThanOrEqual(30_000);
      }
    });

    test('the pause ends by itself', async () => {
      const results = await tries(7, 'eve@example.com', '192.0.2.7');
      const wait = results[6]!;
      expect(wait).toBeGreaterThan(0);
      await new Promise((resolve) => setTimeout(resolve, wait + 50));
      expect(await refusal('eve@example.com', '192.0.2.7')).toBeNull();
    });

    test('many tries at once are no way around it', async () => {
      const results = await Promise.all(Array.from({ length: 30 }, () => refusal('bob@example.com', '192.0.2.2')));
      expect(results.filter((wait) => wait === null).length).toBeLessThanOrEqual(6);
    });

    test('a stranger cannot lock an account: its owner, elsewhere, waits at most two seconds', async () => {
      await Promise.all(Array.from({ length: 40 }, () => refusal('cleo@example.com', '198.51.100.9')));
      const before = Date.now();
      expect(await refusal('cleo@example.com', '203.0.113.5')).toBeNull();
      expect(Date.now() - before).toBeLessThan(10_000);
    });

    test('one address that tries many accounts is paused too', async () => {
      const results = await Promise.all(
        Array.from({ length: 110 }, (_, at) => refusal(`user${at}@example.com`, '192.0.2.3')),
      );
      expect(results.filter((wait) => wait === null).length).toBeLessThanOrEqual(101);
      expect(results.filter((wait) => wait !== null).length).toBeGreaterThanOrEqual(9);
    });

    test('a right password forgives the tries before it', async () => {
      for (let round = 0; round < 4; round += 1) {
        expect(await tries(4, 'dora@example.com', '192.0.2.4')).toEqual([null, null, null, null]);
        await throttle.succeeded('dora@example.com', '192.0.2.4');
      }
    });

    test('sign-ups from one address are counted', async () => {
      for (let at = 0; at < 600; at += 1) await throttle.beforeSignUp('192.0.2.5');
      await expect(throttle.beforeSignUp('192.0.2.5')).rejects.toMatchObject({ code: 'rate_limited' });
      await expect(throttle.beforeSignUp('192.0.2.6')).resolves.toBeUndefined();
    });
  });
}
