import { z } from 'zod';
import { locales } from '#lib/shared/locales.ts';
import { roleSchema, scopeSchema } from '../principal.ts';
import { callLimitsSchema, toolNameSchema } from '../server-settings.ts';
import { idParams, nameSchema, pageOf, pageQuery, slugSchema, timeSchema } from './common.ts';
import { defineContract } from './contract.ts';

/** A plain addr-spec, normalised once: trimmed and lower case. */
export const emailSchema = z.string().trim().toLowerCase().max(254).pipe(z.email());
export const passwordSchema = z.string().min(8, 'Use at least 8 characters').max(200);

export const userSchema = z.object({
  id: z.uuid(),
  email: z.string(),
  /** Whether the person has proven that the address is theirs. */
  emailVerified: z.boolean(),
  name: z.string(),
  /** In which mails are written; null until the person was met in one. */
  locale: z.enum(locales).nullable(),
  createdAt: timeSchema,
});
export const workspaceSchema = z.object({
  id: z.uuid(),
  slug: slugSchema,
  name: z.string(),
  role: roleSchema,
  createdAt: timeSchema,
});

export const signUp = defineContract({
  method: 'POST',
  path: '/auth/signup',
  summary: 'Create an account and its first workspace',
  tag: 'Identity',
  access: 'public',
  body: z.strictObject({
    email: emailSchema,
    password: passwordSchema,
    name: nameSchema,
    workspaceName: nameSchema.optional(),
    /** The token of an invitation's link, which allows a sign-up where sign-up is closed. It does not accept it. */
    invitation: z.string().min(1).max(200).optional(),
  }),
  responses: { 201: z.object({ user: userSchema, workspace: workspaceSchema }) },
});

export const createToken = defineContract({
  method: 'POST',
  path: '/auth/token',
  summary: 'Exchange e-mail and password for an access token; two-factor sign-in asks for a code too',
  tag: 'Identity',
  access: 'public',
  body: z.strictObject({
    email: emailSchema,
    password: z.string().max(200),
    /** Of the authenticator app, or a recovery code; without it the answer is `two_factor_required` where one is needed. */
    code: z.string().trim().min(1).max(40).optional(),
  }),
  responses: { 200: z.object({ accessToken: z.string(), expiresIn: z.int(), tokenType: z.literal('Bearer') }) },
});

export const getMe = defineContract({
  method: 'GET',
  path: '/users/me',
  summary: 'The signed-in person and their workspaces',
  tag: 'Identity',
  access: 'account',
  responses: { 200: userSchema.extend({ workspaces: z.array(workspaceSchema) }) },
});
export const updateMe = defineContract({
  method: 'PATCH',
  path: '/users/me',
  summary: 'Change the name, or the language of mails',
  tag: 'Identity',
  access: 'account',
  body: z
    .strictObject({ name: nameSchema.optional(), locale: z.enum(locales).optional() })
    .refine(({ name, locale }) => name !== undefined || locale !== undefined, 'Name what is to change'),
  responses: { 200: userSchema },
});
export const listWorkspaces = defineContract({
  method: 'GET',
  path: '/workspaces',
  summary: 'Workspaces of the signed-in person',
  tag: 'Identity',
  access: 'account',
  responses: { 200: pageOf(workspaceSchema) },
});
export const createWorkspace = defineContract({
  method: 'POST',
  path: '/workspaces',
  summary: 'Create a workspace',
  tag: 'Identity',
  access: 'account',
  body: z.strictObject({ name: nameSchema }),
  responses: { 201: workspaceSchema },
});
export const getWorkspace = defineContract({
  method: 'GET',
  path: '/workspaces/{id}',
  summary: 'One workspace',
  tag: 'Identity',
  access: 'account',
  params: idParams,
  responses: { 200: workspaceSchema },
});

export const apiKeySchema = z.object({
  id: z.uuid(),
  name: z.string(),
  /** The first characters of the key, to recognise it by. */
  prefix: z.string(),
  role: roleSchema,
  scopes: z.array(scopeSchema),
  /** Ids of workflows and collections whose servers the key may call; null: all. */
  servers: z.array(z.uuid()).nullable(),
  /** Names of the tools that it may list and call at its one server; null: all that its servers have. */
  tools: z.array(z.string()).nullable(),
  /** Only what says that it changes nothing. */
  readOnly: z.boolean(),
  limits: callLimitsSchema.nullable(),
  /** Calls of tools, prompts and resources so far; some seconds old. */
  calls: z.int(),
  createdAt: timeSchema,
  expiresAt: timeSchema.nullable(),
  lastUsedAt: timeSchema.nullable(),
  createdBy: z.object({ id: z.uuid(), name: z.string() }),
});
export const createApiKey = defineContract({
  method: 'POST',
  path: '/api-keys',
  summary: 'Create an API key; it is shown once',
  tag: 'Identity',
  access: 'workflow:read',
  body: z.strictObject({
    name: nameSchema,
    role: roleSchema.optional(),
    scopes: z.array(scopeSchema).min(1).optional(),
    servers: z.array(z.uuid()).min(1).max(100).optional(),
    /** Needs exactly one entry in `servers`. */
    tools: z.array(toolNameSchema).min(1).max(200).optional(),
    readOnly: z.boolean().optional(),
    limits: callLimitsSchema.optional(),
    expiresAt: timeSchema.optional(),
  }),
  responses: { 201: apiKeySchema.extend({ key: z.string() }) },
});
export const listApiKeys = defineContract({
  method: 'GET',
  path: '/api-keys',
  summary: 'API keys: one’s own, or all for those who manage keys',
  tag: 'Identity',
  access: 'workflow:read',
  query: pageQuery,
  responses: { 200: pageOf(apiKeySchema) },
});
export const deleteApiKey = defineContract({
  method: 'DELETE',
  path: '/api-keys/{id}',
  summary: 'Revoke a key; it is refused everywhere within a second',
  tag: 'Identity',
  access: 'workflow:read',
  params: idParams,
  responses: { 204: null },
});

export const auditEventSchema = z.object({
  id: z.uuid(),
  at: timeSchema,
  action: z.string(),
  actor: z.object({
    kind: z.enum(['user', 'apiKey', 'oauth', 'system', 'anonymous']),
    id: z.string(),
    label: z.string(),
  }),
  targetType: z.string(),
  targetId: z.string(),
  data: z.record(z.string(), z.unknown()),
});
export const listAudit = defineContract({
  method: 'GET',
  path: '/audit',
  summary: 'Who did what',
  tag: 'Identity',
  access: 'audit:read',
  query: pageQuery,
  responses: { 200: pageOf(auditEventSchema) },
});

export type User = z.infer<typeof userSchema>;
export type Workspace = z.infer<typeof workspaceSchema>;
export type ApiKey = z.infer<typeof apiKeySchema>;
export type AuditEvent = z.infer<typeof auditEventSchema>;
