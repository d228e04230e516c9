import { say } from '#lib/shared/say.ts';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { AppError } from '#lib/shared/app-error.ts';
import { createCounter, type CounterStore } from './counters.ts';

/** Slows guessing down. It knows nothing about which accounts exist: known and unknown addresses are treated alike. */
export interface SignInThrottle {
  /** Before each try. May wait; throws `rate_limited` (429) with `retryAfterMs` of at most 30 s. */
  beforeTry(email: string, address: string): Promise<void>;
  /** After a right password: the tries of this person from this address count no more. */
  succeeded(email: string, address: string): Promise<void>;
  /** Before each sign-up. Throws `rate_limited`. */
  beforeSignUp(address: string): Promise<void>;
}

/** Tries are counted for this long, in seconds. */
const WINDOW_SECONDS = 15 * 60;
/** Tries for one account from one address before pauses begin. */
const FREE_PAIR_TRIES = 5;
/** Tries from one address, whatever the account: a whole office may sit behind it. */
const FREE_ADDRESS_TRIES = 100;
/** Tries for one account from anywhere, before each waits. It is never refused: a stranger must not lock its owner out. */
const FREE_ACCOUNT_TRIES = 20;
const MAX_PAUSE_SECONDS = 30;
const MAX_WAIT_MS = 2_000;
const SIGN_UPS_PER_WINDOW = 600;
const UNLIMITED = 1_000_000_000;

/** Every try is counted in the store before it is made: what guards passwords and codes is exact. */
export function createSignInThrottle(store: CounterStore): SignInThrottle {
  const tries = createLimiter(store, { name: 'try', points: UNLIMITED, seconds: WINDOW_SECONDS });
  const gate = createLimiter(store, { name: 'gate', points: 1, seconds: MAX_PAUSE_SECONDS });
  const signUps = createLimiter(store, { name: 'signup', points: SIGN_UPS_PER_WINDOW, seconds: WINDOW_SECONDS });

  const pause = async (key: string, free: number): Promise<void> => {
    const { consumedPoints } = await tries.consume(key);
    const over = consumedPoints - free;
    if (over <= 0) return;
    const customDuration = Math.min(MAX_PAUSE_SECONDS, 2 ** (over - 1));
    await consumeOrRefuse(gate, key, { customDuration });
  };
  return {
    beforeTry: async (email, address) => {
      await pause(addressKey(address), FREE_ADDRESS_TRIES);
      await pause(pairKey(email, address), FREE_PAIR_TRIES);
      const { consumedPoints } = await tries.consume(accountKey(email));
      const over = consumedPoints - FREE_ACCOUNT_TRIES;
      if (over > 0) await sleep(Math.min(MAX_WAIT_MS, 100 * over));
    },
    succeeded: async (email, address) => {
      await tries.delete(pairKey(email, address));
      await gate.delete(pairKey(email, address));
      await tries.reward(addressKey(address));
      await tries.reward(accountKey(email));
    },
    beforeSignUp: (address) => consumeOrRefuse(signUps, addressKey(address)),
  };
}

/** Keys are digests: bounded in length, and the counters' table is no list of addresses. */
const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');
const addressKey = (address: string): string => `address:${digest(address)}`;
const accountKey = (email: string): string => `account:${digest(email)}`;
const pairKey = (email: string, address: string): string => `pair:${digest(`${email}\n${address}`)}`;

async function consumeOrRefuse(
  limiter: RateLimiterAbstract,
  key: string,
  options?: { customDuration: number },
): Promise<void> {
  try {
    await limiter.consume(key, 1, options);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    throw new AppError('rate_limited', say('too_many_tries'), {
      retryAfterMs: Math.max(1, refusal.msBeforeNext),
    });
  }
}

/** While Redis is away each process counts for itself; without Postgres nobody signs in anyway. */
function createLimiter(
  store: CounterStore,
  counted: { name: string; points: number; seconds: number },
): RateLimiterAbstract {
  if (store.kind !== 'redis') return createCounter(store, counted);
  return createCounter(store, { ...counted, insurance: createCounter({ kind: 'memory' }, counted) });
}
