/**
 * How a person recognises a client: the host of its metadata document, for that nobody else can answer; else where it wants them to
 * be sent back to: that host, or an app's own scheme.
 */
export function shownHost(clientId: string, redirectUri: string): string {
  return hostOf(URL.parse(clientId)) ?? hostOf(URL.parse(redirectUri)) ?? URL.parse(redirectUri)?.protocol ?? '';
}

function hostOf(url: URL | null): string | null {
  return url && url.host !== '' && /^https?:$/.test(url.protocol) ? url.host : null;
}
