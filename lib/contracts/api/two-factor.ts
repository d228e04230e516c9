import { z } from 'zod';
import { timeSchema } from './common.ts';
import { defineContract } from './contract.ts';
import { emailSchema } from './identity.ts';

/** A code of the authenticator app, or a recovery code; spaces and dashes do not matter. */
export const codeSchema = z.string().trim().min(1).max(40);
const passwordField = z.string().max(200);

export const twoFactorSchema = z.object({
  enabled: z.boolean(),
  enabledAt: timeSchema.nullable(),
  /** Recovery codes that were not used yet. */
  recoveryCodesLeft: z.int(),
});
export const getTwoFactor = defineContract({
  method: 'GET',
  path: '/users/me/two-factor',
  summary: 'Whether one’s sign-in by password asks for a code',
  tag: 'Identity',
  access: 'account',
  responses: { 200: twoFactorSchema },
});
export const beginTwoFactor = defineContract({
  method: 'POST',
  path: '/users/me/two-factor',
  summary: 'Get a secret for one’s authenticator app; nothing is asked for before it is confirmed',
  tag: 'Identity',
  access: 'account',
  body: z.strictObject({ password: passwordField }),
  responses: {
    201: z.object({
      /** Base32, to type in. */
      secret: z.string(),
      /** The same for a QR code (`otpauth:`). */
      uri: z.string(),
    }),
  },
});

const recoveryCodesSchema = z.object({ recoveryCodes: z.array(z.string()) });
export const confirmTwoFactor = defineContract({
  method: 'POST',
  path: '/users/me/two-factor/confirm',
  summary: 'Turn two-factor sign-in on with a code of the app; the recovery codes are shown once',
  tag: 'Identity',
  access: 'account',
  body: z.strictObject({ code: codeSchema }),
  responses: { 200: recoveryCodesSchema },
});
export const endTwoFactor = defineContract({
  method: 'DELETE',
  path: '/users/me/two-factor',
  summary: 'Turn two-factor sign-in off',
  tag: 'Identity',
  access: 'account',
  body: z.strictObject({ password: passwordField, code: codeSchema }),
  responses: { 204: null },
});
export const renewRecoveryCodes = defineContract({
  method: 'POST',
  path: '/users/me/two-factor/recovery-codes',
  summary: 'Make new recovery codes; the old ones end',
  tag: 'Identity',
  access: 'account',
  body: z.strictObject({ password: passwordField, code: codeSchema }),
  responses: { 200: recoveryCodesSchema },
});
export const resetTwoFactor = defineContract({
  method: 'POST',
  path: '/instance/two-factor-resets',
  summary: 'Turn two-factor sign-in off for somebody who lost app and recovery codes',
  tag: 'Instance',
  access: 'operator',
  body: z.strictObject({ email: emailSchema }),
  responses: { 204: null },
});

export type TwoFactorStatus = z.infer<typeof twoFactorSchema>;
export type TwoFactorSetup = z.infer<(typeof beginTwoFactor.responses)[201]>;
