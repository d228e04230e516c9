import type { Principal } from '#lib/contracts/principal.ts';
import { MODERN_VERSION } from '../protocol-server.ts';
import type { McpExchange } from '../mcp-endpoint.ts';

/** Whose a session is: nobody else may use it, whatever they know of it. */
export function sessionCaller(principal: Principal): string {
  return `${principal.kind}:${principal.apiKey?.id ?? principal.userId}`;
}

/** Whether a session of this caller is of somebody without credentials. */
export const isNobody = (who: string): boolean => who.startsWith('anonymous:');

/** The session that a request names; undefined for none, and at a revision that knows no sessions. */
export function namedSession({ headers }: Pick<McpExchange['request'], 'headers'>): string | undefined {
  const id = headers['mcp-session-id'];
  return typeof id === 'string' && headers['mcp-protocol-version'] !== MODERN_VERSION ? id : undefined;
}
