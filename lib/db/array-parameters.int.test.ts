import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { useDatabase } from '#lib/testing/database.ts';
import { arraysOf, rowsFrom, type Column } from './array-parameters.ts';

interface Row {
  id: string | null;
  name: string | null;
  small: number | null;
  large: number | null;
  real: number | null;
  yes: boolean | null;
  bytes: Buffer | null;
  json: string | null;
  at: Date | null;
}

const columns: readonly Column<Row>[] = [
  ['id', 'uuid'],
  ['name', 'text'],
  ['small', 'int4'],
  ['large', 'int8'],
  ['real', 'float8'],
  ['yes', 'bool'],
  ['bytes', 'bytea'],
  ['json', 'jsonb'],
  ['at', 'timestamptz'],
];
const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { nil: null });
/** Few different ones, so that neighbours are often the same. */
const few = fc.constantFrom('hook', 'success', 'é'.repeat(50), '');
const row: fc.Arbitrary<Row> = fc.record({
  id: orNull(fc.uuid()),
  name: orNull(
    fc.oneof(
      few,
      fc.string({ unit: 'binary', maxLength: 60 }).map((text) => text.replaceAll('\0', '')),
    ),
  ),
  small: orNull(fc.integer()),
  large: orNull(fc.maxSafeInteger()),
  real: orNull(fc.double({ noNaN: true })),
  yes: orNull(fc.boolean()),
  bytes: orNull(fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes))),
  json: orNull(fc.dictionary(fc.constantFrom('a', 'é', 'z'), fc.integer()).map((value) => JSON.stringify(value))),
  at: orNull(fc.date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })),
});

const nothing = Object.fromEntries(columns.map(([name]) => [name, null])) as unknown as Row;
/** Postgres keeps the members of an object in an order of its own. */
const sorted = (json: string): string =>
  JSON.stringify(Object.entries(JSON.parse(json) as object).sort(([one], [other]) => (one < other ? -1 : 1)));

describe('arrays as parameters', () => {
  const database = useDatabase();
  const sent = async (rows: readonly Row[]): Promise<unknown[]> => {
    const text = `SELECT r.*, r."real"::text AS "real", r."json"::text AS "json" FROM ${rowsFrom(columns)}`;
    const { rows: found } = await database.pool.query({ name: 'sent', text, values: arraysOf(columns, rows) });
    return found.map(({ real, large, json, ...rest }) => ({
      ...rest,
      real: real === null ? null : Number(real),
      large: large === null ? null : Number(large),
      json: json === null ? null : sorted(json),
    }));
  };

  it('arrive as they were sent, whatever they hold', async () => {
    const given = fc.array(row, { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(given, async (rows) => {
        expect(await sent(rows)).toEqual(rows.map(({ json, ...rest }) => ({ ...rest, json: json && sorted(json) })));
      }),
      { numRuns: 200 },
    );
  });

  it('refuses a text that is no uuid, as Postgres would', () => {
    for (const id of ['not an id', '0189dcd553117d408db09496a2eef37b', '0189dcd5-5311-7d40-8db0-9496a2eef37g', '']) {
      const rows = [{ ...nothing, id }];
      expect(() => arraysOf(columns, rows)).toThrow(expect.objectContaining({ code: '22P02' }));
    }
  });
});
