import {
  LOG_LEVEL_META_KEY,
  type CallToolResult,
  type Server,
  type ServerCapabilities,
  type ServerContext,
  type ServerOptions,
  type Tool,
} from '@modelcontextprotocol/server';
import type { ClientLogLevel } from '#lib/contracts/calling-client.ts';
import { callTool, type CallerContext, type CallPorts, type RequestLine } from './call-tool.ts';
import { completeArgument } from './complete-argument.ts';
import { clientOf, declaredCapabilities } from './declared-client.ts';
import { getPrompt } from './get-prompt.ts';
import { readResource } from './read-resource.ts';
import { isInputRequired, type InputRequired, type RoundLine } from './rounds.ts';
import type { ServedVersion } from './served-version.ts';
import { askingRunner } from './sessions/asking-runner.ts';
import { SessionClient } from './sessions/session-client.ts';
import { serveTasks } from './tasks/task-methods.ts';
import { TaskServer } from './tasks/task-server.ts';
import { declaresTasks, isTaskAnswer, TASKS_EXTENSION } from './tasks/task-wire.ts';

export const MODERN_VERSION = '2026-07-28';

/**
 * How long a client may keep a list, in ms. Short: a redeployed tool must be seen within a second without
 * reconnecting. Lists depend on the key, so no shared cache may keep them.
 */
const CACHE_HINT = { ttlMs: 500, cacheScope: 'private' } as const;
const CACHE_HINTS = {
  'server/discover': CACHE_HINT,
  'tools/list': CACHE_HINT,
  'prompts/list': CACHE_HINT,
  'resources/list': CACHE_HINT,
  'resources/templates/list': CACHE_HINT,
  // Each read is a run, and what it reads may be another thing the next moment.
  'resources/read': { ttlMs: 0, cacheScope: 'private' },
} as const;

export type ProtocolServerPorts = CallPorts;

/** How a server is reached: by the single requests of either era, or by a 2025 client's session. */
export type Reach = 'modern' | 'legacy' | 'session';

/** What serves a request: in a session its runs can ask the client. */
type PortsOf = (context: ServerContext) => ProtocolServerPorts;

/** Who makes a request: in a session each one is made anew, of the version that is served then. */
export type CallerOf = (context: ServerContext) => CallerContext;

/**
 * A server for one request of any kind, in either era, or for a session. Change notices reach 2026-07-28 clients over
 * `subscriptions/listen`; without a session there is no way to a 2025 client, so it is not promised one.
 */
export function createFullServer(
  ports: ProtocolServerPorts,
  version: ServedVersion,
  callerOf: CallerOf,
  reach: Reach,
): Server {
  const offersTasks = reach === 'modern' && ports.tasks !== undefined && version.tasks.size > 0;
  const server = new TaskServer(version.serverInfo, {
    capabilities: { ...capabilitiesOf(version, reach), ...(offersTasks && { extensions: { [TASKS_EXTENSION]: {} } }) },
    ...(version.instructions !== undefined && { instructions: version.instructions }),
    cacheHints: CACHE_HINTS,
    jsonSchemaValidator: noClientSchemas,
  });
  const portsOf = reach === 'session' ? portsInSession(ports, server) : () => ports;
  const { tools, prompts, resources, completions } = server.getCapabilities();
  if (tools) serveTools(portsOf, callerOf, server);
  if (offersTasks) serveTasks(ports, callerOf, server);
  if (prompts) servePrompts(portsOf, callerOf, server);
  if (resources) serveResources(portsOf, callerOf, server);
  if (completions) {
    server.setRequestHandler('completion/complete', (request, context) =>
      completeArgument(callerOf(context).version, request.params),
    );
  }
  return server;
}

function portsInSession(ports: ProtocolServerPorts, server: Server): PortsOf {
  const client = new SessionClient(server);
  return (context) => ({ ...ports, runner: askingRunner(ports.runner, client, context) });
}

/**
 * Only what this version has: a server without prompts does not say that it knows the word. A session outlives versions:
 * it is told of whatever a later one may bring.
 */
