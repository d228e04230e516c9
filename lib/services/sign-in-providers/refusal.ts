import { AppError, isAppError } from '#lib/shared/app-error.ts';

/** Why somebody who came back from a provider is not let in; the sign-in page has a text for each. */
const refusals = {
  denied: ['forbidden', 'The provider was not allowed to tell who you are'],
  expired: ['invalid', 'This sign-in is over; begin again'],
  unverified_address: [
    'forbidden',
    'There is an account with this e-mail address; sign in with your password and link it',
  ],
  two_factor: ['forbidden', 'This account has two-factor sign-in; sign in with your password and link it'],
  no_address: ['forbidden', 'The provider did not tell an e-mail address'],
  linked_elsewhere: ['conflict', 'This identity belongs to another account here'],
  already_linked: ['conflict', 'This identity is linked to your account already'],
  wrong_address: ['malformed', 'Sign in at the public address of this installation'],
  failed: ['unavailable', 'The provider did not answer as it should'],
} as const;

export type SignInRefusal = keyof typeof refusals;

export function refuseSignIn(reason: SignInRefusal): AppError {
  const [code, message] = refusals[reason];
  return new AppError(code, message, { errors: [{ path: '', code: reason, message }] });
}

/** Codes of errors that other use cases throw and the page has a text for, too. */
const others = ['signup_closed', 'not_invited', 'invalid_link', 'rate_limited'];

/** What the page is told of an error: a reason from above or one of the others; `failed` for what nobody expected. */
export function refusalCode(error: unknown): string {
  if (!isAppError(error)) return 'failed';
  const reason = error.errors?.[0]?.code ?? error.code;
  return Object.hasOwn(refusals, reason) || others.includes(reason) ? reason : 'failed';
}
