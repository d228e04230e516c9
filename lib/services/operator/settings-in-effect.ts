import type { Config } from '#lib/config/config.ts';

/**
 * Settings by the name of their variable, for reading. A list of what is shown, so that a new setting is a secret until
 * somebody says that it is none; addresses lose user and password.
 */
export function settingsInEffect(config: Config): Record<string, string> {
  return {
    HOST: config.host,
    PORT: String(config.port),
    MCP_PORT: String(config.mcpPort),
    DATA_DIR: config.dataDir,
    PUBLIC_URL: config.publicUrl,
    MCP_PUBLIC_URL: config.mcpPublicUrl,
    TRUST_PROXY: String(config.trustProxy),
    DATABASE_URL: withoutCredentials(config.databaseUrl),
    REDIS_URL: config.redisUrl === null ? '' : withoutCredentials(config.redisUrl),
    SIGNUP: config.signup,
    ...providerSettings(config),
    OPERATOR_EMAIL: config.operatorEmail ?? '',
    OUTBOUND_ALLOW: config.outboundAllow.join(', '),
    LOG_LEVEL: config.logLevel,
    RUNTIME_PROCESSES: String(config.runtimeProcesses),
    WORKER_CONCURRENCY: String(config.workerConcurrency),
    MCP_KEEP_ALIVE_MS: String(config.mcpKeepAliveMs),
    MCP_TASK_AFTER_MS: String(config.mcpTaskAfterMs),
    MCP_HOLD_MS: String(config.mcpHoldMs),
    STOP_DELAY_MS: String(config.stopDelayMs),
    RATE_LIMITS: config.rates.restPerSecond === null ? 'off' : 'on',
    REST_RATE_PER_SECOND: String(config.rates.restPerSecond ?? ''),
    MCP_RATE_PER_SECOND: String(config.rates.mcpPerSecond ?? ''),
    QUOTA_EXECUTIONS_PER_DAY: String(config.quotas.executionsPerDay),
    QUOTA_STORAGE_MB: String(Math.floor(config.quotas.storageBytes / 1_048_576)),
    QUOTA_SERVERS: String(config.quotas.servers),
    QUOTA_MEMBERS: String(config.quotas.members),
    QUOTA_CONCURRENT_RUNS: String(config.quotas.concurrentRuns),
  };
}

/** Addresses and names of the providers that are set up; client ids are no secret, and tell one app from another. */
function providerSettings({ identityProviders }: Config): Record<string, string> {
  const of = (id: string) => identityProviders.find((provider) => provider.id === id);
  const [google, github, oidc] = [of('google'), of('github'), of('oidc')];
  return {
    GOOGLE_CLIENT_ID: google?.clientId ?? '',
    GOOGLE_BASE_URL: google?.address ?? '',
    GITHUB_CLIENT_ID: github?.clientId ?? '',
    GITHUB_BASE_URL: github?.address ?? '',
    OIDC_ISSUER: oidc?.address ?? '',
    OIDC_CLIENT_ID: oidc?.clientId ?? '',
    OIDC_NAME: oidc?.name ?? '',
  };
}

function withoutCredentials(address: string): string {
  const { protocol, host, pathname } = new URL(address);
  return `${protocol}//${host}${pathname}`;
}
