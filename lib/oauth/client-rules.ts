const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);
/** Schemes that run something, or that lead nowhere outside of the page. */
const INERT = new Set(['javascript:', 'data:', 'vbscript:', 'blob:', 'file:', 'about:', 'ws:', 'wss:', 'ftp:']);
const MOST_REDIRECTS = 20;

/** What is wrong with where a client wants people to be sent back to; null if nothing is (OAuth 2.1, sections 2.3 and 8.4). */
export function redirectsFault(uris: unknown): string | null {
  if (!Array.isArray(uris) || uris.length === 0) return 'redirect_uris must name at least one address';
  if (uris.length > MOST_REDIRECTS) return `redirect_uris may name ${MOST_REDIRECTS} addresses at most`;
  return uris.map(redirectFault).find((fault) => fault !== null) ?? null;
}

function redirectFault(uri: unknown): string | null {
  const url = typeof uri === 'string' && uri.length <= 1_000 ? URL.parse(uri) : null;
  if (!url || typeof uri !== 'string') return 'redirect_uris must be absolute addresses';
  if (uri.includes('#')) return 'redirect_uris must have no fragment';
  if (uri.includes('*') || /[\s\\]/.test(uri)) return 'redirect_uris must be exact addresses';
  if (url.username !== '' || url.password !== '') return 'redirect_uris must hold no user or password';
  if (url.protocol === 'http:' && !LOOPBACK.has(url.hostname))
    return 'redirect_uris must be https, an address of the own machine, or of an own scheme';
  return INERT.has(url.protocol) ? `redirect_uris must not use the scheme ${url.protocol}` : null;
}
