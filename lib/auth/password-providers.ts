import type { User } from 'next-auth';
import type { CredentialsConfig } from 'next-auth/providers/credentials';
import { codeSchema } from '#lib/contracts/api/two-factor.ts';
import { emailSchema } from '#lib/contracts/api/identity.ts';
import type { Caller } from '#lib/contracts/principal.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { SESSION_SECONDS } from './session-cookie.ts';
import type { StepCookie } from './step-cookie.ts';

export interface SignedIn {
  userId: string;
  email: string;
  name: string;
  sessionId: string;
}

export type SessionUser = User & { sessionId?: string };

/** Signing in with a password, and with a code after it where the account asks for one. */
export interface PasswordPorts {
  /** Checks a password: a browser session begins, or a second step. Throws `AppError`. */
  signIn(
    caller: Caller,
    input: { email: string; password: string; lifetimeSeconds: number },
  ): Promise<SignedIn | { step: string }>;
  /** Checks the code of a second step, with which a browser session begins. Throws `AppError`. */
  finishSignIn(caller: Caller, input: { step: string; code: string; lifetimeSeconds: number }): Promise<SignedIn>;
  /** Where this browser keeps its second step. */
  step: Pick<StepCookie, 'read' | 'keep'>;
  onError(error: unknown, message: string): void;
}

/** What `Credentials()` of next-auth would return, without its CommonJS default export. */
export function passwordProviders(ports: PasswordPorts, caller: Caller): CredentialsConfig[] {
  const provider = (
    id: string,
    fields: CredentialsConfig['credentials'],
    authorize: (sent: Record<string, unknown>) => Promise<SignedIn | null>,
  ): CredentialsConfig => ({
    id,
    name: id,
    type: 'credentials',
    credentials: fields,
    authorize: (sent) => answer(ports, authorize(sent ?? {})),
  });
  return [
    provider('credentials', { email: { type: 'email' }, password: { type: 'password' } }, (sent) =>
      checkPassword(ports, caller, sent),
    ),
    provider('code', { code: { type: 'text' } }, (sent) => checkCode(ports, caller, sent)),
  ];
}

async function checkPassword(
  { signIn, step }: PasswordPorts,
  caller: Caller,
  sent: Record<string, unknown>,
): Promise<SignedIn | null> {
  const email = emailSchema.safeParse(sent['email']);
  const password = sent['password'];
  if (!email.success || typeof password !== 'string' || password.length > 200) return null;
  const begun = await signIn(caller, { email: email.data, password, lifetimeSeconds: SESSION_SECONDS });
  if (!('step' in begun)) return begun;
  step.keep(begun.step);
  throw new AppError('two_factor_required', 'A code is needed');
}

async function checkCode(
  { finishSignIn, step }: PasswordPorts,
  caller: Caller,
  sent: Record<string, unknown>,
): Promise<SignedIn | null> {
  const code = codeSchema.safeParse(sent['code']);
  if (!code.success) return null;
  const input = { step: step.read() ?? '', code: code.data, lifetimeSeconds: SESSION_SECONDS };
  const signedIn = await finishSignIn(caller, input);
  step.keep(null);
  return signedIn;
}

/** Null is "wrong". next-auth shows an error's message to the browser, so it is a code of ours. */
async function answer(ports: PasswordPorts, checked: Promise<SignedIn | null>): Promise<SessionUser | null> {
  try {
    const signedIn = await checked;
    return (
      signedIn && { id: signedIn.userId, email: signedIn.email, name: signedIn.name, sessionId: signedIn.sessionId }
    );
  } catch (error) {
    if (error instanceof AppError && error.code === 'unauthenticated') return null;
    const code = error instanceof AppError ? error.code : 'internal';
    if (code === 'internal') ports.onError(error, 'sign-in failed');
    throw new Error(code, { cause: error });
  }
}
