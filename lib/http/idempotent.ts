import { say } from '#lib/shared/say.ts';
import { createHash } from 'node:crypto';
import { AppError, isAppError } from '#lib/shared/app-error.ts';
import { errorCodes } from '#lib/shared/error-codes.ts';
import type { IdempotencyScope, IdempotencyStore } from './ports.ts';

interface Answer {
  status: number;
  body: string;
}

/**
 * Runs `work` once for a key: a later request with the same body gets the first answer's bytes again (expected failures
 * included), with another body 422, while the first one runs 409. Failures that may pass (5xx, 429) give the key back.
 */
export async function answerOnce(
  store: IdempotencyStore,
  scope: IdempotencyScope,
  requestBody: Uint8Array,
  work: () => Promise<Answer>,
  toAnswer: (error: AppError) => Answer,
): Promise<Answer> {
  const started = await store.start(scope, createHash('sha256').update(requestBody).digest());
  switch (started.state) {
    case 'finished':
      return { status: started.status, body: Buffer.from(started.body).toString('utf8') };
    case 'running':
      throw new AppError('in_progress', say('idempotency_running'), {
        retryAfterMs: 1_000,
      });
    case 'lost':
      throw new AppError('conflict', say('idempotency_lost'));
    case 'mismatch':
      throw new AppError('idempotency_mismatch', say('idempotency_mismatch'));
    case 'started':
      return runFirst(store, scope, work, toAnswer);
  }
}

async function runFirst(
  store: IdempotencyStore,
  scope: IdempotencyScope,
  work: () => Promise<Answer>,
  toAnswer: (error: AppError) => Answer,
): Promise<Answer> {
  let answer: Answer;
  try {
    answer = await work();
  } catch (error) {
    if (!isAppError(error) || error.status >= 500 || errorCodes[error.code].retryable) {
      await store.release(scope);
      throw error;
    }
    answer = toAnswer(error);
  }
  await store.finish(scope, { status: answer.status, body: Buffer.from(answer.body) });
  return answer;
}
