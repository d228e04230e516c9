import { createHash } from 'node:crypto';
import type pg from 'pg';
import Provider, { errors, type Adapter, type AdapterPayload } from 'oidc-provider';
import {
  consumeOauthArtifact,
  deleteArtifactsOfGrant,
  deleteOauthArtifact,
  findOauthArtifact,
  findOauthClient,
  insertOauthClient,
  putOauthArtifact,
} from '#lib/db/system/oauth-artifacts.ts';
import { findLiveGrants, type LiveGrant } from '#lib/db/system/oauth-grants.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { isId } from '#lib/shared/ids.ts';

/** A client that nobody allowed anything is forgotten after a day. */
const UNUSED_CLIENT_MS = 24 * 3_600_000;

export interface AdapterPorts {
  pool: pg.Pool;
  clock: Clock;
  /** Ends a grant for good, everywhere: its client gave it back, or a code or refresh token of it was shown twice. */
  endGrant(grantId: string, why: 'client' | 'replay'): Promise<void>;
}

/** Where `oidc-provider` keeps what it must remember, by the name of its model. */
export function postgresAdapter(ports: AdapterPorts): (model: string) => Adapter {
  return (model) => {
    if (model === 'Session') return forgetful;
    if (model === 'Grant') return grants(ports);
    if (model === 'Client') return clients(ports);
    return artifacts(ports, model);
  };
}

const nothing = async (): Promise<undefined> => undefined;

/** Sessions are never stored: who signs in is the web app’s business, and is asked each time. */
const forgetful: Adapter = {
  upsert: nothing,
  find: nothing,
  findByUid: nothing,
  findByUserCode: nothing,
  consume: nothing,
  destroy: nothing,
  revokeByGrantId: nothing,
};

function artifacts({ pool, clock, endGrant }: AdapterPorts, kind: string): Adapter {
  return {
    ...forgetful,
    upsert: async (id, { jti: _id, ...payload }, seconds = 600) => {
      await putOauthArtifact(pool, {
        kind,
        id,
        payload: JSON.stringify(payload),
        grantId: kind === 'Interaction' ? null : (payload.grantId ?? null),
        expiresAt: clock.now() + seconds * 1000,
      });
    },
    find: async (id) => {
      const found = await findOauthArtifact(pool, { kind, id, now: clock.now() });
      if (!found) return undefined;
      const consumed = found.consumedAt === null ? {} : { consumed: Math.floor(found.consumedAt / 1000) };
      return { ...(JSON.parse(found.payload) as AdapterPayload), jti: id, ...consumed };
    },
    consume: async (id) => {
      const now = clock.now();
      const found = await findOauthArtifact(pool, { kind, id, now });
      if (await consumeOauthArtifact(pool, { kind, id, now })) return;
      // Two came with it at the same time: as bad as one after the other.
      const grantId = found && (JSON.parse(found.payload) as AdapterPayload).grantId;
      if (grantId) await endGrant(grantId, 'replay');
      throw new errors.InvalidGrant('already used');
    },
    destroy: async (id) => deleteOauthArtifact(pool, { kind, id }),
    revokeByGrantId: async (grantId) => deleteArtifactsOfGrant(pool, { kind, grantId }),
  };
}

/** Grants are rows of ours, made when a person allowed them; the library only reads and ends them. */
function grants({ pool, clock, endGrant }: AdapterPorts): Adapter {
  return {
    ...forgetful,
    upsert: () => Promise.reject(new Error('Grants are made by people')),
    find: async (id) => {
      if (!isId(id)) return undefined;
      const [grant] = await findLiveGrants(pool, [id], clock.now());
      return grant && grantPayload(grant);
    },
    destroy: async (id) => endGrant(id, Provider.ctx?.oidc.route === 'revocation' ? 'client' : 'replay'),
  };
}

function grantPayload(grant: LiveGrant): AdapterPayload & { resources: object; openid: object } {
  const scope = grant.scopes.join(' ');
  return {
    kind: 'Grant',
    jti: grant.grantId,
    accountId: grant.userId,
    clientId: grant.clientId,
    resources: { [grant.resource]: scope },
    openid: { scope: `${scope} offline_access` },
    iat: Math.floor(grant.createdAt / 1000),
    exp: Math.floor(grant.expiresAt / 1000),
  };
}

/** SHA-256 of a client's secret, as it stands in for the secret in a loaded client. */
export const hashOfSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest();

function clients({ pool, clock }: AdapterPorts): Adapter {
  return {
    ...forgetful,
    upsert: async (id, { client_secret: secret, ...metadata }) => {
      await insertOauthClient(pool, {
        id,
        metadata: JSON.stringify(metadata),
        secretHash: secret === undefined ? null : hashOfSecret(secret),
        expiresAt: clock.now() + UNUSED_CLIENT_MS,
      });
    },
    find: async (id) => {
      const found = await findOauthClient(pool, { id, now: clock.now() });
      if (!found) return undefined;
      const secret = found.secretHash && { client_secret: Buffer.from(found.secretHash).toString('base64url') };
      return { ...(JSON.parse(found.metadata) as AdapterPayload), ...secret };
    },
  };
}
