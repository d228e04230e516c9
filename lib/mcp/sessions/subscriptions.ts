import { ProtocolError, ProtocolErrorCode, type Server } from '@modelcontextprotocol/server';
import type { CallerOf } from '../protocol-server.ts';
import { resourceAt } from '../read-resource.ts';

/** Addresses that one session may follow. */
const MAX_FOLLOWED = 200;
const MAX_URI_LETTERS = 2_000;

/** Lets a session's client follow resources. Tells whether it follows an address now. */
export function serveSubscriptions(server: Server, callerOf: CallerOf): (uri: string) => boolean {
  const followed = new Set<string>();
  server.setRequestHandler('resources/subscribe', ({ params: { uri } }, context) => {
    if (uri.length > MAX_URI_LETTERS || !resourceAt(callerOf(context).version, uri))
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'There is no resource at this URI');
    if (!followed.has(uri) && followed.size >= MAX_FOLLOWED)
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `A session follows at most ${MAX_FOLLOWED} resources`);
    followed.add(uri);
    return {};
  });
  server.setRequestHandler('resources/unsubscribe', ({ params: { uri } }) => {
    followed.delete(uri);
    return {};
  });
  return (uri) => followed.has(uri);
}
