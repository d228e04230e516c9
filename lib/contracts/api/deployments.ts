import { z } from 'zod';
import { paramsSchema } from '../problem.ts';
import { contractComparisonSchema, settingWarningSchema } from '../server-contract.ts';
import { idParams, pageOf, pageQuery, storableText, timeSchema } from './common.ts';
import { defineContract } from './contract.ts';

export const deploymentStatusSchema = z.enum(['queued', 'deploying', 'active', 'stopped', 'failed', 'superseded']);
export type DeploymentStatus = z.infer<typeof deploymentStatusSchema>;

const offeredSchema = z.object({ name: z.string(), title: z.string().nullable(), description: z.string() });

export const deploymentSchema = z.object({
  id: z.uuid(),
  workflowId: z.uuid(),
  version: z.int(),
  status: deploymentStatusSchema,
  /** The server's address. */
  url: z.string(),
  tools: z.array(offeredSchema),
  prompts: z.array(offeredSchema),
  /** `uri` is a URI template if it holds braces. */
  resources: z.array(z.object({ uri: z.string(), name: z.string(), title: z.string().nullable() })),
  /** How it changed the server for its callers; null: nothing was live before, or it is not live yet. */
  contract: contractComparisonSchema.nullable(),
  message: z.string(),
  createdAt: timeSchema,
  deployedAt: timeSchema.nullable(),
  error: z.object({ code: z.string(), message: z.string(), params: paramsSchema.optional() }).nullish(),
});
export type Deployment = z.infer<typeof deploymentSchema>;

export const deployWorkflow = defineContract({
  method: 'POST',
  path: '/workflows/{id}/deploy',
  summary: 'Make a version of the draft and put it live',
  tag: 'Deployments',
  access: 'deployment:manage',
  params: idParams,
  idempotent: true,
  body: z.strictObject({ message: storableText(500).optional(), version: z.int().min(1).optional() }).prefault({}),
  responses: { 202: deploymentSchema },
});
export const previewDeployment = defineContract({
  method: 'GET',
  path: '/workflows/{id}/deploy/preview',
  summary: 'How a deploy would change the server for its callers',
  tag: 'Deployments',
  access: 'workflow:read',
  params: idParams,
  query: z.strictObject({ version: z.coerce.number().int().min(1).optional() }),
  responses: {
    200: z.object({
      /** Null: nothing is live, or what would be deployed does not compile. */
      contract: contractComparisonSchema.nullable(),
      /** Settings of the server that the version does not fit: they are passed over, or its calls fail. */
      warnings: z.array(settingWarningSchema),
    }),
  },
});
export const rollbackWorkflow = defineContract({
  method: 'POST',
  path: '/workflows/{id}/rollback',
  summary: 'Put an earlier version live again',
  tag: 'Deployments',
  access: 'deployment:manage',
  params: idParams,
  body: z.strictObject({ version: z.int().min(1) }),
  responses: { 202: deploymentSchema },
});

export const listDeployments = defineContract({
  method: 'GET',
  path: '/deployments',
  summary: 'Deployments, newest first',
  tag: 'Deployments',
  access: 'workflow:read',
  query: pageQuery.extend({ workflowId: z.uuid().optional(), status: deploymentStatusSchema.optional() }),
  responses: { 200: pageOf(deploymentSchema) },
});
export const getDeployment = defineContract({
  method: 'GET',
  path: '/deployments/{id}',
  summary: 'One deployment',
  tag: 'Deployments',
  access: 'workflow:read',
  params: idParams,
  responses: { 200: deploymentSchema },
});
export const stopDeployment = defineContract({
  method: 'POST',
  path: '/deployments/{id}/stop',
  summary: 'Take the server down; calls in flight finish',
  tag: 'Deployments',
  access: 'deployment:manage',
  params: idParams,
  responses: { 200: deploymentSchema },
});
export const startDeployment = defineContract({
  method: 'POST',
  path: '/deployments/{id}/start',
  summary: 'Put a stopped deployment live again',
  tag: 'Deployments',
  access: 'deployment:manage',
  params: idParams,
  responses: { 200: deploymentSchema },
});
export const getDeploymentHealth = defineContract({
  method: 'GET',
  path: '/deployments/{id}/health',
  summary: 'Whether the server answers, and how its calls of the last hour went',
  tag: 'Deployments',
  access: 'workflow:read',
  params: idParams,
  responses: {
    200: z.object({
      status: z.enum(['healthy', 'degraded', 'down']),
      runtimes: z.int(),
      calls: z.int(),
      errors: z.int(),
      p50Ms: z.number().nullable(),
      p95Ms: z.number().nullable(),
      checkedAt: timeSchema,
    }),
  },
});
