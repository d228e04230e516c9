/** The port through which everything reads time (milliseconds since the epoch, UTC). Tests inject their own. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };
