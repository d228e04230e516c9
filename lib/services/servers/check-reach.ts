import type { ReachVerdict, ServerReach } from '#lib/contracts/api/server-connect.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { NodeFailure, type OutboundResponse } from '#lib/kit/node-executor.ts';
import type { OutboundHttp } from '#lib/runner/ports.ts';
import { serverUrl } from '#lib/services/workflows/present-workflow.ts';
import { requireReach } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { addressReach } from '#lib/shared/address-reach.ts';
import { isJsonObject } from '#lib/shared/json.ts';
import { requireServer } from './get-server.ts';

type Deps = Pick<WorkflowDeps, 'db' | 'config' | 'clock'> & { outbound: OutboundHttp };

const TIMEOUT_MS = 8_000;
const MAX_ANSWER_BYTES = 256 * 1024;
/** What `guarded-connect` says of a name that leads nowhere. */
const NO_SUCH_NAME: ReadonlySet<unknown> = new Set(['host_not_found', 'host_no_address']);
const TRACE_ID = /^[0-9a-f]{32}$/;

/**
 * Asks a server at its own public address, through the guard, as a stranger would: without credentials. The address is made
 * of the installation's setting and of two slugs; nothing that a tenant writes is in it, and nothing of the answer's text
 * comes back. @throws {AppError} `not_found`
 */
export async function checkReach(deps: Deps, principal: Principal, { id }: { id: string }): Promise<ServerReach> {
  requirePermission(principal, 'workflow:read');
  requireReach(principal, id);
  const { workspaceId, workspaceSlug } = principal;
  const { slug } = await requireServer(deps.db.prisma, { workspaceId, workflowId: id });
  const url = serverUrl(deps.config.mcpPublicUrl, workspaceSlug, slug);
  const began = performance.now();
  const answer = await ask(deps, url, workspaceId);
  return {
    url,
    verdict: verdictOf(url, answer),
    answered: answer.kind === 'refused' ? null : answer.kind === 'answer' && looksLikeOurs(answer.response),
    status: answer.kind === 'answer' ? answer.response.status : null,
    durationMs: Math.round(performance.now() - began),
    checkedAt: new Date(deps.clock.now()).toISOString(),
  };
}

type Answer =
  | { kind: 'answer'; response: OutboundResponse }
  /** By the guard: what the name leads to is internal. */
  | { kind: 'refused' }
  | { kind: 'unknownName' }
  | { kind: 'none' };

async function ask({ outbound }: Deps, url: string, workspaceId: string): Promise<Answer> {
  const meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const body = { jsonrpc: '2.0', id: 1, method: 'server/discover', params: { _meta: meta } };
  try {
    const response = await outbound.fetch({
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'server/discover',
      },
      body: JSON.stringify(body),
      maxBytes: MAX_ANSWER_BYTES,
      workspaceId,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { kind: 'answer', response };
  } catch (error) {
    if (!(error instanceof NodeFailure)) throw error;
    if (error.code === 'outbound_refused') return { kind: 'refused' };
    return { kind: NO_SUCH_NAME.has(error.said?.params?.['reason']) ? 'unknownName' : 'none' };
  }
}

function verdictOf(url: string, answer: Answer): ReachVerdict {
  const spelled = addressReach(url);
  if (spelled === 'loopback') return 'loopback';
  if (spelled === 'private' || answer.kind === 'refused') return 'private';
  if (answer.kind === 'unknownName') return 'unknownName';
  if (answer.kind === 'none') return 'unreachable';
  const { response } = answer;
  if (response.url !== url) return 'redirected';
  if (!looksLikeOurs(response)) return 'notOurs';
  if (response.status === 403) return 'wrongHost';
  return url.startsWith('https:') ? 'outside' : 'plainHttp';
}

/**
 * JSON-RPC as the runtime sends it: with a trace id, or, where a public server tells nobody, with its policy. Without credentials
 * it says no more, whatever the server's access.
 */
function looksLikeOurs({ headers, body }: OutboundResponse): boolean {
  if (!TRACE_ID.test(headers['x-trace-id'] ?? '') && headers['content-security-policy'] !== 'sandbox') return false;
  try {
    const message: unknown = JSON.parse(new TextDecoder().decode(body));
    return isJsonObject(message) && message['jsonrpc'] === '2.0';
  } catch {
    return false;
  }
}
