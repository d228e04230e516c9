'use client';
import { signIn } from 'next-auth/react';

export type CodeFailure = 'wrongCode' | 'expired' | 'rateLimited' | 'network' | 'internal';

/** The second step of signing in: a code, for the step that this browser's cookie holds. */
export async function signInWithCode(code: string): Promise<'ok' | CodeFailure> {
  try {
    const result = await signIn('code', { code, redirect: false });
    if (result?.ok && !result.error) return 'ok';
    if (result?.error === 'CredentialsSignin') return 'wrongCode';
    if (result?.error === 'invalid') return 'expired';
    return result?.error === 'rate_limited' ? 'rateLimited' : 'internal';
  } catch {
    return 'network';
  }
}
