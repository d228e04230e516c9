import path from 'node:path';
import { z } from 'zod';
import { allowanceFields, allowancesOf, type Allowances } from './allowances.ts';
import { ConfigError } from './config-error.ts';
import {
  baseUrlField,
  countField,
  hostField,
  outboundAllowField,
  portField,
  postgresUrlField,
  redisUrlField,
  secretField,
  smtpUrlField,
  trustProxyField,
  mailFromField,
} from './fields.ts';
import { identityProviderFields, identityProvidersOf, type IdentityProvider } from './identity-providers.ts';

/** Everything a process of ours may know from outside. Ports are TCP ports; addresses have no trailing slash. */
export interface Config extends Allowances {
  /** Address that the web app and the runtime listen on. */
  readonly host: string;
  /** Web app and REST API. */
  readonly port: number;
  /** MCP runtime and webhooks. */
  readonly mcpPort: number;
  /** The runtime's internal route; also serves /healthz, /readyz and /metrics of that runtime process. */
  readonly internalPort: number;
  /** Address that internal routes listen on; 127.0.0.1 unless processes live on different machines. */
  readonly internalHost: string;
  /** Where other processes reach the runtime's internal route, for instance `http://127.0.0.1:3002`. */
  readonly internalUrl: string;
  /** The worker's /healthz, /readyz and /metrics, on `internalHost`. */
  readonly workerPort: number;
  /** Absolute path. */
  readonly dataDir: string;
  readonly databaseUrl: string;
  /** Null: BullMQ, limits and bus use Postgres. */
  readonly redisUrl: string | null;
  readonly publicUrl: string;
  readonly mcpPublicUrl: string;
  /** Number of proxies in front whose X-Forwarded-For is believed; 0 for none. */
  readonly trustProxy: number;
  readonly signup: 'open' | 'closed';
  /** Where people can sign in from besides their password. */
  readonly identityProviders: readonly IdentityProvider[];
  /** The account with this verified address operates the installation, besides the first account. Lower case. */
  readonly operatorEmail: string | null;
  /** Hosts, `host:port` or CIDR blocks that nodes may reach although they are internal. */
  readonly outboundAllow: readonly string[];
  /** The mail server, `smtp://user:password@host:587`; null: links are written to the web process's log. */
  readonly smtpUrl: string | null;
  /** Who our mails are from, an address or `Name <address>`. */
  readonly mailFrom: string;
  readonly authSecret: string;
  /** Master keys of the vault as lines of `id:base64`, the first is current; null: they are in `masterKeyFile`. */
  readonly masterKey: string | null;
  /** Absolute path of the file with the master keys; only read where `masterKey` is null. */
  readonly masterKeyFile: string;
  /** Shared by our processes for calls between them. */
  readonly internalSecret: string;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** Runtime processes of this machine; more than one share `mcpPort` by SO_REUSEPORT. */
  readonly runtimeProcesses: number;
  /** Queued jobs that one worker process runs at a time. */
  readonly workerConcurrency: number;
  /** MCP clients and the proxies before them see a sign of life this often (ms) while an answer is under way. */
  readonly mcpKeepAliveMs: number;
  /** After this (ms) a call that is not done becomes a task, for clients that know tasks. */
  readonly mcpTaskAfterMs: number;
  /** How long (ms) a call without progress is held before its run goes on by itself, where `get_run` tells its end. */
  readonly mcpHoldMs: number;
  /** How long (ms) a process that was asked to stop still serves, while /readyz already answers 503. */
  readonly stopDelayMs: number;
  /** Part of cookie names, so that two copies on one host do not sign each other out. */
  readonly instanceId: string;
}

