import type { JsonValue } from '#lib/shared/json.ts';

export type StrictJson =
  { ok: true; value: JsonValue } | { ok: false; reason: 'malformed' | 'too_deep' | 'duplicate_name'; message: string };

/**
 * Parses JSON once and strictly: nesting is bounded before anything is built, and an object that names a member twice
 * is refused (RFC 8259 leaves its meaning open, so a gate and a handler could read it differently).
 *
 * Duplicates are found by counting: names in the text against members in the value.
 */
export function parseStrictJson(text: string, maxDepth: number): StrictJson {
  const scan = scanStructure(text, maxDepth);
  if (scan.tooDeep)
    return { ok: false, reason: 'too_deep', message: `The body is nested deeper than ${maxDepth} levels` };
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    return { ok: false, reason: 'malformed', message: 'The body is not valid JSON' };
  }
  if (countMembers(value) !== scan.names) {
    return { ok: false, reason: 'duplicate_name', message: 'An object in the body names the same member twice' };
  }
  return { ok: true, value };
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

/** Colons outside strings (one for each member of valid JSON) and whether the nesting passes `maxDepth`. */
function scanStructure(text: string, maxDepth: number): { names: number; tooDeep: boolean } {
  let names = 0;
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    switch (text.charCodeAt(index)) {
      case QUOTE:
        index = endOfString(text, index);
        break;
      case COLON:
        names += 1;
        break;
      case 0x7b: // {
      case 0x5b: // [
        depth += 1;
        if (depth > maxDepth) return { names, tooDeep: true };
        break;
      case 0x7d: // }
      case 0x5d: // ]
        depth -= 1;
        break;
    }
  }
  return { names, tooDeep: false };
}

/** Index of the quote that closes the string opened at `start`, or the text's length. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end >= 0) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return end;
    end = text.indexOf('"', end + 1);
  }
  return text.length;
}

function countMembers(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + countMembers(item), 0);
  const members = Object.values(value);
  return members.reduce<number>((sum, member) => sum + countMembers(member), members.length);
}
