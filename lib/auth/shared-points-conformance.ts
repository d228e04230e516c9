import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CounterStore } from './counters.ts';
import { SharedPoints } from './shared-points.ts';

/** A store as the tests meet it. */
export interface StoreUnderTest {
  store: CounterStore;
  /** How often it was asked to count. */
  asked(): Promise<number>;
  close(): Promise<void>;
}

/** A store, and the line to it. */
interface Line {
  open(): Promise<StoreUnderTest>;
  cut(): Promise<void>;
  mend(): Promise<void>;
}

let names = 0;

/** Two instances are two processes. Windows are a minute long where nothing may end by itself. */
export function sharedPointsConformance(title: string, { open, cut, mend }: Line): void {
  describe(`a limit shared on ${title}`, () => {
    const away: unknown[] = [];
    let opened: StoreUnderTest;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    const processes = (count: number, points: number, seconds = 60): SharedPoints[] => {
      const name = `test-${(names += 1)}`;
      const onAway = (error: unknown): void => void away.push(error);
      return Array.from(
        { length: count },
        () => new SharedPoints({ store: opened.store, name, points, seconds, onAway }),
      );
    };
    const passes = async (process: SharedPoints, calls: number, key = 'key'): Promise<number> => {
      const verdicts = await Promise.all(Array.from({ length: calls }, () => process.spend(key)));
      return verdicts.filter((wait) => wait === null).length;
    };
    const together = async (all: SharedPoints[], calls: number): Promise<number> => {
      const each = await Promise.all(all.map((process) => passes(process, calls)));
      return each.reduce((sum, passed) => sum + passed, 0);
    };

    test.each([
      [1, 1],
      [7, 7],
      [19, 19],
      [100, 110],
      [1_000, 1_100],
    ])('three busy processes let through %i, and %i at most', async (points, atMost) => {
      const all = processes(3, points);
      const passed = await together(all, points);
      expect(passed).toBeGreaterThanOrEqual(points);
      expect(passed).toBeLessThanOrEqual(atMost);
      expect(await together(all, 50)).toBe(0);
    });

    test.each([7, 100])('one call after the other, too: %i', async (points) => {
      const [one, other] = processes(2, points) as [SharedPoints, SharedPoints];
      let passed = 0;
      for (let call = 0; call < 2 * points; call += 1) passed += await passes(call % 2 ? one : other, 1);
      expect(passed).toBe(points);
    });

    test('calls within a share are not counted at the store, the next ones a share at a time, refused ones never', async () => {
      const [one] = processes(1, 10_000) as [SharedPoints];
      const start = await opened.asked();
      for (let call = 0; call < 250; call += 1) expect(one.spend('quiet')).toBeNull();
      expect(await opened.asked()).toBe(start);
      let waited = 0;
      for (let call = 0; call < 10_000; call += 1) {
        const verdict = one.spend('busy');
        if (verdict instanceof Promise) waited += 1;
        expect(await verdict).toBeNull();
        if (call % 100 === 0) await sleep(1);
      }
      expect(await one.spend('busy')).toBeGreaterThan(0);
      const asked = (await opened.asked()) - start;
      expect(asked).toBeLessThanOrEqual(20);
      expect(waited).toBeLessThanOrEqual(20);
      expect(await passes(one, 1_000, 'busy')).toBe(0);
      expect((await opened.asked()) - start).toBe(asked);
    });

    test('who comes late passes with a share at most; who falls silent keeps one and a half at most', async () => {
      const [one, late] = processes(2, 100) as [SharedPoints, SharedPoints];
      expect(await passes(one, 200)).toBe(100);
      expect(await passes(late, 200)).toBeLessThanOrEqual(5);
      const [silent, busy] = processes(2, 100) as [SharedPoints, SharedPoints];
      expect(await passes(silent, 4)).toBe(4);
      const rest = await passes(busy, 200);
      expect(rest).toBeGreaterThanOrEqual(100 - 4 - 7);
      expect(rest).toBeLessThanOrEqual(100 - 4 + 5);
    });

    test('keys do not share, and forty keys at once are forty counters', async () => {
      const all = processes(2, 6);
      const keys = Array.from({ length: 40 }, (_, at) => `key ${at}`);
      const passed = await Promise.all(
        keys.map(async (key) => {
          const each = await Promise.all(all.map((process) => passes(process, 5, key)));
          return each[0]! + each[1]!;
        }),
      );
      expect(passed).toEqual(keys.map(() => 6));
    });

    test('all are told the end of the same window, and pass again when it is over', async () => {
      const [one, other] = processes(2, 10, 3) as [SharedPoints, SharedPoints];
      const begun = performance.now();
      expect(await passes(one, 20)).toBe(10);
      await sleep(300);
      const wait = await other.spend('key');
      const since = performance.now() - begun;
      expect(wait).toBeGreaterThan(0);
      expect(since + Number(wait)).toBeLessThanOrEqual(3_000 + since - 250);
      await sleep(Number(wait) + 50);
      expect(await together([one, other], 20)).toBe(10);
    });

    test('a store that goes away fails no call: each process counts for itself, and together again afterwards', async () => {
      const all = processes(2, 40);
      expect(await passes(all[0]!, 4)).toBe(4);
      await cut();
      const before = away.length;
      const begun = performance.now();
      try {
        const each = await Promise.all(all.map((process) => passes(process, 200)));
        for (const passed of each) {
          expect(passed).toBeGreaterThanOrEqual(36);
          expect(passed).toBeLessThanOrEqual(44);
        }
        expect(await together(all, 20)).toBe(0);
        expect(away.length - before).toBeGreaterThanOrEqual(1);
        // Each process tells at most once a second.
        expect(away.length - before).toBeLessThanOrEqual(2 * (1 + (performance.now() - begun) / 1_000));
      } finally {
        await mend();
      }
      // A new counter each time: it is whole once both ask the store again.
      await expect.poll(() => together(processes(2, 19), 40), { timeout: 15_000, interval: 200 }).toBe(19);
    });
  });
}
