import { createHmac } from 'node:crypto';
import { NodeFailure, type HashAlgorithm, type Pieces } from '#lib/kit/node-executor.ts';
import { say } from '#lib/shared/say.ts';
import type { BoundCredentials } from './ports.ts';

/** The HMAC of the bytes with a connection's signing secret. Throws `connection_unsuitable` if it has none. */
export async function sign(
  { signingKey }: BoundCredentials,
  algorithm: HashAlgorithm,
  pieces: Pieces,
): Promise<Uint8Array> {
  if (signingKey === undefined)
    throw new NodeFailure('connection_unsuitable', say('connection_not_signing'), { path: '/connectionId' });
  const hmac = createHmac(algorithm, signingKey);
  for await (const piece of pieces) hmac.update(piece);
  return hmac.digest();
}
