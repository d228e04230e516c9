import { createHash } from 'node:crypto';

/**
 * The idempotency key of the n-th effect of a step (`semantics.md`, effects): the first 32 hex digits of SHA-256 of
 * `runId/nodeId/iteration/n`. The same in all attempts.
 */
export function effectKey(runId: string, nodeId: string, iteration: readonly number[], n: number): string {
  return createHash('sha256')
    .update(`${runId}/${nodeId}/${iteration.join('.')}/${n}`)
    .digest('hex')
    .slice(0, 32);
}
