import { isJsonObject } from '#lib/shared/json.ts';
import type { McpExchange } from './mcp-endpoint.ts';

/**
 * Calls under way that are served without a session. An older client calls one off by a request of its own,
 * `notifications/cancelled`, which names no more than the call's id: it counts for the same credentials, address and
 * client, and only where that leaves one call.
 */
export class OpenCalls {
  readonly #open = new Map<string, Set<() => void>>();

  /** Remembers how to stop a call, until its response is over. */
  keep({ body, request, response, caller }: McpExchange, stop: () => void): void {
    const id = isJsonObject(body) ? body['id'] : undefined;
    if (typeof id !== 'string' && typeof id !== 'number') return;
    const name = nameOf({ request, caller }, id);
    const calls = this.#open.get(name) ?? new Set();
    this.#open.set(name, calls.add(stop));
    response.once('close', () => {
      calls.delete(stop);
      if (calls.size === 0) this.#open.delete(name);
    });
  }

  /** Stops the call that a notification calls off. */
  callOff({ body, request, caller }: McpExchange): void {
    if (!isJsonObject(body) || body['method'] !== 'notifications/cancelled' || !isJsonObject(body['params'])) return;
    const calls = this.#open.get(nameOf({ request, caller }, body['params']['requestId']));
    if (calls?.size === 1) for (const stop of calls) stop();
  }
}

function nameOf({ request, caller }: Pick<McpExchange, 'request' | 'caller'>, id: unknown): string {
  const { principal } = caller;
  const { remoteAddress } = request.socket;
  return JSON.stringify([principal.apiKey?.id ?? principal.userId, remoteAddress, request.headers['user-agent'], id]);
}
