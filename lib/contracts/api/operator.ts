import { z } from 'zod';
import { idParams, pageOf, pageQuery, timeSchema } from './common.ts';
import { defineContract } from './contract.ts';

/** What of a share is used, and how large it is. */
const shareSchema = z.object({ used: z.int(), limit: z.int() });

export const usageSchema = z.object({
  /** Runs that began today (UTC). */
  executionsPerDay: shareSchema,
  /** When the day ends. */
  resetsAt: timeSchema,
  /** Bytes of files and large values. */
  storageBytes: shareSchema,
  /** Servers that are live. */
  servers: shareSchema,
  members: shareSchema,
  /** Queued runs that are executed now; those beyond the limit wait for their turn. */
  concurrentRuns: shareSchema,
});
export const getUsage = defineContract({
  method: 'GET',
  path: '/usage',
  summary: 'What the workspace uses of its quotas',
  tag: 'Workspaces',
  access: 'workflow:read',
  responses: { 200: usageSchema },
});

export const instanceSchema = z.object({
  version: z.string(),
  runtime: z.object({ node: z.string(), postgres: z.string() }),
  processes: z.array(
    z.object({
      id: z.string(),
      role: z.string(),
      startedAt: timeSchema,
      beatAt: timeSchema,
      /** Whether it was heard of within the last 30 s. */
      alive: z.boolean(),
    }),
  ),
  counts: z.object({
    people: z.int(),
    /** Accounts of the last 7 days. */
    newPeople: z.int(),
    workspaces: z.int(),
    workflows: z.int(),
    liveServers: z.int(),
    executionsToday: z.int(),
  }),
  storage: z.object({ databaseBytes: z.int(), filesBytes: z.int() }),
  /** Settings in effect, by the name of their variable. Secrets are not among them. */
  settings: z.record(z.string(), z.string()),
  /** Every provider that people could sign in with, and the address to register with it. */
  signInProviders: z.array(
    z.object({ id: z.string(), name: z.string(), callbackUrl: z.string(), isSetUp: z.boolean() }),
  ),
});
export const getInstance = defineContract({
  method: 'GET',
  path: '/instance',
  summary: 'Health, size and settings of the installation',
  tag: 'Instance',
  access: 'operator',
  responses: { 200: instanceSchema },
});

const quotaField = (maximum: number) => z.int().min(0).max(maximum).nullable();

/** Shares that the operator gave a workspace; null: the installation's default. */
export const quotaSchema = z.strictObject({
  executionsPerDay: quotaField(1_000_000_000),
  storageBytes: quotaField(Number.MAX_SAFE_INTEGER),
  servers: quotaField(1_000_000),
  members: quotaField(1_000_000),
  concurrentRuns: quotaField(1_000_000),
});

export const instanceWorkspaceSchema = z.object({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  createdAt: timeSchema,
  workflows: z.int(),
  usage: usageSchema,
  quota: quotaSchema,
});
export const listInstanceWorkspaces = defineContract({
  method: 'GET',
  path: '/instance/workspaces',
  summary: 'All workspaces with what they use, newest first',
  tag: 'Instance',
  access: 'operator',
  query: pageQuery,
  responses: { 200: pageOf(instanceWorkspaceSchema) },
});
export const updateQuota = defineContract({
  method: 'PATCH',
  path: '/instance/workspaces/{id}/quota',
  summary: 'Give a workspace other shares than the default',
  tag: 'Instance',
  access: 'operator',
  params: idParams,
  body: quotaSchema.partial(),
  responses: { 200: quotaSchema },
});

export type Usage = z.infer<typeof usageSchema>;
export type Instance = z.infer<typeof instanceSchema>;
export type InstanceWorkspace = z.infer<typeof instanceWorkspaceSchema>;
export type Quota = z.infer<typeof quotaSchema>;
