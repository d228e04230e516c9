import { zstdCompressSync, zstdDecompressSync, constants } from 'node:zlib';
import type { JsonValue } from '#lib/shared/json.ts';

const PLAIN = 0;
const ZSTD = 1;
/** Below this size compressing costs more than it saves. */
const COMPRESS_FROM_BYTES = 4 * 1024;
const LEVEL = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/**
 * JSON as bytes for columns of runs: one leading byte says whether the UTF-8 text behind it is compressed. Key order and
 * U+0000 survive, which `jsonb` does not grant. `undefined` is stored as null.
 */
export function packJson(value: unknown): Buffer {
  const text = JSON.stringify(value) ?? 'null';
  const plain = Buffer.allocUnsafe(Buffer.byteLength(text) + 1);
  plain[0] = PLAIN;
  plain.write(text, 1);
  return plain.length < COMPRESS_FROM_BYTES ? plain : compress(plain);
}

function compress(plain: Buffer): Buffer {
  const body = zstdCompressSync(plain.subarray(1), LEVEL);
  return body.length + 1 < plain.length ? Buffer.concat([Buffer.of(ZSTD), body]) : plain;
}

/** The value that `packJson` wrote. @throws {Error} on anything else: such a row is damaged. */
export function unpackJson(bytes: Uint8Array): JsonValue {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset + 1, bytes.byteLength - 1);
  if (bytes[0] === PLAIN) return JSON.parse(body.toString('utf8')) as JsonValue;
  if (bytes[0] === ZSTD) return JSON.parse(zstdDecompressSync(body).toString('utf8')) as JsonValue;
  throw new Error(`Unknown packing ${bytes[0]}`);
}
