import { z } from 'zod';
import { idParams, pageOf, timeSchema } from './common.ts';
import { defineContract } from './contract.ts';
import { emailSchema, passwordSchema } from './identity.ts';

/**
 * The secret part of a link that was sent by e-mail. Nonsense is refused by the use case, with the same answer as a
 * used or an expired one.
 */
export const linkTokenSchema = z.string().min(1).max(200);

/** How links leave: by e-mail, or (no SMTP is set) into the log of the web process, where the operator finds them. */
export const deliverySchema = z.object({ delivery: z.enum(['email', 'log']) });

export const sessionSchema = z.object({
  id: z.uuid(),
  /** A browser's, or one of an access token. */
  kind: z.enum(['browser', 'token']),
  userAgent: z.string().nullable(),
  createdAt: timeSchema,
  expiresAt: timeSchema,
  /** Whether the request was made with it. */
  current: z.boolean(),
});

export const listSessions = defineContract({
  method: 'GET',
  path: '/users/me/sessions',
  summary: 'Where one is signed in, newest first',
  tag: 'Identity',
  access: 'account',
  responses: { 200: pageOf(sessionSchema) },
});
export const endSession = defineContract({
  method: 'DELETE',
  path: '/users/me/sessions/{id}',
  summary: 'End one of one’s sessions; its tokens and open streams die within a second',
  tag: 'Identity',
  access: 'account',
  params: idParams,
  responses: { 204: null },
});
export const changePassword = defineContract({
  method: 'POST',
  path: '/users/me/password',
  summary: 'Set a new password; every other session ends within a second',
  tag: 'Identity',
  access: 'account',
  /** Whoever has a password names it; whoever signs in with a provider only sets their first one without. */
  body: z.strictObject({ currentPassword: z.string().max(200).optional(), newPassword: passwordSchema }),
  responses: { 204: null },
});
export const deleteMe = defineContract({
  method: 'DELETE',
  path: '/users/me',
  summary: 'Erase one’s account, and the workspaces that nobody else belongs to',
  tag: 'Identity',
  access: 'account',
  /** Whoever has a password names it. */
  body: z.strictObject({ password: z.string().max(200).optional() }),
  responses: { 204: null },
});
export const requestVerification = defineContract({
  method: 'POST',
  path: '/users/me/verification',
  summary: 'Send a link that proves one’s e-mail address',
  tag: 'Identity',
  access: 'account',
  responses: { 202: deliverySchema },
});
export const verifyEmail = defineContract({
  method: 'POST',
  path: '/auth/verify',
  summary: 'Prove an e-mail address with the link that was sent to it',
  tag: 'Identity',
  access: 'public',
  body: z.strictObject({ token: linkTokenSchema }),
  responses: { 204: null },
});
export const forgotPassword = defineContract({
  method: 'POST',
  path: '/auth/forgot',
  summary: 'Ask for a link that sets a new password; the answer is the same for every address',
  tag: 'Identity',
  access: 'public',
  body: z.strictObject({ email: emailSchema }),
  responses: { 202: deliverySchema },
});
export const resetPassword = defineContract({
  method: 'POST',
  path: '/auth/reset',
  summary: 'Set a new password with the link that was sent; every session ends',
  tag: 'Identity',
  access: 'public',
  body: z.strictObject({ token: linkTokenSchema, password: passwordSchema }),
  responses: { 204: null },
});

export type AccountSession = z.infer<typeof sessionSchema>;
export type Delivery = z.infer<typeof deliverySchema>;
