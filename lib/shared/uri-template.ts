/**
 * The part of RFC 6570 that addresses of resources need: `{name}` stands for one segment, `{+name}` for anything. Matching is
 * linear in the address and never goes back: a variable ends where the text after it first appears.
 */
export interface UriTemplate {
  readonly variables: readonly string[];
  /** The decoded values; `null` if the address is none of the template's. */
  match(uri: string): Readonly<Record<string, string>> | null;
}

export type UriTemplateFault = 'unclosed' | 'operator' | 'name' | 'twice' | 'adjacent' | 'no_variable';
export type UriTemplateResult = { ok: true; template: UriTemplate } | { ok: false; fault: UriTemplateFault };

interface Place {
  name: string;
  /** It may hold slashes and all else that is reserved. */
  reserved: boolean;
  /** The text behind it. */
  after: string;
}

const variableName = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
const plainValue = /^[A-Za-z0-9._~%-]+$/;
/** What `{+name}` may hold: no blanks, no braces. */
const reservedValue = /^[^\s{}<>"\\^`|]+$/;

export function parseUriTemplate(text: string): UriTemplateResult {
  const open = text.indexOf('{');
  if (open < 0) return { ok: false, fault: text.includes('}') ? 'unclosed' : 'no_variable' };
  const prefix = text.slice(0, open);
  if (prefix.includes('}')) return { ok: false, fault: 'unclosed' };
  const places: Place[] = [];
  for (const piece of text.slice(open + 1).split('{')) {
    const close = piece.indexOf('}');
    if (close < 0) return { ok: false, fault: 'unclosed' };
    const place = placeOf(piece.slice(0, close), piece.slice(close + 1));
    if (typeof place === 'string') return { ok: false, fault: place };
    if (places.some(({ name }) => name === place.name)) return { ok: false, fault: 'twice' };
    if (places.at(-1)?.after === '') return { ok: false, fault: 'adjacent' };
    places.push(place);
  }
  const variables = places.map(({ name }) => name);
  return { ok: true, template: { variables, match: (uri) => matchPlaces(uri, prefix, places) } };
}

function placeOf(inner: string, after: string): Place | UriTemplateFault {
  if (after.includes('}')) return 'unclosed';
  const reserved = inner.startsWith('+');
  const name = reserved ? inner.slice(1) : inner;
  if (!variableName.test(name)) return /^[#./;?&=,!@|]|[*:,]/.test(name) ? 'operator' : 'name';
  return { name, reserved, after };
}

function matchPlaces(uri: string, prefix: string, places: readonly Place[]): Record<string, string> | null {
  if (!uri.startsWith(prefix)) return null;
  const values = Object.create(null) as Record<string, string>;
  let at = prefix.length;
  for (const [index, { name, reserved, after }] of places.entries()) {
    const end = index === places.length - 1 ? uri.length - after.length : uri.indexOf(after, at);
    if (end <= at || !uri.startsWith(after, end)) return null;
    const written = uri.slice(at, end);
    const value = (reserved ? reservedValue : plainValue).test(written) ? decoded(written) : null;
    if (value === null) return null;
    values[name] = value;
    at = end + after.length;
  }
  return { ...values };
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
