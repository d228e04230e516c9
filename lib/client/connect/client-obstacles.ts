import type { ServerAccess } from '#lib/contracts/server-settings.ts';
import { addressReach } from '#lib/shared/address-reach.ts';
import type { SnippetId } from './snippet.ts';

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
