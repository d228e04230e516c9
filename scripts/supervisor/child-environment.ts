import { loadConfig, type Config, type Environment } from '../../lib/config/config.ts';
import { findFreePort } from '../free-port.ts';
import type { Secrets } from './secrets.ts';

/** What all children see: the person's settings, and what the supervisor adds where they left something out. */
export interface ChildEnvironment {
  readonly variables: NodeJS.ProcessEnv;
  readonly config: Config;
}

/**
 * Completes the settings and checks them as every child will.
 *
 * @param databaseUrl Of the embedded Postgres, or the person's own.
 * @throws {ConfigError} naming the first wrong setting.
 */
export async function completeEnvironment(
  given: Environment,
  secrets: Secrets,
  databaseUrl: string,
): Promise<ChildEnvironment> {
  const or = (name: string, fallback: string) => given[name] || fallback;
  const variables: NodeJS.ProcessEnv = {
    ...given,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    DATABASE_URL: databaseUrl,
    AUTH_SECRET: or('AUTH_SECRET', secrets.authSecret),
    INTERNAL_SECRET: or('INTERNAL_SECRET', secrets.internalSecret),
    INSTANCE_ID: or('INSTANCE_ID', secrets.instanceId),
    INTERNAL_PORT: or('INTERNAL_PORT', String(await findFreePort())),
    WORKER_PORT: or('WORKER_PORT', String(await findFreePort())),
    // Nothing in front of one machine's copy watches /readyz.
    STOP_DELAY_MS: or('STOP_DELAY_MS', '0'),
  };
  const config = loadConfig(variables);
  return { config, variables: { ...variables, ...resolvedAddresses(config) } };
}

/** Written out, so that children do not each derive them. */
function resolvedAddresses(config: Config): Record<string, string> {
  return {
    HOST: config.host,
    PORT: String(config.port),
    MCP_PORT: String(config.mcpPort),
    DATA_DIR: config.dataDir,
    MASTER_KEY_FILE: config.masterKeyFile,
    PUBLIC_URL: config.publicUrl,
    MCP_PUBLIC_URL: config.mcpPublicUrl,
  };
}
