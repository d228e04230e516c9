import { say } from '#lib/shared/say.ts';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { AppError } from '#lib/shared/app-error.ts';

/** Null switches a limit off. */
type PerSecond = number | null;

/** How often each caller may ask. A refusal is a value: callers over MCP get it as a JSON-RPC error. */
export interface RateLimit {
  /** Counts one request for every key; the first key that is over its limit refuses (`rate_limited`). */
  refusal(keys: readonly string[]): Promise<AppError | null>;
}

interface Options {
  /** Part of the counters' names. */
  name: string;
  perSecond: PerSecond;
  /**
   * A Redis that all processes count in. Without it each process counts for itself, in memory: a request costs no
   * database write, and an installation with n processes lets through up to n times as much.
   */
  redis?: unknown;
}

const WINDOW_SECONDS = 1;
const unlimited: RateLimit = { refusal: () => Promise.resolve(null) };

export function createRateLimit({ name, perSecond, redis }: Options): RateLimit {
  if (perSecond === null) return unlimited;
  const limiter = createLimiter(name, perSecond, redis);
  return {
    refusal: async (keys) => {
      for (const key of keys) {
        const refused = await consume(limiter, key);
        if (refused) return refused;
      }
      return null;
    },
  };
}

function createLimiter(name: string, points: number, redis: unknown): RateLimiterAbstract {
  const options = { keyPrefix: `tw-${name}`, points, duration: WINDOW_SECONDS };
  const memory = new RateLimiterMemory(options);
  if (redis === undefined) return memory;
  // Keys that are known to be over their limit are refused without asking Redis; while it is away each process counts.
  return new RateLimiterRedis({
    ...options,
    storeClient: redis,
    inMemoryBlockOnConsumed: points + 1,
    insuranceLimiter: memory,
  });
}

async function consume(limiter: RateLimiterAbstract, key: string): Promise<AppError | null> {
  try {
    await limiter.consume(key);
    return null;
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    return new AppError('rate_limited', say('too_many_requests', { limit: limiter.points }), {
      retryAfterMs: Math.max(1, refusal.msBeforeNext),
    });
  }
}
