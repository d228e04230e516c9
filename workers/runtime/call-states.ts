import { createHash } from 'node:crypto';
import type { CallerContext } from '#lib/mcp/call-tool.ts';
import type { RequestStates, RoundRequest } from '#lib/mcp/rounds.ts';
import type { RuntimeDeps } from '#lib/server/runtime-deps.ts';
import { keepState, takeState } from '#lib/services/executions/request-states.ts';
import { canonicalJson } from '#lib/services/workflows/definition-hash.ts';

/** States of calls that asked their client something, sealed with the installation's secret and remembered with the run. */
export function createCallStates(deps: RuntimeDeps): RequestStates {
  const { requestStates: tokens } = deps;
  return {
    issue: async (caller, request, executionId) => {
      const id = crypto.randomUUID();
      await keepState(deps, { workspaceId: caller.version.workspaceId, executionId }, id);
      return tokens.seal({ executionId, id }, stateOf(caller, request), deps.clock.now());
    },
    take: async (caller, request, token) => {
      const state = await tokens.open(token, stateOf(caller, request), deps.clock.now());
      if (!state) return null;
      const { executionId, id } = state;
      const counts = await takeState(deps, { workspaceId: caller.version.workspaceId, executionId }, id);
      return counts ? { executionId } : null;
    },
  };
}

/** Another key of the same person is another caller: what it may do is another thing. */
function stateOf({ principal, version }: CallerContext, { method, name, arguments: given }: RoundRequest) {
  const request = canonicalJson([version.workspaceId, version.serverId, method, name, given ?? {}]);
  return {
    caller: `${principal.kind}:${principal.userId}:${principal.apiKey?.id ?? ''}`,
    request: createHash('sha256').update(request).digest('base64url'),
  };
}
