/**
 * Columns of many rows as parameters of one statement: arrays in Postgres' binary format. The driver sends a Buffer as it
 * is; with the text format both sides would spend more time on quotes and hex digits than on the values.
 */

export type ColumnType = 'uuid' | 'text' | 'int4' | 'int8' | 'float8' | 'bool' | 'bytea' | 'jsonb' | 'timestamptz';

export type Column<Row> = readonly [name: keyof Row & string, type: ColumnType];

/** `unnest($1::uuid[], ...) AS r("id", ...)`, parameters counted from `first`. */
export function rowsFrom<Row>(columns: readonly Column<Row>[], first = 1): string {
  const arrays = columns.map(([, type], index) => `$${first + index}::${type}[]`).join(', ');
  return `unnest(${arrays}) AS r(${columns.map(([name]) => `"${name}"`).join(', ')})`;
}

/**
 * A parameter a column. `null` and `undefined` are NULL; `jsonb` is given as its text, `timestamptz` as a `Date`.
 *
 * @throws as Postgres would (`22P02`) for a text that is no uuid.
 */
export function arraysOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Buffer[] {
  return columns.map(([name, type]) => arrayOf(type, rows, name));
}

interface Codec {
  /** Of the element's type. */
  oid: number;
  sizeOf(value: never): number;
  write(into: Buffer, at: number, value: never): void;
}

const JSONB_VERSION = 1;
/** Postgres counts from the year 2000. */
const EPOCH_MS = Date.UTC(2000, 0, 1);

const codecs: Readonly<Record<ColumnType, Codec>> = {
  uuid: { oid: 2950, sizeOf: () => 16, write: writeUuid },
  text: { oid: 25, sizeOf: (value: string) => Buffer.byteLength(value), write: writeText },
  int4: { oid: 23, sizeOf: () => 4, write: (into, at, value: number) => into.writeInt32BE(value, at) },
  int8: { oid: 20, sizeOf: () => 8, write: writeInt8 },
  float8: { oid: 701, sizeOf: () => 8, write: (into, at, value: number) => into.writeDoubleBE(value, at) },
  bool: { oid: 16, sizeOf: () => 1, write: (into, at, value: boolean) => (into[at] = value ? 1 : 0) },
  bytea: {
    oid: 17,
    sizeOf: (value: Uint8Array) => value.length,
    write: (into, at, value: Uint8Array) => into.set(value, at),
  },
  jsonb: {
    oid: 3802,
    sizeOf: (json: string) => Buffer.byteLength(json) + 1,
    write: (into, at, json: string) => into.write(json, into.writeUInt8(JSONB_VERSION, at)),
  },
  timestamptz: {
    oid: 1184,
    sizeOf: () => 8,
    write: (into, at, time: Date) => writeInt8(into, at, (time.getTime() - EPOCH_MS) * 1_000),
  },
};

const HEAD_BYTES = 20;

/** Dimensions, whether there are NULLs, the element's type, length, lower bound; then each element behind its length. */
function arrayOf<Row>(type: ColumnType, rows: readonly Row[], name: keyof Row): Buffer {
  const codec = codecs[type];
  let bytes = HEAD_BYTES;
  let nulls = 0;
  for (const row of rows) {
    const value = row[name] as never;
    bytes += 4;
    if (value === null || value === undefined) nulls = 1;
    else bytes += codec.sizeOf(value);
  }
  const array = Buffer.allocUnsafe(bytes);
  array.writeInt32BE(1, 0);
  array.writeInt32BE(nulls, 4);
  array.writeInt32BE(codec.oid, 8);
  array.writeInt32BE(rows.length, 12);
  array.writeInt32BE(1, 16);
  let at = HEAD_BYTES;
  let last: unknown = null;
  let lastSize = 0;
  for (const row of rows) {
    const value = row[name] as never;
    if (value === null || value === undefined) {
      at = array.writeInt32BE(-1, at);
      last = null;
      continue;
    }
    // Runs of one moment are mostly of one workflow: what is the same is copied.
    if (value === last) array.copyWithin(at, at - 4 - lastSize, at);
    else {
      lastSize = codec.sizeOf(value);
      array.writeInt32BE(lastSize, at);
      codec.write(array, at + 4, value);
      last = value;
    }
    at += 4 + lastSize;
  }
  return array;
}

/** Longer texts are written faster by the runtime than by a loop. */
const SHORT_CHARS = 40;

function writeText(into: Buffer, at: number, text: string): void {
  if (text.length > SHORT_CHARS) return void into.write(text, at);
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return void into.write(text, at);
    into[at + index] = code;
  }
}

const HYPHENS: ReadonlySet<number> = new Set([8, 13, 18, 23]);
const UUID_CHARS = 36;
/** By code of a letter: the value of a hex digit, 255 for anything else. */
const digits = new Uint8Array(128).fill(255);
for (let value = 0; value < 16; value += 1) {
  digits[value.toString(16).charCodeAt(0)] = value;
  digits[value.toString(16).toUpperCase().charCodeAt(0)] = value;
}

function writeUuid(into: Buffer, at: number, text: string): void {
  let index = 0;
  let byte = at;
  let wrong = text.length !== UUID_CHARS;
  while (!wrong && index < UUID_CHARS) {
    if (HYPHENS.has(index)) {
      wrong = text[index] !== '-';
      index += 1;
      continue;
    }
    const high = digits[text.charCodeAt(index)] ?? 255;
    const low = digits[text.charCodeAt(index + 1)] ?? 255;
    wrong = high === 255 || low === 255;
    into[byte] = (high << 4) | low;
    byte += 1;
    index += 2;
  }
  if (wrong) throw Object.assign(new Error('invalid input for type uuid'), { code: '22P02' });
}

function writeInt8(into: Buffer, at: number, value: number): void {
  into.writeInt32BE(Math.floor(value / 0x1_0000_0000), at);
  into.writeUInt32BE(value >>> 0, at + 4);
}
