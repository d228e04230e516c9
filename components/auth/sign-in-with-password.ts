'use client';
import { signIn } from 'next-auth/react';

export type SignInFailure = 'badCredentials' | 'rateLimited' | 'network' | 'internal';

/** Begins a browser session, or its second step (`codeNeeded`). The server's codes: `CredentialsSignin` (wrong), or one of our error codes. */
export async function signInWithPassword(
  email: string,
  password: string,
): Promise<'ok' | 'codeNeeded' | SignInFailure> {
  try {
    const result = await signIn('credentials', { email, password, redirect: false });
    if (result?.ok && !result.error) return 'ok';
    if (result?.error === 'CredentialsSignin') return 'badCredentials';
    if (result?.error === 'two_factor_required') return 'codeNeeded';
    return result?.error === 'rate_limited' ? 'rateLimited' : 'internal';
  } catch {
    return 'network';
  }
}
