import { z } from 'zod';
import { idParams, timeSchema } from './common.ts';
import { defineContract } from './contract.ts';

export const signInMethodsSchema = z.object({
  hasPassword: z.boolean(),
  /** Providers that are set up here, in the order of their buttons. */
  providers: z.array(z.object({ id: z.string(), name: z.string() })),
  /** Identities that sign the person in, oldest first; also of providers that are no longer set up. */
  linked: z.array(
    z.object({
      id: z.uuid(),
      provider: z.string(),
      name: z.string(),
      /** The address that the provider told when the account was linked. */
      email: z.string().nullable(),
      createdAt: timeSchema,
    }),
  ),
});
export const listLinkedAccounts = defineContract({
  method: 'GET',
  path: '/users/me/linked-accounts',
  summary: 'How one can sign in: password, linked accounts, and the providers that could be added',
  tag: 'Identity',
  access: 'account',
  responses: { 200: signInMethodsSchema },
});
export const unlinkAccount = defineContract({
  method: 'DELETE',
  path: '/users/me/linked-accounts/{id}',
  summary: 'Take away a linked account; the last way to sign in stays',
  tag: 'Identity',
  access: 'account',
  params: idParams,
  responses: { 204: null },
});

export type SignInMethods = z.infer<typeof signInMethodsSchema>;
