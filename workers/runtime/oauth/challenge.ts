import type { IncomingMessage } from 'node:http';
import { serverOfPath } from '#lib/oauth/addresses.ts';
import { SERVER_SCOPES } from '#lib/oauth/provider.ts';
import type { RuntimeDeps } from '#lib/server/runtime-deps.ts';
import { pathOf } from '../http-server.ts';
import type { Refusal } from '../mcp-refusals.ts';
import { metadataAddress } from './well-known.ts';

/**
 * A 401 of a server that asks for OAuth tells where its metadata is (RFC 9728, section 5.1); every other one looks the same, whether
 * there is a server or not.
 */
export async function challenged(
  { config, oauth }: Pick<RuntimeDeps, 'config' | 'oauth'>,
  request: IncomingMessage,
  refusal: Refusal,
): Promise<Refusal> {
  if (refusal.status !== 401) return refusal;
  const address = serverOfPath(pathOf(request));
  if (!address || !(await oauth.findServer(address))) return refusal;
  const error = request.headers.authorization === undefined ? [] : ['error="invalid_token"'];
  const parts = [...error, `resource_metadata="${metadataAddress(config, address)}"`, `scope="${SERVER_SCOPES}"`];
  return {
    ...refusal,
    message: 'Sign in: this server takes access tokens of its authorization server',
    headers: { 'www-authenticate': `Bearer ${parts.join(', ')}` },
  };
}
