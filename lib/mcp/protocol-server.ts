import { Server, type CallToolResult, type ServerContext, type ServerOptions } from '@modelcontextprotocol/server';
import { callTool, type CallerContext, type ToolPorts } from './call-tool.ts';

export const MODERN_VERSION = '2026-07-28';

/**
 * How long a client may keep a list, in ms. Short: a redeployed tool must be seen within a second without
 * reconnecting. Lists depend on the key, so no shared cache may keep them.
 */
const CACHE_HINT = { ttlMs: 500, cacheScope: 'private' } as const;

export type ProtocolServerPorts = ToolPorts;

/** A server for one request of a 2026-07-28 `tools/call` whose shape the caller has checked already. */
export function createCallServer(ports: ProtocolServerPorts, caller: CallerContext): Server {
  const server = new Server(caller.version.serverInfo, {
    capabilities: { tools: {} },
    supportedProtocolVersions: [MODERN_VERSION],
    jsonSchemaValidator: noClientSchemas,
  });
  server.fallbackRequestHandler = async (request, context) => {
    const params = (request.params ?? {}) as { name: string; arguments?: unknown };
    return runTool(ports, caller, server, params, context);
  };
  return server;
}

/**
 * A server for one request of any kind, in either era. Change notices reach 2026-07-28 clients over
 * `subscriptions/listen`; without a session there is no way to a 2025 client, so it is not promised one.
 */
export function createFullServer(ports: ProtocolServerPorts, caller: CallerContext, era: 'modern' | 'legacy'): Server {
  const { version } = caller;
  const server = new Server(version.serverInfo, {
    capabilities: { tools: era === 'modern' ? { listChanged: true } : {} },
    ...(version.instructions !== undefined && { instructions: version.instructions }),
    cacheHints: { 'tools/list': CACHE_HINT, 'server/discover': CACHE_HINT },
    jsonSchemaValidator: noClientSchemas,
  });
  server.setRequestHandler('tools/list', () => ({ tools: [...version.listing] }));
  server.setRequestHandler('tools/call', (request, context) => runTool(ports, caller, server, request.params, context));
  return server;
}

async function runTool(
  ports: ProtocolServerPorts,
  caller: CallerContext,
  server: Server,
  params: { name: string; arguments?: unknown },
  context: ServerContext,
): Promise<CallToolResult> {
  const result = await callTool(ports, caller, {
    name: params.name,
    arguments: params.arguments,
    progressToken: context.mcpReq._meta?.progressToken,
    signal: context.mcpReq.signal,
    notifyProgress: (progress) => {
      void context.mcpReq.notify({ method: 'notifications/progress', params: progress }).catch(() => {});
    },
  });
  const outputSchema = caller.version.tools.get(params.name)?.outputSchema;
  return server.projectCallToolResult(result, outputSchema);
}

/** The SDK would build a validator for clients' form answers in every instance; this server asks no such questions. */
const noClientSchemas: NonNullable<ServerOptions['jsonSchemaValidator']> = {
  getValidator: () => () => ({ valid: false, data: undefined, errorMessage: 'Forms are not in use' }),
};
