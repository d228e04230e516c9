import type { JsonValue } from '#lib/shared/json.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * JSON as UTF-8 bytes, for columns that users' data passes through. Unlike `jsonb` it keeps the order of keys, repeated
 * numbers' spelling aside, and U+0000. Lone surrogates are kept too: `JSON.stringify` writes them as escapes.
 */
export function encodeJson(value: unknown): Uint8Array<ArrayBuffer> {
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError('Not a JSON value');
  return encoder.encode(text);
}

/** The value that `encodeJson` wrote. Throws on anything else: such a row is damaged. */
export function decodeJson(bytes: Uint8Array): JsonValue {
  return JSON.parse(decoder.decode(bytes)) as JsonValue;
}
