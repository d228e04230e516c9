import { setTimeout as sleep } from 'node:timers/promises';
import { ApiProblem } from '../../../lib/client/api-problem.ts';
import type { ApiClient } from '../../../lib/client/create-client.ts';
import { isEnded, type Execution } from '../../../lib/contracts/execution.ts';
import type { Outcome } from '../facts.ts';

const PATIENCE_MS = 40_000;
const PAUSE_MS = 500;

/** Of a REST call that gave an execution. */
export function outcomeOf({ id: run, status, output }: Execution): Outcome {
  return isEnded(status) ? { kind: 'ended', run, status, output } : { kind: 'accepted', run };
}

/** Of a REST call that failed: 4xx says that nothing was started, but for what our own idempotency key met. */
export function outcomeOfFailure(error: unknown): Outcome {
  if (!(error instanceof ApiProblem)) return { kind: 'unanswered', why: String(error) };
  const refused = error.status >= 400 && error.status < 500 && !['conflict', 'in_progress'].includes(error.code);
  // An answer that is no problem document has no code of its own.
  const why = error.code === 'internal' ? `HTTP ${error.status}` : error.code;
  return { kind: refused ? 'refused' : 'unanswered', why };
}

/** Starts queued runs as a careful client does: the same call again, with its key, until somebody says what became of it. */
export function startingQueued(client: ApiClient, id: string): (tag: string) => Promise<Outcome> {
  return async (tag) => {
    const end = performance.now() + PATIENCE_MS;
    for (;;) {
      const outcome = await client
        .call('executeWorkflow', { params: { id }, body: { mode: 'async', input: { tag } }, idempotencyKey: tag })
        .then(outcomeOf, outcomeOfFailure);
      // `conflict`: who knew what became of the first call is dead, and nobody will ever say.
      const final = outcome.kind !== 'unanswered' || outcome.why === 'conflict';
      if (final || performance.now() > end) return outcome;
      await sleep(PAUSE_MS);
    }
  };
}
