import { pino, stdTimeFunctions, type DestinationStream, type Logger as PinoLogger } from 'pino';
import type { Config } from '#lib/config/config.ts';

export type Logger = PinoLogger;
export type ProcessRole = 'web' | 'runtime' | 'worker' | 'supervisor';

const SECRET_FIELDS = [
  'authorization',
  'cookie',
  'password',
  'passwordHash',
  'secret',
  'authSecret',
  'internalSecret',
  'token',
  'accessToken',
  'refreshToken',
  'idToken',
  'apiKey',
  'key',
  'hash',
  'databaseUrl',
  'redisUrl',
];

const censoredPaths = [
  ...SECRET_FIELDS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
  '*["set-cookie"]',
  '*.*["set-cookie"]',
  '*["proxy-authorization"]',
  '*.*["proxy-authorization"]',
];

/**
 * The logger of one process: JSON lines with `role`, `instance`, `time` (RFC 3339, UTC) and whatever the caller adds
 * (`traceId`, `workspaceId`, `executionId`). Fields that hold secrets by name are replaced by `[secret]`.
 */
export function createLogger(
  config: Pick<Config, 'logLevel' | 'instanceId'>,
  role: ProcessRole,
  destination?: DestinationStream,
): Logger {
  const options = {
    level: config.logLevel,
    base: { role, instance: config.instanceId, pid: process.pid },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: censoredPaths, censor: '[secret]' },
  };
  return destination ? pino(options, destination) : pino(options);
}
