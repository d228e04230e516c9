import { ACCESS_TOKEN_SECONDS, createAccessTokens } from '#lib/auth/access-tokens.ts';
import { mintApiKey } from '#lib/auth/api-key-format.ts';
import { createAuthenticator, type Authenticator } from '#lib/auth/authenticator.ts';
import { createOneTimeCodes } from '#lib/auth/one-time-codes.ts';
import { hashPassword, verifyPassword } from '#lib/auth/passwords.ts';
import { createSessionCookies, type SessionCookies } from '#lib/auth/session-cookie.ts';
import { createSignInThrottle } from '#lib/auth/sign-in-throttle.ts';
import { createMailer } from '#lib/mail/mailer.ts';
import type { AccountDeps } from '#lib/services/identity/account-deps.ts';
import { PendingWork } from '#lib/shared/pending-work.ts';
import type { Core } from './core.ts';
import { openCounterRedis } from './counter-store.ts';

export interface IdentityWiring extends AccountDeps {
  /** Resolves when all that answers did not wait for is done. */
  afterAnswersDone(): Promise<void>;
  cookies: SessionCookies;
  authenticator: Authenticator;
  close(): Promise<void>;
}

/** The identity use cases' ports, from `lib/auth`. */
export function wireIdentity(core: Core): IdentityWiring {
  const { config, db, clock, bus, logger, credentials } = core;
  const accessTokens = createAccessTokens(config.authSecret);
  const cookies = createSessionCookies(config);
  const mailer = createMailer({ config, logger, notice: tellSupervisor });
  const later = new PendingWork();
  const redis = config.redisUrl === null ? null : openCounterRedis(config.redisUrl, logger);
  return {
    db,
    clock,
    config,
    passwords: { hash: hashPassword, verify: verifyPassword },
    accessTokens: { issue: accessTokens.issue, lifetimeSeconds: ACCESS_TOKEN_SECONDS },
    oneTimeCodes: createOneTimeCodes(config),
    vault: core.vault,
    apiKeys: { mint: mintApiKey },
    throttle: createSignInThrottle(redis ? { kind: 'redis', client: redis } : { kind: 'postgres', pool: db.pool }),
    mail: mailer,
    afterAnswer: (work) =>
      later.add(work().catch((error: unknown) => logger.error({ err: error }, 'work after an answer failed'))),
    afterAnswersDone: () => later.drained(),
    cookies,
    authenticator: createAuthenticator({ credentials, accessTokens, cookies, clock }),
    credentialsChanged: async (change) => {
      credentials.forget();
      try {
        await bus.publish('credentials.changed', change);
      } catch (error) {
        logger.warn({ err: error }, 'credentials.changed was not published; caches expire on their own');
      }
    },
    close: async () => {
      await later.drained();
      mailer.close();
      await redis?.quit();
    },
  };
}

/** Under the supervisor of `npm start` a line appears at its console; elsewhere nobody listens. */
function tellSupervisor(notice: string): void {
  if (process.connected) process.send?.({ notice });
}
