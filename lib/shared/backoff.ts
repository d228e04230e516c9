export interface BackoffPolicy {
  backoffMs: number;
  factor: number;
  maxBackoffMs: number;
}

/** Delay before attempt `n` (n >= 2), without jitter: `min(maxBackoffMs, backoffMs * factor^(n-2))`. */
export function backoffDelay(policy: BackoffPolicy, attempt: number): number {
  return Math.min(policy.maxBackoffMs, policy.backoffMs * policy.factor ** (attempt - 2));
}

/** Spreads a delay by +-20 %; `random` is in [0, 1). */
export function withJitter(delayMs: number, random: number): number {
  return Math.round(delayMs * (0.8 + 0.4 * random));
}
