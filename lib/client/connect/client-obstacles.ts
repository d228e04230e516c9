import type { ServerAccess } from '#lib/contracts/server-settings.ts';
import type { SnippetId } from './snippet.ts';

/** From where an address can be reached, as far as it says so itself. */
export type AddressReach = 'loopback' | 'private' | 'public';

/**
 * Why a client cannot use a server as it is, or only from some machines: `notPublic` (the client's cloud cannot reach the
 * address), `plainHttp` (it wants https), `staticKey` (it takes no keys), `thisMachine` and `thisNetwork` (it has to run there).
 */
export type Obstacle = 'notPublic' | 'plainHttp' | 'staticKey' | 'thisMachine' | 'thisNetwork';

/** Called from the vendor's cloud, and given no headers. */
const inTheCloud: ReadonlySet<SnippetId> = new Set(['claude', 'chatgpt']);
/** With any of the others the client works, somewhere. */
const preventing: ReadonlySet<Obstacle> = new Set(['notPublic', 'plainHttp', 'staticKey']);

export function clientObstacles(id: SnippetId, server: { url: string; access: ServerAccess }): Obstacle[] {
  const reach = addressReach(server.url);
  if (!inTheCloud.has(id)) {
    return reach === 'loopback' ? ['thisMachine'] : reach === 'private' ? ['thisNetwork'] : [];
  }
  const found: Obstacle[] = [];
  if (reach !== 'public') found.push('notPublic');
  if (URL.parse(server.url)?.protocol !== 'https:') found.push('plainHttp');
  if (server.access === 'key') found.push('staticKey');
  return found;
}

export function prevents(obstacle: Obstacle): boolean {
  return preventing.has(obstacle);
}

const privateNames = /(^|\.)(local|localdomain|internal|intranet|lan|home|corp|home\.arpa|test|svc|cluster\.local)$/;
const private4 = [
  /^10\./,
  /^192\.168\./,
  /^172\.(1[6-9]|2\d|3[01])\./,
  /^169\.254\./,
  /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
  /^0\./,
];

/**
 * Where an address leads by its spelling alone: what a name resolves to, and what a firewall lets pass, it cannot know. A URL has
 * brought every spelling of an IPv4 address into its usual form.
 */
export function addressReach(address: string): AddressReach {
  const host = URL.parse(address)?.hostname.replace(/\.$/, '') ?? '';
  if (host === 'localhost' || host.endsWith('.localhost') || /^127\./.test(host) || host === '[::1]') return 'loopback';
  if (host.startsWith('[')) return /^\[(f[cd]|fe[89ab]|::)/.test(host) ? 'private' : 'public';
  if (private4.some((pattern) => pattern.test(host))) return 'private';
  return privateNames.test(host) || !host.includes('.') ? 'private' : 'public';
}
