import type { IncomingMessage } from 'node:http';
import type { Principal } from '#lib/contracts/principal.ts';
import { serverOfPath } from '#lib/oauth/addresses.ts';
import { SERVER_SCOPES } from '#lib/oauth/provider.ts';
import type { RuntimeDeps } from '#lib/server/runtime-deps.ts';
import { pathOf } from '../http-server.ts';
import type { Refusal } from '../mcp-refusals.ts';
import { metadataAddress } from './well-known.ts';

/**
 * A 401 of a server that asks for OAuth tells where its metadata is (RFC 9728, section 5.1); every other one looks the same, whether
 * there is a server or not. A client (`principal`) that may list but was not allowed to call is told which scopes to ask for
 * (RFC 6750, section 3.1).
 */
export async function challenged(
  { config, oauth }: Pick<RuntimeDeps, 'config' | 'oauth'>,
  request: IncomingMessage,
  refusal: Refusal,
  principal?: Principal,
): Promise<Refusal> {
  const lacksScope = principal?.kind === 'oauth' && !principal.apiKey?.scopes.includes('mcp:call');
  if (refusal.status !== 401 && !(refusal.status === 403 && lacksScope)) return refusal;
  const address = serverOfPath(pathOf(request));
  if (!address || !(await oauth.findServer(address))) return refusal;
  const parts = [
    ...errorOf(request, refusal),
    `resource_metadata="${metadataAddress(config, address)}"`,
    `scope="${SERVER_SCOPES}"`,
  ];
  return {
    ...refusal,
    ...(refusal.status === 401 && { message: 'Sign in: this server takes access tokens of its authorization server' }),
    headers: { 'www-authenticate': `Bearer ${parts.join(', ')}` },
  };
}

function errorOf(request: IncomingMessage, { status }: Refusal): string[] {
  if (status === 403) return ['error="insufficient_scope"'];
  return request.headers.authorization === undefined ? [] : ['error="invalid_token"'];
}
