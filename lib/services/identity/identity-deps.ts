import type { Config } from '#lib/config/config.ts';
import type { Db } from '#lib/db/client.ts';
import type { Vault } from '#lib/secrets/vault.ts';
import type { Clock } from '#lib/shared/clock.ts';

/** What of a person's or key's rights changed; absent ids mean "whoever". */
export interface CredentialsChange {
  workspaceId?: string;
  keyId?: string;
  userId?: string;
  sessionId?: string;
}

/** What the use cases about identity need. `lib/auth` implements the ports, `lib/server` wires them. */
export interface IdentityDeps {
  db: Db;
  clock: Clock;
  config: Pick<Config, 'signup' | 'quotas'>;
  passwords: {
    hash(password: string): Promise<string>;
    /** As slow for `null` (no such account) as for a real hash. */
    verify(stored: string | null, password: string): Promise<boolean>;
  };
  accessTokens: {
    issue(subject: { userId: string; email: string; sessionId: string }, now: number): Promise<string>;
    readonly lifetimeSeconds: number;
  };
  /** Codes of authenticator apps (RFC 6238) and recovery codes. */
  oneTimeCodes: {
    newSecret(): string;
    uriOf(of: { secret: string; email: string }): string;
    /** The time step (30 s) that a code is of; null for a wrong one and one of another time. */
    stepOf(of: { secret: string; code: string; now: number }): number | null;
    newRecoveryCodes(): string[];
  };
  /** Seals second factors. */
  vault: Vault;
  apiKeys: { mint(): { key: string; prefix: string; hash: Uint8Array<ArrayBuffer> } };
  throttle: {
    beforeTry(email: string, address: string): Promise<void>;
    succeeded(email: string, address: string): Promise<void>;
    beforeSignUp(address: string): Promise<void>;
  };
  /** Tells every process to forget what it has cached of these credentials. Never throws: caches are short anyway. */
  credentialsChanged(change: CredentialsChange): Promise<void>;
}
