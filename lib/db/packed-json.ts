import { createHash } from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync, constants } from 'node:zlib';
import type { JsonValue } from '#lib/shared/json.ts';

const PLAIN = 0;
const ZSTD = 1;
/** The value is kept apart, by its SHA-256. */
const APART = 2;
/** Below this size compressing costs more than it saves. */
const COMPRESS_FROM_BYTES = 4 * 1024;
const LEVEL = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/**
 * JSON as bytes for columns of runs: one leading byte says whether the UTF-8 text behind it is compressed. Key order and
 * U+0000 survive, which `jsonb` does not grant. `undefined` is stored as null.
 */
export function packJson(value: unknown): Buffer {
  return packText(JSON.stringify(value) ?? 'null');
}

/** The same for a value that is JSON text already. */
export function packText(text: string): Buffer {
  const plain = plainBytes(text);
  return plain.length < COMPRESS_FROM_BYTES ? plain : compress(plain);
}

/** The same with the SHA-256 of the text. */
export function packHashed(text: string): { sha256: Buffer; bytes: Buffer } {
  const plain = plainBytes(text);
  return { sha256: createHash('sha256').update(plain.subarray(1)).digest(), bytes: compress(plain) };
}

function plainBytes(text: string): Buffer {
  const plain = Buffer.allocUnsafe(Buffer.byteLength(text) + 1);
  plain[0] = PLAIN;
  plain.write(text, 1);
  return plain;
}

function compress(plain: Buffer): Buffer {
  const body = zstdCompressSync(plain.subarray(1), LEVEL);
  return body.length + 1 < plain.length ? Buffer.concat([Buffer.of(ZSTD), body]) : plain;
}

/** The value that `packJson` wrote. @throws {Error} on anything else: such a row is damaged. */
export function unpackJson(bytes: Uint8Array): JsonValue {
  return JSON.parse(unpackText(bytes).toString('utf8')) as JsonValue;
}

/** Its JSON text, as UTF-8. */
export function unpackText(bytes: Uint8Array): Buffer {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset + 1, bytes.byteLength - 1);
  if (bytes[0] === PLAIN) return body;
  if (bytes[0] === ZSTD) return zstdDecompressSync(body);
  throw new Error(`Unknown packing ${bytes[0]}`);
}

/** Stands in a column for a value that is kept apart. No user's value can look like it: those begin with another byte. */
export function packReference(sha256: Buffer): Buffer {
  return Buffer.concat([Buffer.of(APART), sha256]);
}

/** The hash (hex) that a column names in place of a value; null if it holds the value itself. */
export function referenceIn(bytes: Uint8Array): string | null {
  return bytes[0] === APART ? Buffer.from(bytes.subarray(1)).toString('hex') : null;
}
