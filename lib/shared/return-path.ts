const anyOrigin = 'http://origin.invalid';

/**
 * Where to go after signing in: a path of ours, or the fallback. Parsed, not matched: `//host`, `/\host` and other
 * spellings of a foreign address fall away.
 */
export function returnPath(wanted: string | null | undefined, fallback: string): string {
  if (!wanted?.startsWith('/') || !URL.canParse(wanted, anyOrigin)) return fallback;
  const url = new URL(wanted, anyOrigin);
  return url.origin === anyOrigin && !url.pathname.startsWith('//') ? `${url.pathname}${url.search}` : fallback;
}
