import { z } from 'zod';
import { createTokenSigner } from './signing-keys.ts';

/** How long a browser session lives, in seconds. Its row in the database is what counts. */
export const SESSION_SECONDS = 30 * 24 * 3600;

export interface CookieNames {
  session: string;
  csrf: string;
  callbackUrl: string;
  state: string;
  pkce: string;
  nonce: string;
  /** The second step of a sign-in. */
  step: string;
}

/**
 * Names carry the instance: two copies on 127.0.0.1 differ only by port, which cookies ignore. Over https they carry the
 * `__Host-` prefix, which browsers accept only with `Secure`, `Path=/` and no `Domain`.
 */
export function cookieNames(config: { instanceId: string; publicUrl: string }): CookieNames {
  const prefix = `${isSecure(config) ? '__Host-' : ''}toolwright.${config.instanceId}`;
  return {
    session: `${prefix}.session`,
    csrf: `${prefix}.csrf`,
    callbackUrl: `${prefix}.callback`,
    state: `${prefix}.state`,
    pkce: `${prefix}.pkce`,
    nonce: `${prefix}.nonce`,
    step: `${prefix}.step`,
  };
}

export function isSecure(config: { publicUrl: string }): boolean {
  return config.publicUrl.startsWith('https:');
}

/** What the cookie says; `sid` is the session's row. */
const cookieClaimsSchema = z.object({ sub: z.uuid(), sid: z.uuid() });

export interface SessionCookies {
  readonly names: CookieNames;
  seal(claims: Record<string, unknown>, now: number): Promise<string>;
  open(token: string, now: number): Promise<{ userId: string; sessionId: string } | null>;
}

export function createSessionCookies(config: {
  authSecret: string;
  instanceId: string;
  publicUrl: string;
}): SessionCookies {
  const signer = createTokenSigner(config.authSecret, 'session-cookie');
  return {
    names: cookieNames(config),
    seal: (claims, now) => {
      const iat = Math.floor(now / 1000);
      return signer.sign({ ...claims, iat, exp: iat + SESSION_SECONDS });
    },
    open: async (token, now) => {
      const claims = cookieClaimsSchema.safeParse(await signer.verify(token, now));
      return claims.success ? { userId: claims.data.sub, sessionId: claims.data.sid } : null;
    },
  };
}

/** One cookie of a `Cookie` header; undefined when absent. */
export function readCookie(header: string | null, name: string): string | undefined {
  for (const part of header?.split(';') ?? []) {
    const equals = part.indexOf('=');
    if (equals > 0 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim();
  }
  return undefined;
}
