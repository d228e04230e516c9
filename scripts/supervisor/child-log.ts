import { closeSync, copyFileSync, existsSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';

/** Bytes after which a log is moved to `NAME.log.1` and begins anew. */
const LIMIT = 50_000_000;
const TAIL_LINES = 20;

/** A log that children append to; for the owner's eyes alone. */
export function openLog(file: string): { fd: number; close(): void } {
  rotateLog(file);
  const fd = openSync(file, 'a', 0o600);
  return { fd, close: () => closeSync(fd) };
}

/** Works while children hold the file open, since they append. */
export function rotateLog(file: string): void {
  if (!existsSync(file) || statSync(file).size < LIMIT) return;
  copyFileSync(file, `${file}.1`);
  truncateSync(file);
}

export function readLogTail(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-TAIL_LINES).join('\n') : '(empty)';
}
