import type { AuthOptions, CookieOption, LoggerInstance } from 'next-auth';
import type { Caller } from '#lib/contracts/principal.ts';
import type { Clock } from '#lib/shared/clock.ts';
import type { Credentials } from './credentials.ts';
import { passwordProviders, type PasswordPorts, type SessionUser } from './password-providers.ts';
import { isSecure, SESSION_SECONDS, type SessionCookies } from './session-cookie.ts';

/** What next-auth needs of us. The use cases come as ports: `lib/auth` knows no services. */
export interface NextAuthPorts extends PasswordPorts {
  config: { authSecret: string; publicUrl: string };
  clock: Clock;
  cookies: SessionCookies;
  credentials: Credentials;
  /** Ends a session. */
  signOut(caller: Caller, session: { userId: string; email: string; sessionId: string }): Promise<void>;
}

/**
 * next-auth with our own sessions: its JWT strategy, whose token is our signed cookie that holds no more than `sub` and
 * `sid`. The session's row decides whether it lives. Other providers join `providers`; they end in `callbacks.jwt` too.
 */
export function authOptions(ports: NextAuthPorts, caller: Caller): AuthOptions {
  return {
    secret: ports.config.authSecret,
    providers: [...passwordProviders(ports, caller)],
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
    nonce: cookie(names.nonce),
  };
}

/** An expired or ended session is no error; everything else goes to our log. */
function quietLogger(ports: NextAuthPorts): Partial<LoggerInstance> {
  return {
    error: (code: string, details: unknown) => {
      if (code !== 'JWT_SESSION_ERROR') ports.onError(details, `next-auth: ${code}`);
    },
    warn: () => undefined,
    debug: () => undefined,
  };
}
