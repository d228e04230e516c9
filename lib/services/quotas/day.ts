const DAY_MS = 24 * 3_600_000;

/** Beginning of the day (UTC) that holds a moment. Both in ms. */
export const dayStart = (now: number): number => now - (now % DAY_MS);

export const dayEnd = (now: number): number => dayStart(now) + DAY_MS;
