import type { Authenticator } from '#lib/auth/authenticator.ts';
import { finishIdempotent, releaseIdempotent, startIdempotent } from '#lib/db/idempotency.ts';
import { isOutage } from '#lib/db/outage.ts';
import type { HttpPorts, RequestLimits } from '#lib/http/ports.ts';
import { isOperator } from '#lib/services/operator/is-operator.ts';
import type { Core } from './core.ts';

const BUCKETS_SECONDS = [0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** What routes need from this process. */
export function wireHttp(
  core: Core,
  authenticator: Authenticator,
  limits: RequestLimits,
  stopping: AbortSignal,
): HttpPorts {
  const { pool } = core.db;
  const duration = core.metrics.histogram({
    name: 'http_request_duration_seconds',
    help: 'Duration of REST calls by route, method and status',
    labelNames: ['route', 'method', 'status'],
    buckets: BUCKETS_SECONDS,
  });
  return {
    config: core.config,
    logger: core.logger,
    authenticator,
    limits,
    isOperator: (userId) => isOperator(core, userId),
    idempotency: {
      start: (scope, bodyHash) => startIdempotent(pool, scope, bodyHash),
      finish: (scope, answer) => finishIdempotent(pool, scope, answer),
      release: (scope) => releaseIdempotent(pool, scope),
    },
    isOutage,
    stopping,
    onAnswer: ({ route, method, status, durationMs }) =>
      duration.observe({ route, method, status: String(status) }, durationMs / 1000),
  };
}
