import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { z } from 'zod';
import {
  headerSchema,
  manifestSchema,
  tableSchema,
  type BackupHeader,
  type BackupTable,
  type TableTotal,
} from './backup-format.ts';
import { damaged, FrameReader, type Frame } from './frames.ts';

/** A backup while it is read, from its beginning to its end. */
export interface OpenBackup {
  header: BackupHeader;
  /**
   * Goes through all tables; `load` must read all data of its table. Resolves when everything is what the manifest says.
   *
   * @throws when the file is damaged.
   */
  eachTable(load: (table: BackupTable, data: AsyncIterable<Buffer>) => Promise<void>): Promise<TableTotal[]>;
}

/** @throws when it is no backup, or one of a format that this release does not know. */
export async function openBackup(file: string): Promise<OpenBackup> {
  const source = createReadStream(file);
  const gunzip = createGunzip();
  source.on('error', (error) => gunzip.destroy(error));
  const reader = new FrameReader(source.pipe(gunzip) as AsyncIterable<Buffer>);
  const header = parse(headerSchema, await nextOf(reader, 'H'));
  return { header, eachTable: (load) => readTables(reader, load) };
}

async function readTables(
  reader: FrameReader,
  load: (table: BackupTable, data: AsyncIterable<Buffer>) => Promise<void>,
): Promise<TableTotal[]> {
  const totals: TableTotal[] = [];
  for (;;) {
    const frame = await next(reader);
    if (frame.kind === 'M') return checked(totals, parse(manifestSchema, frame).tables);
    if (frame.kind !== 'T') throw damaged();
    const table = parse(tableSchema, frame);
    const tally = new Tally(reader);
    await load(table, tally.data());
    totals.push({ name: table.name, ...tally.total() });
  }
}

/** Counts and hashes a table's data while it goes by. */
class Tally {
  readonly #reader: FrameReader;
  readonly #hash = createHash('sha256');
  #rows = 0;

  constructor(reader: FrameReader) {
    this.#reader = reader;
  }

  async *data(): AsyncGenerator<Buffer> {
    for (;;) {
      const { kind, payload } = await next(this.#reader);
      if (kind === 'E') return;
      if (kind !== 'D') throw damaged();
      this.#hash.update(payload);
      // COPY's text format ends each row with a line feed, and writes those of the data as \n.
      for (const byte of payload) if (byte === 0x0a) this.#rows++;
      yield payload;
    }
  }

  total(): Omit<TableTotal, 'name'> {
    return { rows: this.#rows, sha256: this.#hash.digest('hex') };
  }
}

function checked(found: TableTotal[], promised: readonly TableTotal[]): TableTotal[] {
  if (JSON.stringify(found) !== JSON.stringify(promised)) throw damaged('its contents differ from its manifest');
  return found;
}

async function next(reader: FrameReader): Promise<Frame> {
  let frame: Frame | null;
  try {
    frame = await reader.next();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw code.startsWith('Z_') ? damaged() : error;
  }
  if (!frame) throw damaged();
  return frame;
}

async function nextOf(reader: FrameReader, kind: Frame['kind']): Promise<Frame> {
  const frame = await next(reader);
  if (frame.kind !== kind) throw damaged();
  return frame;
}

function parse<S extends z.ZodType>(schema: S, { payload }: Frame): z.infer<S> {
  try {
    return schema.parse(JSON.parse(payload.toString()));
  } catch {
    throw damaged('it has another format than this release reads');
  }
}
