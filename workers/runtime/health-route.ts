import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Metrics } from '#lib/observability/metrics.ts';
import { pathOf, replyText } from './http-server.ts';

export interface HealthPorts {
  /** Why the process cannot serve now; null when it can. */
  unready(): Promise<string | null>;
  metrics: Metrics;
}

/** `/healthz` (alive), `/readyz` (can serve), `/metrics`. False if the path is none of them. */
export async function serveHealth(
  ports: HealthPorts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  switch (pathOf(request)) {
    case '/healthz':
      replyText(response, 200, 'ok\n');
      return true;
    case '/readyz': {
      const reason = await ports.unready();
      replyText(response, reason === null ? 200 : 503, reason === null ? 'ready\n' : `${reason}\n`);
      return true;
    }
    case '/metrics': {
      const { body, contentType } = await ports.metrics.render();
      replyText(response, 200, body, contentType);
      return true;
    }
    default:
      return false;
  }
}
