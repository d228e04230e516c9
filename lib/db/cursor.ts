import { AppError } from '#lib/shared/app-error.ts';
import { isId } from '#lib/shared/ids.ts';

/** One page of a keyset list. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** A cursor is opaque to clients: base64url of the keyset's values as a JSON list. */
export function encodeCursor(values: readonly string[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** The keyset's values; `malformed` (400) for anything that `encodeCursor` did not make with so many values. */
export function decodeCursor(cursor: string, length: number): string[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(values) && values.length === length && values.every(isStorableText)) {
      return values;
    }
  } catch {
    // Falls through: nonsense of any kind is the caller's mistake.
  }
  throw malformedCursor();
}

/** A cursor that is one row id. */
export function decodeIdCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const [id] = decodeCursor(cursor, 1);
  if (id === undefined || !isId(id)) throw malformedCursor();
  return id;
}

/** Cuts `limit + 1` rows, newest id first, into a page. */
export function pageById<T extends { id: string }>(rows: T[], limit: number): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? encodeCursor([last.id]) : null };
}

/** Postgres takes no U+0000 in a text parameter. */
function isStorableText(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\0');
}

function malformedCursor(): AppError {
  return new AppError('malformed', 'The cursor is not one that this list gave out', {
    errors: [{ path: '?cursor', code: 'invalid_cursor', message: 'Use nextCursor of the previous page' }],
  });
}
