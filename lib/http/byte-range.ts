/**
 * The part of a file that a `Range` header asks for (RFC 9110, section 14.1.2), its end not included. Null: the whole; so
 * are several ranges, other units and nonsense, which a server may ignore.
 */
export function chooseRange(
  header: string | null,
  size: number,
): { start: number; end: number } | 'unsatisfiable' | null {
  const parts = header === null ? null : /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header.trim());
  if (!parts || (parts[1] === '' && parts[2] === '')) return null;
  if (parts[1] === '') return lastBytes(Number(parts[2]), size);
  const start = Number(parts[1]);
  const last = parts[2] === '' ? size - 1 : Number(parts[2]);
  if (last < start && parts[2] !== '') return null;
  return start >= size ? 'unsatisfiable' : { start, end: Math.min(last, size - 1) + 1 };
}

function lastBytes(count: number, size: number): { start: number; end: number } | 'unsatisfiable' {
  return count === 0 || size === 0 ? 'unsatisfiable' : { start: Math.max(0, size - count), end: size };
}
