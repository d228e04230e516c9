import { AppError } from '#lib/shared/app-error.ts';

/** The draft's revision from `If-Match: "12"`. Throws `precondition_required` (428) without, `malformed` (400) for nonsense. */
export function requireIfMatch(headers: Headers): number {
  const header = headers.get('if-match');
  if (header === null) {
    throw new AppError('precondition_required', 'Send the revision that you have seen, as If-Match: "12"');
  }
  const revision = /^"(\d{1,9})"$/.exec(header.trim())?.[1];
  if (revision === undefined) throw new AppError('malformed', 'If-Match must be a quoted revision, like "12"');
  return Number(revision);
}

/** The `Idempotency-Key`, if sent: 1 to 255 visible ASCII characters. Throws `malformed` (400). */
export function idempotencyKeyOf(headers: Headers): string | undefined {
  const key = headers.get('idempotency-key');
  if (key === null) return undefined;
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new AppError('malformed', 'Idempotency-Key must be 1 to 255 visible ASCII characters');
  }
  return key;
}
