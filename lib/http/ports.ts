import type { Authenticator } from '#lib/auth/authenticator.ts';
import type { Config } from '#lib/config/config.ts';
import type { Logger } from '#lib/observability/logger.ts';
import type { AppError } from '#lib/shared/app-error.ts';

/** What a request means when it carries an Idempotency-Key (`lib/db/idempotency.ts` implements it). */
export interface IdempotencyScope {
  workspaceId: string;
  principalId: string;
  route: string;
  key: string;
}

export interface IdempotencyStore {
  start(
    scope: IdempotencyScope,
    bodyHash: Uint8Array,
  ): Promise<
    { state: 'started' | 'running' | 'lost' | 'mismatch' } | { state: 'finished'; status: number; body: Uint8Array }
  >;
  finish(scope: IdempotencyScope, answer: { status: number; body: Uint8Array }): Promise<void>;
  release(scope: IdempotencyScope): Promise<void>;
}

/** Limits on how often somebody may ask (`lib/auth/rate-limits.ts` implements it). */
export interface RequestLimits {
  /** Before it is known who asks. Resolves with the refusal. */
  ofAddress(address: string): Promise<AppError | null>;
  /** `id` of the key, or of the person. */
  ofAsker(id: string): Promise<AppError | null>;
}

/** What routes need from their process. */
export interface HttpPorts {
  config: Pick<Config, 'host' | 'port' | 'publicUrl' | 'trustProxy'>;
  logger: Logger;
  authenticator: Authenticator;
  idempotency: IdempotencyStore;
  /** Whether an error says that a store does not answer now: who asked is told to try again. */
  isOutage(error: unknown): boolean;
  /** Aborts when the process begins to stop: streams end then, ordinary answers are finished. */
  stopping: AbortSignal;
  limits: RequestLimits;
  /** Whether this person operates the installation; asked for each request. */
  isOperator(userId: string): Promise<boolean>;
  /** Called once for each request, for metrics. `route` is the contract's path, a closed set. */
  onAnswer?: (answer: { method: string; route: string; status: number; durationMs: number }) => void;
  /** Tests: an answer that its contract does not describe becomes a 500. */
  checkResponses?: boolean;
}
