import { expect, it } from 'vitest';
import { growthOf, leaks, type Point } from './growth.ts';

const MB = 1024 * 1024;
const looks = (bytesAt: (minute: number) => number): Point[] =>
  Array.from({ length: 60 }, (_, minute) => ({ atMs: minute * 60_000, bytes: bytesAt(minute) }));

it('says how fast something grows, and how steadily', () => {
  const line = growthOf(looks((minute) => 100 * MB + minute * MB));
  expect(line.bytesPerHour / MB).toBeCloseTo(60);
  expect(line.grownBytes / MB).toBeCloseTo(59);
  expect(line.steadiness).toBeCloseTo(1);
});

it('calls a leak what grows all the time, also under the ups and downs of garbage collection', () => {
  const sawtooth = (minute: number): number => (minute % 7) * 3 * MB;
  expect(leaks(growthOf(looks((minute) => 150 * MB + minute * MB + sawtooth(minute))))).toBe(true);
});

it('calls no leak what is flat, falls, goes up and down, or grows by little', () => {
  for (const bytesAt of [
    () => 150 * MB,
    (minute: number) => 200 * MB - minute * MB,
    (minute: number) => 150 * MB + (minute % 7) * 10 * MB,
    (minute: number) => 150 * MB + minute * 0.2 * MB,
    // One step that stays: a cache that was filled.
    (minute: number) => 150 * MB + (minute === 59 ? 60 * MB : 0),
  ]) {
    expect(leaks(growthOf(looks(bytesAt)))).toBe(false);
  }
});
