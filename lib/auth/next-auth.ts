import type { AuthOptions, CookieOption, LoggerInstance, User } from 'next-auth';
import type { IdentityProvider } from '#lib/config/identity-providers.ts';
import type { Caller } from '#lib/contracts/principal.ts';
import type { Clock } from '#lib/shared/clock.ts';
import type { Credentials } from './credentials.ts';
import { identityOf, oauthConfig, type ProviderIdentity } from './identity-providers.ts';
import { passwordProviders, type PasswordPorts, type SessionUser, type SignedIn } from './password-providers.ts';
import { isSecure, SESSION_SECONDS, type SessionCookies } from './session-cookie.ts';

/** What next-auth needs of us. The use cases come as ports: `lib/auth` knows no services. */
export interface NextAuthPorts extends PasswordPorts {
  config: { authSecret: string; publicUrl: string; identityProviders: readonly IdentityProvider[] };
  clock: Clock;
  cookies: SessionCookies;
  credentials: Credentials;
  /**
   * Decides about an identity that a provider vouched for: the session that begins, or null for none. Only there while
   * somebody comes back from a provider.
   */
  acceptIdentity?(identity: ProviderIdentity): Promise<SignedIn | null>;
  /** Ends a session. */
  signOut(caller: Caller, session: { userId: string; email: string; sessionId: string }): Promise<void>;
}

/**
 * next-auth with our own sessions: its JWT strategy, whose token is our signed cookie that holds no more than `sub` and
 * `sid`. The session's row decides whether it lives. Every way to sign in ends in `callbacks.jwt`.
 */
export function authOptions(ports: NextAuthPorts, caller: Caller): AuthOptions {
  return {
    secret: ports.config.authSecret,
    providers: [...passwordProviders(ports, caller), ...ports.config.identityProviders.map(oauthConfig)],
    session: { strategy: 'jwt', maxAge: SESSION_SECONDS },
    pages: { signIn: '/signin', error: '/signin', signOut: '/' },
    cookies: cookieOptions(ports),
    logger: quietLogger(ports),
    jwt: {
      maxAge: SESSION_SECONDS,
      encode: ({ token }) => ports.cookies.seal({ sub: token?.sub, sid: token?.['sid'] }, ports.clock.now()),
      decode: async ({ token }) => {
        const claims = token ? await ports.cookies.open(token, ports.clock.now()) : null;
        const session = claims && (await ports.credentials.session(claims.sessionId));
        if (!session) return null;
        return { sub: session.userId, sid: session.sessionId, email: session.email, name: session.name };
      },
    },
    callbacks: {
      signIn: ({ user }) => acceptUser(ports, user),
      jwt: ({ token, user }) => (user ? { sub: user.id, sid: (user as SessionUser).sessionId } : token),
      redirect: ({ url, baseUrl }) => sameOriginUrl(url, baseUrl),
    },
    events: {
      signOut: async ({ token }) => {
        if (!token?.sub || typeof token['sid'] !== 'string') return;
        await ports.signOut(caller, { userId: token.sub, email: token.email ?? '', sessionId: token['sid'] });
      },
    },
  };
}

/** A password was checked before; a provider's identity becomes a person of ours here, or goes no further. */
async function acceptUser(ports: NextAuthPorts, user: User): Promise<boolean> {
  const identity = identityOf(user);
  if (!identity) return true;
  const signedIn = (await ports.acceptIdentity?.(identity)) ?? null;
  if (signedIn) Object.assign(user, { id: signedIn.userId, sessionId: signedIn.sessionId } satisfies SessionUser);
  return signedIn !== null;
}

/** After sign-in people go to our own pages only, whatever the address bar said. */
function sameOriginUrl(url: string, baseUrl: string): string {
  if (!URL.canParse(url, baseUrl)) return baseUrl;
  const target = new URL(url, baseUrl);
  return target.origin === new URL(baseUrl).origin ? target.href : baseUrl;
}

function cookieOptions({ config, cookies: { names } }: NextAuthPorts): AuthOptions['cookies'] {
  const cookie = (name: string, maxAge?: number): CookieOption => ({
    name,
    options: { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecure(config), ...(maxAge ? { maxAge } : {}) },
  });
  const quarterOfAnHour = 15 * 60;
  return {
    sessionToken: cookie(names.session),
    csrfToken: cookie(names.csrf),
    callbackUrl: cookie(names.callbackUrl),
    state: cookie(names.state, quarterOfAnHour),
    pkceCodeVerifier: cookie(names.pkce, quarterOfAnHour),
    nonce: cookie(names.nonce, quarterOfAnHour),
  };
}

/** An expired or ended session is no error; everything else goes to our log, without what a provider told of a person. */
function quietLogger(ports: NextAuthPorts): Partial<LoggerInstance> {
  return {
    error: (code: string, details: unknown) => {
      if (code !== 'JWT_SESSION_ERROR') ports.onError(errorIn(details), `next-auth: ${code}`);
    },
    warn: () => undefined,
    debug: () => undefined,
  };
}

function errorIn(details: unknown): unknown {
  return typeof details === 'object' && details !== null && 'error' in details ? details.error : details;
}
