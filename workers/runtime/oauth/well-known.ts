import type { IncomingMessage, ServerResponse } from 'node:http';
import { OAUTH_PATH, resourceOf, serverOfPath, type ServerAddress } from '#lib/oauth/addresses.ts';
import { SERVER_SCOPES } from '#lib/oauth/provider.ts';
import { pathOf, replyText } from '../http-server.ts';
import { serveMetadata, type OauthRoutePorts } from './oauth-route.ts';

const PROTECTED_RESOURCE = '/.well-known/oauth-protected-resource';
/** RFC 8414, section 3.1: the issuer's path comes after. The second form is older than it and named by the same specification. */
const AUTHORIZATION_SERVER: ReadonlySet<string> = new Set([
  `/.well-known/oauth-authorization-server${OAUTH_PATH}`,
  `/.well-known/openid-configuration${OAUTH_PATH}`,
]);

/**
 * RFC 9728 for servers that ask for OAuth (at the path-aware place, and at the root where the installation has this one server
 * only) and RFC 8414 for the authorization server. Everything else does not exist: a client that has a key must find nothing here.
 */
export async function serveWellKnown(
  ports: OauthRoutePorts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = pathOf(request);
  if (AUTHORIZATION_SERVER.has(path)) return serveMetadata(ports, request, response);
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const address = isRead && path.startsWith(PROTECTED_RESOURCE) ? await addressedServer(ports, path) : null;
  if (!address) return replyText(response, 404, 'Not found\n');
  const document = {
    resource: resourceOf(ports.config, address),
    authorization_servers: [ports.oauth.issuer],
    scopes_supported: SERVER_SCOPES.split(' '),
    bearer_methods_supported: ['header'],
  };
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('cache-control', 'no-store');
  replyText(response, 200, JSON.stringify(document), 'application/json');
}

async function addressedServer({ oauth }: OauthRoutePorts, path: string): Promise<ServerAddress | null> {
  const rest = path.slice(PROTECTED_RESOURCE.length);
  if (rest === '' || rest === '/') return oauth.findOnlyServer();
  const address = serverOfPath(rest);
  return address && (await oauth.findServer(address)) ? address : null;
}

/** Where the metadata of a server is, for `WWW-Authenticate`. */
export function metadataAddress(config: { mcpPublicUrl: string }, address: ServerAddress): string {
  const { pathname } = new URL(resourceOf(config, address));
  return `${config.mcpPublicUrl}${PROTECTED_RESOURCE}${pathname}`;
}
