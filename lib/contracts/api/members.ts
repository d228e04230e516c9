import { z } from 'zod';
import { roleSchema } from '../principal.ts';
import { deliverySchema, linkTokenSchema } from './accounts.ts';
import { idParams, nameSchema, pageOf, pageQuery, timeSchema } from './common.ts';
import { defineContract } from './contract.ts';
import { emailSchema, workspaceSchema } from './identity.ts';

export const updateWorkspace = defineContract({
  method: 'PATCH',
  path: '/workspaces/{id}',
  summary: 'Rename a workspace; its slug stays',
  tag: 'Workspaces',
  access: 'account',
  params: idParams,
  body: z.strictObject({ name: nameSchema }),
  responses: { 200: workspaceSchema },
});
export const deleteWorkspace = defineContract({
  method: 'DELETE',
  path: '/workspaces/{id}',
  summary: 'Delete a workspace; its servers stop at once',
  tag: 'Workspaces',
  access: 'account',
  params: idParams,
  responses: { 204: null },
});

export const memberSchema = z.object({
  id: z.uuid(),
  user: z.object({ id: z.uuid(), name: z.string(), email: z.string() }),
  role: roleSchema,
  /** Whether their sign-in by password asks for a code; only shown to those who manage members. */
  twoFactor: z.boolean().optional(),
  createdAt: timeSchema,
});
export const listMembers = defineContract({
  method: 'GET',
  path: '/members',
  summary: 'Who belongs to the workspace, in the order of joining',
  tag: 'Workspaces',
  access: 'workflow:read',
  query: pageQuery,
  responses: { 200: pageOf(memberSchema) },
});
export const updateMember = defineContract({
  method: 'PATCH',
  path: '/members/{id}',
  summary: 'Give a member another role, at most one’s own; the last owner stays owner',
  tag: 'Workspaces',
  access: 'member:manage',
  params: idParams,
  body: z.strictObject({ role: roleSchema }),
  responses: { 200: memberSchema },
});
export const removeMember = defineContract({
  method: 'DELETE',
  path: '/members/{id}',
  summary: 'Remove a member, or leave; their keys and streams here die within a second',
  tag: 'Workspaces',
  access: 'workflow:read',
  params: idParams,
  responses: { 204: null },
});

export const invitationSchema = z.object({
  id: z.uuid(),
  email: z.string(),
  role: roleSchema,
  createdAt: timeSchema,
  expiresAt: timeSchema,
  invitedBy: z.object({ id: z.uuid(), name: z.string() }),
});
export const listInvitations = defineContract({
  method: 'GET',
  path: '/invitations',
  summary: 'Invitations that are still open, newest first',
  tag: 'Workspaces',
  access: 'member:manage',
  query: pageQuery,
  responses: { 200: pageOf(invitationSchema) },
});
export const createInvitation = defineContract({
  method: 'POST',
  path: '/invitations',
  summary: 'Invite somebody by e-mail; an earlier invitation of the same address ends',
  tag: 'Workspaces',
  access: 'member:manage',
  body: z.strictObject({ email: emailSchema, role: roleSchema }),
  responses: { 201: invitationSchema.extend(deliverySchema.shape) },
});
export const deleteInvitation = defineContract({
  method: 'DELETE',
  path: '/invitations/{id}',
  summary: 'Take an invitation back',
  tag: 'Workspaces',
  access: 'member:manage',
  params: idParams,
  responses: { 204: null },
});
export const previewInvitation = defineContract({
  method: 'POST',
  path: '/invitations/preview',
  summary: 'What an invitation’s link offers, before signing in',
  tag: 'Workspaces',
  access: 'public',
  body: z.strictObject({ token: linkTokenSchema }),
  responses: {
    200: z.object({
      workspace: z.object({ name: z.string() }),
      email: z.string(),
      role: roleSchema,
      invitedBy: z.object({ name: z.string() }),
      expiresAt: timeSchema,
    }),
  },
});
export const acceptInvitation = defineContract({
  method: 'POST',
  path: '/invitations/accept',
  summary: 'Join the workspace; for the one whose proven address was invited',
  tag: 'Workspaces',
  access: 'account',
  body: z.strictObject({ token: linkTokenSchema }),
  responses: { 200: workspaceSchema },
});

export type Member = z.infer<typeof memberSchema>;
export type Invitation = z.infer<typeof invitationSchema>;
