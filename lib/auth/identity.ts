import { weakerRole } from '#lib/contracts/authorise.ts';
import type { KeyRights, OauthClientFacts } from '#lib/contracts/principal.ts';
import type { ApiKeyIdentityRecord, MembershipRecord, SessionIdentityRecord } from '#lib/db/system/identities.ts';

/** A person with a live session. */
export interface UserIdentity {
  kind: 'user';
  userId: string;
  email: string;
  emailVerified: boolean;
  name: string;
  sessionId: string;
  /** How the session was shown: cookies need more care with state changes. */
  via: 'cookie' | 'token';
  memberships: readonly MembershipRecord[];
}

/** A live key. Its role is already the weaker one of the key's and its owner's. */
export interface ApiKeyIdentity {
  kind: 'apiKey';
  userId: string;
  email: string;
  emailVerified: boolean;
  name: string;
  apiKey: KeyRights;
  membership: MembershipRecord;
}

/** A client with a live grant of a member. It reaches one server: its grant is a key for that. */
export interface OauthIdentity {
  kind: 'oauth';
  userId: string;
  email: string;
  emailVerified: boolean;
  name: string;
  apiKey: KeyRights;
  client: OauthClientFacts;
  membership: MembershipRecord;
}

/** Who is asking, before a workspace is chosen. */
export type Identity = UserIdentity | ApiKeyIdentity;

/** Who calls a server; clients with a grant come nowhere else. */
export type CallerIdentity = Identity | OauthIdentity;

export function userIdentity(record: SessionIdentityRecord, via: UserIdentity['via']): UserIdentity {
  const { userId, email, emailVerified, name, sessionId, memberships } = record;
  return { kind: 'user', userId, email, emailVerified, name, sessionId, via, memberships };
}

export function apiKeyIdentity(record: ApiKeyIdentityRecord): ApiKeyIdentity {
  return {
    kind: 'apiKey',
    userId: record.userId,
    email: record.email,
    emailVerified: record.emailVerified,
    name: record.name,
    apiKey: {
      id: record.keyId,
      name: record.keyName,
      scopes: record.scopes,
      servers: record.servers,
      tools: record.tools,
      readOnly: record.readOnly,
      limits: record.limits,
    },
    membership: { ...record.membership, role: weakerRole(record.keyRole, record.membership.role) },
  };
}
