import type { IncomingMessage, ServerResponse } from 'node:http';
import { replyJson } from '#lib/mcp/reply.ts';
import { verifyCaller } from '#lib/services/webhooks/verify-caller.ts';
import type { HookAddress } from '#lib/services/webhooks/webhook-source.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { checkOf } from './caller-check.ts';
import { inputOf, readCall } from './hook-call.ts';
import type { HookRoutePorts } from './hook-route.ts';

/**
 * `/hooks-test/{workspaceSlug}/{path}`: gives the call to the person in the editor who waits for it. It is checked as it
 * would be once it is deployed, and nothing runs.
 */
export async function serveListener(
  ports: HookRoutePorts,
  address: HookAddress,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const listener = await ports.webhooks.findListener(address);
  if (!listener) throw new AppError('not_found', 'Nobody listens at this address');
  const { workspaceId, createdById: deployedById, config } = listener;
  const call = await readCall(request, ports.now());
  const check = await checkOf(config, { workspaceId, deployedById }, ports.credentials);
  if (!verifyCaller(check, call).ok) throw new AppError('unauthenticated', 'The caller did not prove who they are');
  const given = await ports.webhooks.give(listener, inputOf(address, call, check));
  if (!given) throw new AppError('not_found', 'Nobody listens at this address');
  replyJson(response, 200, JSON.stringify({ received: true }));
}
