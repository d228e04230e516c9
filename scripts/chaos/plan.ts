import { chanceOf } from './chance.ts';
import type { Moment, Victim } from './facts.ts';

export interface PlannedKill {
  atMs: number;
  victim: Victim;
  moment: Moment;
  /** After the moment has come, so much later. */
  delayMs: number;
}

/** The clock of all processes of ours (Postgres has its own) is moved by so much against the true one. */
export interface PlannedJump {
  atMs: number;
  offsetMs: number;
}

export interface Plan {
  kills: PlannedKill[];
  jumps: PlannedJump[];
}

/** So that each restart is over before the same process dies again, most of the time. */
const KILL_EVERY_MS = 6_500;
/** Nothing dies before there is load. */
const CALM_MS = 3_000;
const FARTHEST_JUMP_MS = 150_000;
/** A wait lasts so much longer when the clock is put back under it. */
export const FARTHEST_BACK_MS = 5_000;

const likelihood: Record<Moment, number> = { any: 3, effect: 4, answered: 2, accepted: 1 };

/**
 * What happens when, from nothing but the seed and the length. The victims take turns in an order that is drawn anew for each
 * round, so that each dies as often as the others; in the short form once.
 */
export function planOf(seed: number, lengthMs: number, victims: readonly Victim[], short: boolean): Plan {
  const chance = chanceOf(seed);
  const every = short ? Math.floor((lengthMs - CALM_MS) / victims.length) : KILL_EVERY_MS;
  const kills: PlannedKill[] = [];
  for (let number = 0; CALM_MS + (number + 1) * every <= lengthMs; number += 1) {
    const round = Math.floor(number / victims.length);
    const order = victims.toSorted((a, b) => chance.part(`turn ${round} ${a}`) - chance.part(`turn ${round} ${b}`));
    kills.push({
      atMs: CALM_MS + number * every + chance.between(`pause ${number}`, 0, every),
      victim: order[number % victims.length]!,
      moment: chance.pick(`moment ${number}`, Object.keys(likelihood) as Moment[], (each) => likelihood[each]),
      delayMs: chance.between(`delay ${number}`, 0, 30),
    });
  }
  return { kills: kills.toSorted((a, b) => a.atMs - b.atMs), jumps: jumpsOf(seed, lengthMs) };
}

/** Far forward, as after a sleep; a little back, as a time server does, which all waits feel; forward again. It stays there. */
function jumpsOf(seed: number, lengthMs: number): PlannedJump[] {
  const chance = chanceOf(seed);
  const first = chance.between('jump', 30_000, FARTHEST_JUMP_MS);
  const second = first - chance.between('jump back', 1_000, FARTHEST_BACK_MS);
  const third = second + chance.between('jump on', 10_000, FARTHEST_JUMP_MS);
  return [first, second, third].map((offsetMs, number) => ({ atMs: (lengthMs * (number + 1)) / 4, offsetMs }));
}