const environmentSchema = z.object({
  HOST: hostField.default('127.0.0.1'),
  PORT: portField.default(3000),
  MCP_PORT: portField.default(3001),
  INTERNAL_PORT: portField.default(3002),
  INTERNAL_HOST: hostField.default('127.0.0.1'),
  INTERNAL_URL: baseUrlField.optional(),
  WORKER_PORT: portField.default(3003),
  DATA_DIR: z.string().default('.data'),
  DATABASE_URL: postgresUrlField,
  REDIS_URL: redisUrlField.optional(),
  PUBLIC_URL: baseUrlField.optional(),
  MCP_PUBLIC_URL: baseUrlField.optional(),
  TRUST_PROXY: trustProxyField.default(0),
  SIGNUP: z.enum(['open', 'closed'], { error: 'must be open or closed' }).default('open'),
  OPERATOR_EMAIL: z.string().trim().toLowerCase().pipe(z.email('must be an e-mail address')).optional(),
  ...allowanceFields,
  ...identityProviderFields,
  OUTBOUND_ALLOW: outboundAllowField.default([]),
  SMTP_URL: smtpUrlField.optional(),
  MAIL_FROM: mailFromField.optional(),
  AUTH_SECRET: secretField,
  MASTER_KEY: z.string().optional(),
  MASTER_KEY_FILE: z.string().optional(),
  INTERNAL_SECRET: secretField,
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be fatal, error, warn, info, debug, trace or silent',
    })
    .default('info'),
  RUNTIME_PROCESSES: countField(1, 64).default(1),
  WORKER_CONCURRENCY: countField(1, 1000).default(10),
  MCP_KEEP_ALIVE_MS: countField(100, 60_000).default(15_000),
  MCP_TASK_AFTER_MS: countField(100, 600_000).default(5_000),
  MCP_HOLD_MS: countField(100, 3_600_000).default(50_000),
  STOP_DELAY_MS: countField(0, 60_000).default(1_000),
  INSTANCE_ID: z
    .string()
    .regex(/^[a-z0-9-]{1,32}$/, 'must be 1 to 32 lower-case letters, digits or hyphens')
    .default('local'),
});

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads and checks the environment.
 *
 * @throws {ConfigError} One line that names the first wrong setting.
 */
export function loadConfig(environment: Environment = process.env): Config {
  const settings = parseEnvironment(environment);
  const { HOST: host, PORT: port, MCP_PORT: mcpPort } = settings;
  refuseSharedPorts(settings);
  return Object.freeze({
    host,
    port,
    mcpPort,
    internalPort: settings.INTERNAL_PORT,
    internalHost: settings.INTERNAL_HOST,
    internalUrl: settings.INTERNAL_URL ?? localUrl(settings.INTERNAL_HOST, settings.INTERNAL_PORT),
    workerPort: settings.WORKER_PORT,
    dataDir: path.resolve(settings.DATA_DIR),
    databaseUrl: settings.DATABASE_URL,
    redisUrl: settings.REDIS_URL ?? null,
    publicUrl: settings.PUBLIC_URL ?? localUrl(host, port),
    mcpPublicUrl: settings.MCP_PUBLIC_URL ?? localUrl(host, mcpPort),
    trustProxy: settings.TRUST_PROXY,
    signup: settings.SIGNUP,
    identityProviders: identityProvidersOf(settings),
    operatorEmail: settings.OPERATOR_EMAIL ?? null,
    ...allowancesOf(settings),
    outboundAllow: settings.OUTBOUND_ALLOW,
    smtpUrl: settings.SMTP_URL ?? null,
    mailFrom: settings.MAIL_FROM ?? usualSender(settings.PUBLIC_URL ?? localUrl(host, port)),
    authSecret: settings.AUTH_SECRET,
    masterKey: settings.MASTER_KEY ?? null,
    masterKeyFile: path.resolve(settings.MASTER_KEY_FILE ?? path.join(settings.DATA_DIR, 'master.key')),
    internalSecret: settings.INTERNAL_SECRET,
    logLevel: settings.LOG_LEVEL,
    runtimeProcesses: settings.RUNTIME_PROCESSES,
    workerConcurrency: settings.WORKER_CONCURRENCY,
    mcpKeepAliveMs: settings.MCP_KEEP_ALIVE_MS,
    mcpTaskAfterMs: settings.MCP_TASK_AFTER_MS,
    mcpHoldMs: settings.MCP_HOLD_MS,
    stopDelayMs: settings.STOP_DELAY_MS,
    instanceId: settings.INSTANCE_ID,
  });
}

function parseEnvironment(environment: Environment): z.infer<typeof environmentSchema> {
  const present = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = environmentSchema.safeParse(present);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const setting = String(issue.path[0]);
  throw new ConfigError(setting, setting in present ? issue.message : 'is missing');
}

/** Processes of one machine must not collide; on different machines (an `INTERNAL_URL` is set) ports may repeat. */
function refuseSharedPorts(settings: z.infer<typeof environmentSchema>): void {
  if (settings.INTERNAL_URL !== undefined) return;
  const names = ['PORT', 'MCP_PORT', 'INTERNAL_PORT', 'WORKER_PORT'] as const;
  const owners = new Map<number, string>();
  for (const name of names) {
    const owner = owners.get(settings[name]);
    if (owner !== undefined) throw new ConfigError(name, `is ${settings[name]}, the same as ${owner}`);
    owners.set(settings[name], name);
  }
}

function localUrl(host: string, port: number): string {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

/** `no-reply` at the host of the public address; a bare IP address is no mail domain. */
function usualSender(publicUrl: string): string {
  const { hostname } = new URL(publicUrl);
  return `Toolwright <no-reply@${/[a-z]/i.test(hostname) && !hostname.includes(':') ? hostname : 'localhost'}>`;
}
