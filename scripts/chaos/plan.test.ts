import { expect, it } from 'vitest';
import { chanceOf } from './chance.ts';
import { victims } from './facts.ts';
import { FARTHEST_BACK_MS, planOf } from './plan.ts';

const MINUTE_MS = 60_000;

it('is the same for the same seed, and another for another', () => {
  expect(planOf(7, 3 * MINUTE_MS, victims, false)).toEqual(planOf(7, 3 * MINUTE_MS, victims, false));
  expect(planOf(7, 3 * MINUTE_MS, victims, false)).not.toEqual(planOf(8, 3 * MINUTE_MS, victims, false));
});

it.each([1, 2, 3, 4, 5])(
  'kills each process five times at least in three minutes, and once in the short form (seed %i)',
  (seed) => {
    const deaths = (lengthMs: number, short: boolean) =>
      victims.map(
        (victim) => planOf(seed, lengthMs, victims, short).kills.filter((kill) => kill.victim === victim).length,
      );
    expect(Math.min(...deaths(3 * MINUTE_MS, false))).toBeGreaterThanOrEqual(5);
    expect(Math.min(...deaths(40_000, true))).toBeGreaterThanOrEqual(1);
  },
);

it('keeps all within the time, in order', () => {
  const { kills, jumps } = planOf(3, 3 * MINUTE_MS, victims, false);
  for (const { atMs } of [...kills, ...jumps]) {
    expect(atMs).toBeGreaterThan(0);
    expect(atMs).toBeLessThan(3 * MINUTE_MS);
  }
  expect(kills.map(({ atMs }) => atMs)).toEqual(kills.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
});

it('moves the clock far forward, a little back, and forward again', () => {
  const [first, second, third] = planOf(3, MINUTE_MS, victims, false).jumps.map(({ offsetMs }) => offsetMs);
  expect(first! - second!).toBeGreaterThan(0);
  expect(first! - second!).toBeLessThanOrEqual(FARTHEST_BACK_MS);
  expect(third!).toBeGreaterThan(second!);
});

it('draws the same under the same name, whatever was drawn before', () => {
  const [one, other] = [chanceOf(5), chanceOf(5)];
  one.part('before');
  expect(one.part('x')).toBe(other.part('x'));
  const drawn = Array.from({ length: 2_000 }, (_, index) => one.between(`${index}`, 1, 4));
  expect([...new Set(drawn)].toSorted()).toEqual([1, 2, 3, 4]);
  const heavy = Array.from({ length: 2_000 }, (_, index) => one.pick(`p${index}`, [1, 9], (weight) => weight));
  expect(heavy.filter((each) => each === 9).length / heavy.length).toBeCloseTo(0.9, 1);
});
