import type { McpExchange, McpExchangeEvents } from '#lib/contracts/api/server-connect.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import { internalPaths, relayedHeaders } from '#lib/contracts/internal-calls.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { neverConnected, runtimesOf } from '#lib/services/executions/ask-runtime.ts';
import { requireReach } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { say } from '#lib/shared/say.ts';
import { requireServer } from './get-server.ts';

type Deps = Pick<WorkflowDeps, 'db' | 'config' | 'clock'> & {
  accessTokens: { issue(subject: { userId: string; email: string; sessionId: string }, now: number): Promise<string> };
};
type Event = { [N in keyof McpExchangeEvents]: { event: N; data: McpExchangeEvents[N] } }[keyof McpExchangeEvents];

/** Of the answer's head; the rest concerns this connection alone. */
const NOT_TOLD: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'transfer-encoding']);

/**
 * One request of an MCP client to a server of the workspace, made for the person who asks: with a pass of their session that
 * never leaves our processes, through the internal port, where the runtime finds out anew who they are and what they may. It
 * goes to nothing but the server of `id`; whoever stops listening ends the call. Where no runtime answers, it is `broken`.
 *
 * @throws {AppError} `not_found`, `forbidden` for keys
 */
export async function exchangeMcp(
  deps: Deps,
  principal: Principal,
  { id, exchange, signal }: { id: string; exchange: McpExchange; signal: AbortSignal },
): Promise<AsyncIterable<Event>> {
  requirePermission(principal, 'workflow:read');
  requireReach(principal, id);
  const { workspaceId, workspaceSlug, userId, email, sessionId } = principal;
  const { slug } = await requireServer(deps.db.prisma, { workspaceId, workflowId: id });
  if (principal.kind !== 'user' || sessionId === undefined) {
    throw new AppError('forbidden', say('exchange_people_only'));
  }
  const pass = await deps.accessTokens.issue({ userId, email, sessionId }, deps.clock.now());
  return told(deps, {
    method: 'POST',
    headers: {
      ...exchange.headers,
      authorization: `Bearer ${deps.config.internalSecret}`,
      [relayedHeaders.authorization]: `Bearer ${pass}`,
      [relayedHeaders.method]: exchange.method,
      [relayedHeaders.path]: `/mcp/${workspaceSlug}/${slug}`,
      [relayedHeaders.address]: principal.address ?? '',
    },
    ...(exchange.method === 'POST' && { body: exchange.body ?? '' }),
    signal,
  });
}

/** Null where no runtime takes it. */
async function reachRuntime(deps: Deps, init: RequestInit): Promise<Response | null> {
  for (const address of await runtimesOf(deps)) {
    try {
      return await fetch(`${address}${internalPaths.relayedMcp}`, init);
    } catch (error) {
      if (!neverConnected(error)) return null;
    }
  }
  return null;
}

async function* told(deps: Deps, init: RequestInit): AsyncGenerator<Event> {
  const answer = await reachRuntime(deps, init);
  if (!answer) return yield { event: 'broken', data: null };
  const headers = [...answer.headers].filter(([name]) => !NOT_TOLD.has(name));
  yield { event: 'head', data: { status: answer.status, headers: Object.fromEntries(headers) } };
  const decoder = new TextDecoder();
  try {
    for await (const bytes of answer.body ?? []) {
      const text = decoder.decode(bytes, { stream: true });
      if (text !== '') yield { event: 'text', data: text };
    }
  } catch {
    return yield { event: 'broken', data: null };
  }
  yield { event: 'end', data: null };
}
