import { Redis } from 'ioredis';
import { createRateLimit, type RateLimit } from '#lib/auth/rate-limits.ts';
import { throttleRedisOptions } from '#lib/auth/sign-in-throttle.ts';
import type { Config } from '#lib/config/config.ts';
import type { RequestLimits } from '#lib/http/ports.ts';
import type { Logger } from '#lib/observability/logger.ts';
import type { AppError } from '#lib/shared/app-error.ts';

/** One person or key counts once; whoever shares an address (an office, a proxy) or a workspace gets this much more. */
const SHARED_FACTOR = 2;

const shared = (perSecond: number | null): number | null => perSecond && perSecond * SHARED_FACTOR;

/** Limits of REST calls: counted in Redis where there is one, else by each web process. */
export function wireRestLimits(config: Config, logger: Logger): RequestLimits & { close(): Promise<void> } {
  const { restPerSecond } = config.rates;
  const redis = config.redisUrl === null || restPerSecond === null ? null : openRedis(config.redisUrl, logger);
  const store = redis ? { redis } : {};
  const addresses = createRateLimit({ name: 'rest-address', perSecond: shared(restPerSecond), ...store });
  const askers = createRateLimit({ name: 'rest-asker', perSecond: restPerSecond, ...store });
  return {
    ofAddress: (address) => addresses.refusal([address]),
    ofAsker: (id) => askers.refusal([id]),
    close: async () => {
      await redis?.quit();
    },
  };
}

/** Who calls an MCP server. */
export interface McpAsker {
  /** Of the key, or of the person. */
  id: string;
  workspaceId: string;
}

/** Limits of MCP requests, counted by each runtime process: a warm call reads no database. */
export interface McpLimits {
  /** Of an address, before its key is looked at. */
  ofAddress(address: string): Promise<AppError | null>;
  refusal(asker: McpAsker): Promise<AppError | null>;
}

export function wireMcpLimits({ mcpPerSecond }: Config['rates']): McpLimits {
  const addresses: RateLimit = createRateLimit({ name: 'mcp-address', perSecond: shared(mcpPerSecond) });
  const askers: RateLimit = createRateLimit({ name: 'mcp-asker', perSecond: mcpPerSecond });
  const workspaces: RateLimit = createRateLimit({ name: 'mcp-workspace', perSecond: shared(mcpPerSecond) });
  return {
    ofAddress: (address) => addresses.refusal([address]),
    refusal: async ({ id, workspaceId }) => (await askers.refusal([id])) ?? workspaces.refusal([workspaceId]),
  };
}

function openRedis(url: string, logger: Logger): Redis {
  const redis = new Redis(url, throttleRedisOptions);
  redis.on('error', (error) => logger.warn({ err: error }, 'redis connection of the request limits'));
  return redis;
}
