import { say } from '#lib/shared/say.ts';
import type { Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { NodeFailure } from '#lib/kit/node-executor.ts';

const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** Reads a body to its end, as `limitedBytes` does. */
export async function readLimited(body: Readable, encoding: string | undefined, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of limitedBytes(body, encoding, maxBytes)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/**
 * A body, decompressed, up to `maxBytes`; counts while it streams, so that a bomb is dropped when it passes the limit.
 * Throws `limit_exceeded`, or `invalid_response` for an encoding that we did not ask for or that is broken.
 */
export async function* limitedBytes(
  body: Readable,
  encoding: string | undefined,
  maxBytes: number,
): AsyncGenerator<Uint8Array> {
  const decoded = decode(body, encoding);
  let size = 0;
  try {
    for await (const chunk of decoded as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge(maxBytes);
      yield chunk;
    }
  } catch (error) {
    if (decoded !== body && isZlibError(error)) throw new NodeFailure('invalid_response', say('answer_compression'));
    throw error;
  } finally {
    decoded.destroy();
    // The rest of the answer is of no interest; an error of the torn stream neither.
    body.on('error', () => {}).destroy();
  }
}

function decode(body: Readable, encoding: string | undefined): Readable {
  const name = (encoding ?? 'identity').trim().toLowerCase();
  if (name === '' || name === 'identity') return body;
  const create = Object.hasOwn(decoders, name) ? decoders[name]! : undefined;
  if (!create) {
    body.on('error', () => {}).destroy();
    throw new NodeFailure('invalid_response', say('answer_encoding', { encoding: name.slice(0, 40) }));
  }
  const decoder = create();
  body.on('error', (error) => decoder.destroy(error));
  return body.pipe(decoder);
}

function tooLarge(maxBytes: number): NodeFailure {
  return new NodeFailure(
    'limit_exceeded',
    maxBytes < 1024 * 1024
      ? say('answer_too_large_bytes', { limit: maxBytes })
      : say('answer_too_large', { mebibytes: Math.floor(maxBytes / 1024 / 1024) }),
  );
}

function isZlibError(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return (
    typeof code === 'string' &&
    (code.startsWith('Z_') || code.startsWith('ERR__ERROR') || code.startsWith('ERR_BROTLI'))
  );
}
