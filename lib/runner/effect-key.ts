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

/**
 * The id of the run that an attempt of a step calls: a UUIDv7 of the caller's time, the same whenever the attempt is
 * started again.
 */
export function subRunId(
  run: { id: string; createdAt: number },
  nodeId: string,
  iteration: readonly number[],
  attempt: number,
): string {
  const bytes = createHash('sha256')
    .update(`${run.id}/${nodeId}/${iteration.join('.')}/call/${attempt}`)
    .digest()
    .subarray(0, 16);
  bytes.writeUIntBE(run.createdAt, 0, 6);
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
