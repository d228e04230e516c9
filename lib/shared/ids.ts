/**
 * UUIDv7 (RFC 9562, section 5.7): 48 bits of milliseconds, then a 12-bit counter that keeps ids of one process
 * in order within a millisecond, then 62 random bits.
 */
let lastMs = 0;
let counter = 0;
const pool = new Uint8Array(8 * 256);
let poolOffset = pool.length;
const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export function newId(now: number = Date.now()): string {
  if (poolOffset >= pool.length) {
    crypto.getRandomValues(pool);
    poolOffset = 0;
  }
  let ms = now;
  if (ms > lastMs) {
    lastMs = ms;
    counter = pool[poolOffset]! & 0x7f;
  } else if (++counter > 0xfff) {
    counter = 0;
    lastMs += 1;
  }
  ms = lastMs;
  const high = Math.floor(ms / 0x1_0000_0000);
  const low = ms >>> 0;
  const bytes = pool.subarray(poolOffset, poolOffset + 8);
  poolOffset += 8;
  const h = (byte: number): string => hex[byte & 0xff]!;
  return (
    `${h(high >>> 8)}${h(high)}${h(low >>> 24)}${h(low >>> 16)}-${h(low >>> 8)}${h(low)}-` +
    `${h(0x70 | (counter >>> 8))}${h(counter)}-${h(0x80 | (bytes[0]! & 0x3f))}${h(bytes[1]!)}-` +
    `${h(bytes[2]!)}${h(bytes[3]!)}${h(bytes[4]!)}${h(bytes[5]!)}${h(bytes[6]!)}${h(bytes[7]!)}`
  );
}

/**
 * A fresh trace id of W3C Trace Context: 32 hex digits. It begins with its time, as ids do, so that the runs of a trace
 * that began here are found by their ids.
 */
export function newTraceId(): string {
  const id = newId();
  return id.slice(0, 8) + id.slice(9, 13) + id.slice(14, 18) + id.slice(19, 23) + id.slice(24);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isId(text: string): boolean {
  return UUID.test(text);
}

/** The moment (ms) that a UUIDv7 carries. */
export function idTime(id: string): number {
  return parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** The smallest UUIDv7 of a moment: a bound for keyset and range queries. */
export function idFloor(ms: number): string {
  const text = Math.max(0, ms).toString(16).padStart(12, '0');
  return `${text.slice(0, 8)}-${text.slice(8)}-7000-8000-000000000000`;
}
