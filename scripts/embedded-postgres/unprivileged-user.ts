import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The user that Postgres runs as; null where this process is no root and simply runs it itself. */
export interface UnprivilegedUser {
  readonly uid: number;
  readonly gid: number;
}

/** @throws when this is root and the machine knows neither `postgres` nor `nobody`. */
export function findUnprivilegedUser(): UnprivilegedUser | null {
  if (process.getuid?.() !== 0) return null;
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const fields = lines.find((line) => line.startsWith(`${name}:`))?.split(':');
    if (fields) return { uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  throw new Error('Postgres does not run as root, and there is no user "postgres" or "nobody" to run it as');
}

/** Whether the user may pass through a folder (and all of its parents), or run a program. */
export function canPass(user: UnprivilegedUser | null, path: string): boolean {
  return spawnSync('test', ['-x', path], { ...user, cwd: '/' }).status === 0;
}