function capabilitiesOf(version: ServedVersion, reach: Reach): ServerCapabilities {
  if (reach === 'session') {
    const lists = { listChanged: true };
    return { tools: lists, prompts: lists, resources: { ...lists, subscribe: true }, completions: {}, logging: {} };
  }
  const lists = reach === 'modern' ? { listChanged: true } : {};
  return {
    tools: lists,
    ...(version.prompts.size > 0 && { prompts: lists }),
    ...(version.resources.length > 0 && { resources: { ...lists, ...(reach === 'modern' && { subscribe: true }) } }),
    ...(offersCompletion(version) && { completions: {} }),
    ...(reach === 'modern' && version.logs && { logging: {} }),
  };
}

const offersCompletion = ({ prompts, resources }: ServedVersion): boolean => prompts.size > 0 || resources.length > 0;

function serveTools(portsOf: PortsOf, callerOf: CallerOf, server: Server): void {
  server.setRequestHandler('tools/list', (_request, context) => ({ tools: listedTools(callerOf(context)) }));
  server.setRequestHandler('tools/call', (request, context) =>
    runTool(portsOf(context), callerOf(context), server, request.params, context),
  );
}

/** Whoever is nobody has no runs to ask for. */
function listedTools({ version, principal }: CallerContext): Tool[] {
  const { listing, getRun } = version;
  return getRun !== null && principal.kind === 'anonymous'
    ? listing.filter(({ name }) => name !== getRun)
    : [...listing];
}

function servePrompts(portsOf: PortsOf, callerOf: CallerOf, server: Server): void {
  server.setRequestHandler('prompts/list', (_request, context) => ({
    prompts: [...callerOf(context).version.promptListing],
  }));
  server.setRequestHandler('prompts/get', ({ params }, context) =>
    getPrompt(portsOf(context), callerOf(context), {
      name: params.name,
      arguments: params.arguments,
      ...lineOf(context),
    }),
  );
}

function serveResources(portsOf: PortsOf, callerOf: CallerOf, server: Server): void {
  server.setRequestHandler('resources/list', (_request, context) => ({
    resources: [...callerOf(context).version.resourceListing],
  }));
  server.setRequestHandler('resources/templates/list', (_request, context) => ({
    resourceTemplates: [...callerOf(context).version.templateListing],
  }));
  server.setRequestHandler('resources/read', ({ params }, context) =>
    readResource(portsOf(context), callerOf(context), { uri: params.uri, ...lineOf(context) }),
  );
}

function lineOf(context: ServerContext): RequestLine {
  return {
    tasks: declaresTasks(declaredCapabilities(context)),
    progressToken: context.mcpReq._meta?.progressToken,
    signal: context.mcpReq.signal,
    ...roundLineOf(context),
    notifyProgress: (progress) => {
      void context.mcpReq.notify({ method: 'notifications/progress', params: progress }).catch(() => {});
    },
  };
}

/** What a 2026-07-28 request says of its client and brings along to go on with; nothing of an older one. */
function roundLineOf(context: ServerContext): RoundLine {
  const { envelope, inputResponses, requestState } = context.mcpReq;
  if (envelope === undefined) return {};
  return {
    client: clientOf(declaredCapabilities(context), declaredLogLevel(envelope)),
    inputResponses,
    requestState: requestState<string>(),
    notifyMessage: (params) => {
      void context.mcpReq.notify({ method: 'notifications/message', params: { ...params } }).catch(() => {});
    },
  };
}

/** As the SDK has found it valid. */
const declaredLogLevel = (envelope: Readonly<Record<string, unknown>>): ClientLogLevel | null =>
  (envelope[LOG_LEVEL_META_KEY] as ClientLogLevel | undefined) ?? null;

async function runTool(
  ports: ProtocolServerPorts,
  caller: CallerContext,
  server: Server,
  params: { name: string; arguments?: unknown },
  context: ServerContext,
): Promise<CallToolResult | InputRequired> {
  const result = await callTool(ports, caller, {
    name: params.name,
    arguments: params.arguments,
    ...lineOf(context),
  });
  if (isInputRequired(result)) return result;
  // The SDK knows of no other kind of result; it passes it on as it is.
  if (isTaskAnswer(result)) return result as object as CallToolResult;
  const outputSchema = caller.version.tools.get(params.name)?.outputSchema;
  return server.projectCallToolResult(result, outputSchema);
}

/** The SDK would build a validator for clients' form answers in every instance; this server asks no such questions. */
const noClientSchemas: NonNullable<ServerOptions['jsonSchemaValidator']> = {
  getValidator: () => () => ({ valid: false, data: undefined, errorMessage: 'Forms are not in use' }),
};
