import { z } from 'zod';
import { createTokenSigner } from './signing-keys.ts';

/** How long an access token lives, in seconds. */
export const ACCESS_TOKEN_SECONDS = 15 * 60;

const claimsSchema = z.object({ sub: z.uuid(), sid: z.uuid() });

export interface AccessTokens {
  /** A JWT with `sub`, `email`, `sid`, `iat`, `exp`. `now` in ms. */
  issue(subject: { userId: string; email: string; sessionId: string }, now: number): Promise<string>;
  /** Whom a token names; null for anything but a live token of ours. It says nothing about whether the session lives. */
  read(token: string, now: number): Promise<{ userId: string; sessionId: string } | null>;
}

export function createAccessTokens(authSecret: string): AccessTokens {
  const signer = createTokenSigner(authSecret, 'access-token');
  return {
    issue: ({ userId, email, sessionId }, now) => {
      const iat = Math.floor(now / 1000);
      return signer.sign({ sub: userId, email, sid: sessionId, iat, exp: iat + ACCESS_TOKEN_SECONDS });
    },
    read: async (token, now) => {
      const claims = claimsSchema.safeParse(await signer.verify(token, now));
      return claims.success ? { userId: claims.data.sub, sessionId: claims.data.sid } : null;
    },
  };
}
