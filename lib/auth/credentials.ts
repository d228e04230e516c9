import type { Db } from '#lib/db/client.ts';
import {
  findApiKeyIdentity,
  findSessionIdentity,
  touchApiKey,
  type ApiKeyIdentityRecord,
  type SessionIdentityRecord,
} from '#lib/db/system/identities.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { hashApiKey, isWellFormedApiKey } from './api-key-format.ts';
import { FreshCache } from './fresh-cache.ts';
import { apiKeyIdentity, type ApiKeyIdentity } from './identity.ts';

/** A revoked key, an ended session or a lost role is seen by every process after this time at the latest. */
const MAX_AGE_MS = 500;
const CACHED_CREDENTIALS = 10_000;
const TOUCH_EVERY_MS = 60_000;

/** Live credentials, read through a cache that is never older than 500 ms. */
export interface Credentials {
  /** The live key of this text; null for any other text. Safe to call with whatever a client sent. */
  apiKey(key: string): Promise<ApiKeyIdentity | null>;
  session(sessionId: string): Promise<SessionIdentityRecord | null>;
  /** Forget everything at once: called when the bus says `credentials.changed`. */
  forget(): void;
}

export function createCredentials(ports: { db: Pick<Db, 'pool'>; clock: Clock }): Credentials {
  const { clock } = ports;
  const options = { max: CACHED_CREDENTIALS, maxAgeMs: MAX_AGE_MS, now: () => clock.now() };
  const keys = new FreshCache<{ record: ApiKeyIdentityRecord; identity: ApiKeyIdentity } | null>(options);
  const sessions = new FreshCache<SessionIdentityRecord | null>(options);
  const readKey = async (key: string) => {
    if (!isWellFormedApiKey(key)) return null;
    const now = clock.now();
    const record = await findApiKeyIdentity(ports.db.pool, hashApiKey(key), now);
    if (!record) return null;
    if (now - (record.lastUsedAt ?? 0) > TOUCH_EVERY_MS) await touchApiKey(ports.db.pool, record.keyId, now);
    return { record, identity: apiKeyIdentity(record) };
  };
  return {
    apiKey: async (key) => {
      const found = await keys.get(key, () => readKey(key));
      return found && isLive(found.record, clock.now()) ? found.identity : null;
    },
    session: async (sessionId) => {
      const found = await sessions.get(sessionId, () => findSessionIdentity(ports.db.pool, sessionId, clock.now()));
      return found && isLive(found, clock.now()) ? found : null;
    },
    forget: () => {
      keys.clear();
      sessions.clear();
    },
  };
}

function isLive(record: { expiresAt: number | null }, now: number): boolean {
  return record.expiresAt === null || record.expiresAt > now;
}
