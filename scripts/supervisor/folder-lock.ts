import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { identityOf, isRunning, type ProcessIdentity } from './process-identity.ts';

const holderSchema = z.object({ pid: z.number().int().positive(), startedAt: z.string().nullable() });

export interface FolderLock {
  /** Whether the last holder ended without letting go, so that its children may still be on their way out. */
  readonly afterCrash: boolean;
  release(): void;
}

/**
 * Takes a folder for this process.
 *
 * @throws when a living process has it; the message names it.
 */
export function lockFolder(folder: string, name = 'supervisor.lock'): FolderLock {
  const file = path.join(folder, name);
  const own = JSON.stringify(identityOf(process.pid));
  const afterCrash = !tryCreate(file, own) && takeOver(file, own);
  return { afterCrash, release: () => releaseOwn(file, own) };
}

/** @returns true; @throws when the holder lives, or another process was faster. */
function takeOver(file: string, own: string): true {
  const found = readOrEmpty(file);
  const holder = parseHolder(found);
  if (holder !== null && isRunning(holder)) throw inUse(file, holder.pid);
  const aside = `${file}.${process.pid}`;
  renameSync(file, aside);
  const moved = readOrEmpty(aside);
  if (moved !== found) {
    renameSync(aside, file);
    throw inUse(file, parseHolder(moved)?.pid ?? 0);
  }
  rmSync(aside);
  if (!tryCreate(file, own)) throw inUse(file, parseHolder(readOrEmpty(file))?.pid ?? 0);
  return true;
}

function tryCreate(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function releaseOwn(file: string, own: string): void {
  if (readOrEmpty(file) === own) rmSync(file, { force: true });
}

function parseHolder(text: string): ProcessIdentity | null {
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function inUse(file: string, pid: number): Error {
  return new Error(
    `${path.dirname(file)} is already in use by process ${pid}; stop that copy or choose another --data-dir`,
  );
}
