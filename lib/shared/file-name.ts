const MAX_CHARS = 150;
const FALLBACK = 'file';
const FALLBACK_TYPE = 'application/octet-stream';

/**
 * A name as it may be stored and offered for a download: one path segment, without control, direction and other invisible
 * characters, not hidden, at most 150 characters (the end, which holds the extension, is kept).
 */
export function cleanFileName(given: string): string {
  const lastPart = given.slice(-4_096).split(/[/\\]/).at(-1)!;
  const visible = lastPart
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu, '')
    .replace(/[<>:"|?*]/g, '_');
  const characters = [...trimmed(visible)];
  if (characters.length <= MAX_CHARS) return characters.join('') || FALLBACK;
  const extension = /\.[\p{L}\p{N}]{1,16}$/u.exec(characters.slice(-20).join(''))?.[0] ?? '';
  return characters.slice(0, MAX_CHARS - extension.length).join('') + extension;
}

/** Without blanks and dots at both ends: `.`, `..` and hidden names end here. */
function trimmed(name: string): string {
  let start = 0;
  let end = name.length;
  const isEdge = (at: number): boolean => name[at] === '.' || name[at]!.trim() === '';
  while (start < end && isEdge(start)) start += 1;
  while (end > start && isEdge(end - 1)) end -= 1;
  return name.slice(start, end);
}

/** RFC 9110, section 8.3.1: type and subtype in lower case, parameters dropped; `application/octet-stream` for anything else. */
export function cleanMimeType(given: string | null | undefined): string {
  const type = (given ?? '').split(';', 1)[0]!.trim().toLowerCase();
  return /^[a-z0-9][a-z0-9!#$&^_.+-]{0,62}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}$/.test(type) ? type : FALLBACK_TYPE;
}
