import { z } from 'zod';
import { countField } from './fields.ts';

/** How much a caller and a workspace may use: rates protect the process, quotas are each workspace's share. */
export interface Allowances {
  /** Requests a second; null when `RATE_LIMITS=off`. */
  readonly rates: {
    /** REST calls of one principal; one address may make twice as many. */
    readonly restPerSecond: number | null;
    /** MCP requests of one key or session; one workspace may make twice as many. */
    readonly mcpPerSecond: number | null;
  };
  /** What a workspace has unless the operator gave it another. */
  readonly quotas: Quotas;
}

/** Shares of one workspace. */
export interface Quotas {
  /** Runs that start in one day (UTC). */
  readonly executionsPerDay: number;
  /** Bytes of files and large values. */
  readonly storageBytes: number;
  /** Servers that are live at once. */
  readonly servers: number;
  readonly members: number;
  /** Queued runs that are executed at once, by all workers. */
  readonly concurrentRuns: number;
}

export const allowanceFields = {
  RATE_LIMITS: z.enum(['on', 'off'], { error: 'must be on or off' }).default('on'),
  REST_RATE_PER_SECOND: countField(1, 1_000_000).default(3_000),
  MCP_RATE_PER_SECOND: countField(1, 1_000_000).default(20_000),
  QUOTA_EXECUTIONS_PER_DAY: countField(0, 1_000_000_000).default(100_000_000),
  QUOTA_STORAGE_MB: countField(0, 1_000_000_000).default(1_024),
  QUOTA_SERVERS: countField(0, 1_000_000).default(10_000),
  QUOTA_MEMBERS: countField(1, 1_000_000).default(1_000),
  QUOTA_CONCURRENT_RUNS: countField(1, 1_000_000).default(100),
};

type Settings = z.infer<z.ZodObject<typeof allowanceFields>>;

const BYTES_PER_MB = 1_048_576;

export function allowancesOf(settings: Settings): Allowances {
  const on = settings.RATE_LIMITS === 'on';
  return {
    rates: {
      restPerSecond: on ? settings.REST_RATE_PER_SECOND : null,
      mcpPerSecond: on ? settings.MCP_RATE_PER_SECOND : null,
    },
    quotas: {
      executionsPerDay: settings.QUOTA_EXECUTIONS_PER_DAY,
      storageBytes: settings.QUOTA_STORAGE_MB * BYTES_PER_MB,
      servers: settings.QUOTA_SERVERS,
      members: settings.QUOTA_MEMBERS,
      concurrentRuns: settings.QUOTA_CONCURRENT_RUNS,
    },
  };
}
