import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import {
  countSectionRows,
  sectionNames,
  sectionRows,
  type SectionName,
  type SectionRow,
} from '#lib/db/export-sections.ts';
import type { Db } from '#lib/db/client.ts';
import { readExecution } from '#lib/services/executions/read-execution.ts';
import { isAppError } from '#lib/shared/app-error.ts';
import { cleanFileName } from '#lib/shared/file-name.ts';
import type { ValueStore } from '#lib/values/value-store.ts';

export interface ArchiveSource {
  db: Pick<Db, 'pool'>;
  values: Pick<ValueStore, 'read'>;
}

export interface Archive {
  /** How many rows and files there are to write. */
  total: number;
  /** How many are written. */
  done(): number;
  bytes: AsyncIterable<Uint8Array>;
}

/** In every archive, for whoever opens it years later. */
const FORMAT = 'toolwright-workspace';
const FORMAT_VERSION = 1;

/**
 * A zip with all that a workspace holds: `manifest.json`, a JSON document a line for each list, and the files. It is made
 * while it is read, so that it takes no memory.
 */
export async function writeArchive(
  source: ArchiveSource,
  workspace: { id: string; slug: string; name: string; exportedAt: Date },
): Promise<Archive> {
  const { id: workspaceId, ...named } = workspace;
  const total = await countSectionRows(source.db.pool, { workspaceId });
  const zip = new ZipFile();
  const files: SectionRow[] = [];
  let done = 0;
  const add = (path: string, bytes: () => AsyncIterable<Uint8Array>, compress = true): void => {
    const make = (give: (error: unknown, stream: NodeJS.ReadableStream) => void): void => {
      const stream = Readable.from(bytes());
      stream.once('error', (error) => zip.emit('error', error));
      give(null, stream);
    };
    zip.addReadStreamLazy(path, { mtime: workspace.exportedAt, mode: 0o100600, compress }, make);
  };
  const lines = async function* (name: SectionName): AsyncGenerator<Uint8Array> {
    for await (const row of sectionRows(source.db.pool, { workspaceId, name })) {
      if (name === 'files') files.push(row);
      done += 1;
      const whole =
        name === 'executions' ? await readExecution(source.db.pool, { workspaceId, id: String(row['id']) }) : row;
      if (whole) yield Buffer.from(`${JSON.stringify(whole)}\n`);
    }
  };
  const manifest = { format: FORMAT, formatVersion: FORMAT_VERSION, workspace: { id: workspaceId, ...named }, leftOut };
  zip.addBuffer(Buffer.from(JSON.stringify(manifest, null, 2)), 'manifest.json', { mtime: workspace.exportedAt });
  for (const name of sectionNames) {
    if (name !== 'files') add(`${name}.jsonl`, () => lines(name));
  }
  // Files come last: which there are is known once their list is written.
  const listed = Readable.from(lines('files'));
  listed.once('end', () => {
    for (const { id: given, name, size, sha256 } of files) {
      if (sha256 === null) continue;
      const id = String(given);
      const range = { start: 0, end: Number(size) };
      const bytes = (): AsyncIterable<Uint8Array> => unlessDeleted(source.values.read({ workspaceId, id }, range));
      add(`files/${id}-${cleanFileName(String(name))}`, bytes, false);
    }
    zip.end();
  });
  listed.once('error', (error) => zip.emit('error', error));
  zip.addReadStreamLazy('files.jsonl', { mtime: workspace.exportedAt }, (give) => give(null, listed));
  return { total, done: () => done, bytes: outputOf(zip) };
}

const leftOut = [
  'values of secret variables, and secrets of connections',
  'API keys themselves (only their names and beginnings are here), passwords, links of invitations',
];

/** A file that is deleted while the archive is written leaves what was read of it. */
async function* unlessDeleted(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    if (!isAppError(error) || error.code !== 'not_found') throw error;
  }
}

/** What the archive gives; what goes wrong inside it ends it with the error. */
async function* outputOf(zip: ZipFile): AsyncGenerator<Uint8Array> {
  const output = zip.outputStream as Readable;
  zip.once('error', (error: Error) => output.destroy(error));
  for await (const bytes of output) yield bytes as Uint8Array;
}
