import type { IncomingHttpHeaders } from 'node:http';

const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

export interface HttpGuards {
  /** Whether the `Host` header names this runtime: a page that resolved its own name to us does not get in. */
  isOurHost(headers: IncomingHttpHeaders): boolean;
  /** Whether the request comes from no page at all, or from one of ours. */
  isAllowedOrigin(headers: IncomingHttpHeaders): boolean;
}

/**
 * Guards against DNS rebinding and foreign pages. Host names of the public address, of the address listened on and of
 * the loopback are ours, at any port (ports are forwarded). Pages of the web app and of the runtime's own address may
 * call; other loopback pages only where the runtime itself is a loopback installation.
 */
export function createHttpGuards(config: { host: string; publicUrl: string; mcpPublicUrl: string }): HttpGuards {
  const publicName = hostName(config.mcpPublicUrl);
  const names = new Set([...LOOPBACK_NAMES, publicName, bracketed(config.host)]);
  const origins = new Set([new URL(config.publicUrl).origin, new URL(config.mcpPublicUrl).origin]);
  const isLocal = LOOPBACK_NAMES.has(publicName);
  return {
    isOurHost: (headers) => {
      const name = nameOfHostHeader(headers.host);
      return name !== null && names.has(name);
    },
    isAllowedOrigin: (headers) => {
      const { origin } = headers;
      if (origin === undefined) return true;
      if (origins.has(origin)) return true;
      return isLocal && isLoopbackOrigin(origin);
    },
  };
}

function hostName(url: string): string {
  return new URL(url).hostname.toLowerCase();
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host.toLowerCase();
}

/** `name:port`, `[v6]:port` or a bare name; null for anything else. */
function nameOfHostHeader(host: string | undefined): string | null {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i.exec(host ?? '');
  return match ? match[1]!.toLowerCase() : null;
}

function isLoopbackOrigin(origin: string): boolean {
  const url = URL.parse(origin);
  return url !== null && url.origin === origin && /^https?:$/.test(url.protocol) && LOOPBACK_NAMES.has(url.hostname);
}
