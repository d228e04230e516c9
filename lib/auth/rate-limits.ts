import { say, type Said } from '#lib/shared/say.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { CounterStore } from './counters.ts';
import { SharedPoints, type Verdict } from './shared-points.ts';

/** How often each caller may ask. A refusal is a value: callers over MCP get it as a JSON-RPC error. */
export interface RateLimit {
  /** Counts one request of `key`, or resolves with its refusal (`rate_limited`). Asks the store for some calls only. */
  refusal(key: string): Promise<AppError | null>;
}

interface Options {
  /** Part of the counters' names. */
  name: string;
  /** How many calls pass in each window. Null switches a limit off. */
  points: number | null;
  /** How long a window is; a second, if left out. */
  seconds?: number;
  /** What a refusal says; of requests a second, if left out. */
  refused?: (limit: number) => Said;
  /** What all processes count in; how exactly, `SharedPoints` says. */
  store: CounterStore;
  /** Hears that the store does not answer: meanwhile each process counts for itself. */
  onAway: (error: unknown) => void;
}

const passed = Promise.resolve(null);
const unlimited: RateLimit = { refusal: () => passed };

const aSecond = (limit: number): Said => say('too_many_requests', { limit });

export function createRateLimit({ points, seconds = 1, refused = aSecond, ...options }: Options): RateLimit {
  if (points === null) return unlimited;
  const shared = new SharedPoints({ ...options, points, seconds });
  const refusalOf = (wait: Verdict): AppError | null =>
    wait === null ? null : new AppError('rate_limited', refused(points), { retryAfterMs: wait });
  return {
    refusal: (key) => {
      const verdict = shared.spend(key);
      if (verdict === null) return passed;
      return typeof verdict === 'number' ? Promise.resolve(refusalOf(verdict)) : verdict.then(refusalOf);
    },
  };
}
