import { say } from '#lib/shared/say.ts';
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
  /** Null switches a limit off. */
  perSecond: number | null;
  /** What all processes count in; how exactly, `SharedPoints` says. */
  store: CounterStore;
  /** Hears that the store does not answer: meanwhile each process counts for itself. */
  onAway: (error: unknown) => void;
}

const passed = Promise.resolve(null);
const unlimited: RateLimit = { refusal: () => passed };

export function createRateLimit({ perSecond, ...options }: Options): RateLimit {
  if (perSecond === null) return unlimited;
  const points = new SharedPoints({ ...options, points: perSecond, seconds: 1 });
  const refusalOf = (wait: Verdict): AppError | null =>
    wait === null
      ? null
      : new AppError('rate_limited', say('too_many_requests', { limit: perSecond }), { retryAfterMs: wait });
  return {
    refusal: (key) => {
      const verdict = points.spend(key);
      if (verdict === null) return passed;
      return typeof verdict === 'number' ? Promise.resolve(refusalOf(verdict)) : verdict.then(refusalOf);
    },
  };
}
