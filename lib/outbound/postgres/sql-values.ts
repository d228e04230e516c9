import pg from 'pg';

type Read = (text: string) => unknown;

const asNumber: Read = (text) => (Number.isFinite(Number(text)) ? Number(text) : text);
/** `2026-01-02 03:04:05.123+00` to `2026-01-02T03:04:05.123Z`; `infinity` and years before Christ stay as they are. */
const asTime: Read = (text) => (/^\d{4,}-\d\d-\d\d /.test(text) ? text.replace(' ', 'T').replace(/\+00$/, 'Z') : text);
const asBytes: Read = (text) => (text.startsWith('\\x') ? Buffer.from(text.slice(2), 'hex').toString('base64') : text);
const asBoolean: Read = (text) => text === 't';
const asJson: Read = (text) => JSON.parse(text) as unknown;
const asText: Read = (text) => text;

const { builtins } = pg.types;
const readers = new Map<number, Read>([
  [builtins.BOOL, asBoolean],
  [builtins.INT2, asNumber],
  [builtins.INT4, asNumber],
  [builtins.OID, asNumber],
  [builtins.FLOAT4, asNumber],
  [builtins.FLOAT8, asNumber],
  [builtins.TIMESTAMP, asTime],
  [builtins.TIMESTAMPTZ, asTime],
  [builtins.BYTEA, asBytes],
  [builtins.JSON, asJson],
  [builtins.JSONB, asJson],
]);

/** Type numbers of lists, with those of their elements (`pg_type.dat`). */
const lists = new Map<number, number>([
  [1000, builtins.BOOL],
  [1001, builtins.BYTEA],
  [1005, builtins.INT2],
  [1007, builtins.INT4],
  [1028, builtins.OID],
  [1021, builtins.FLOAT4],
  [1022, builtins.FLOAT8],
  [1115, builtins.TIMESTAMP],
  [1185, builtins.TIMESTAMPTZ],
  [199, builtins.JSON],
  [3807, builtins.JSONB],
  [1002, builtins.CHAR],
  [1009, builtins.TEXT],
  [1014, builtins.BPCHAR],
  [1015, builtins.VARCHAR],
  [1016, builtins.INT8],
  [1182, builtins.DATE],
  [1231, builtins.NUMERIC],
  [2951, builtins.UUID],
]);

/** JSON of a value. What numbers cannot hold exactly (`bigint`, `numeric`) and all other types are texts. Never throws. */
function readerOf(type: number): Read {
  const element = lists.get(type);
  const read = element === undefined ? (readers.get(type) ?? asText) : listOf(readers.get(element) ?? asText);
  return (text) => {
    try {
      return read(text);
    } catch {
      return text;
    }
  };
}

function listOf(read: Read): Read {
  const { arrayParser } = pg.types as unknown as {
    arrayParser: { create(text: string, read: Read): { parse(): unknown[] } };
  };
  return (text) => arrayParser.create(text, read).parse();
}

/** How the driver reads values. */
export const sqlTypes = { getTypeParser: (type: number) => readerOf(type) } as unknown as pg.CustomTypesConfig;
