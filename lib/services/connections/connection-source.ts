import { say } from '#lib/shared/say.ts';
import { LRUCache } from 'lru-cache';
import { findConnector } from '#lib/catalog/connectors.ts';
import type { Db } from '#lib/db/client.ts';
import { findUsableConnection } from '#lib/db/connections.ts';
import { NodeFailure } from '#lib/kit/node-executor.ts';
import type { BoundCredentials, ConnectionSource } from '#lib/runner/ports.ts';
import type { Vault } from '#lib/secrets/vault.ts';
import { isId } from '#lib/shared/ids.ts';
import { bindCredentials } from './bind-credentials.ts';
import { openFields } from './sealed-fields.ts';
import { fillReferences } from './variable-references.ts';

/** A deleted or changed connection is noticed within this time. */
const CACHE_MS = 1_000;
const CACHED = 1_000;

interface Ports {
  db: Pick<Db, 'pool'>;
  vault: Pick<Vault, 'open'>;
}

type Request = Parameters<ConnectionSource['open']>[0];

/** The connections that runs of this process use. One for each process: it caches for a second. */
export function createConnectionSource(ports: Ports): ConnectionSource {
  const cache = new LRUCache<string, Promise<BoundCredentials>>({ max: CACHED, ttl: CACHE_MS, ttlResolution: 0 });
  return {
    open: (request) => {
      const key = `${request.workspaceId}/${request.actorId ?? ''}/${request.connectionId}`;
      const cached = cache.get(key);
      if (cached) return cached;
      const opening = load(ports, request);
      cache.set(key, opening);
      opening.catch(() => cache.delete(key));
      return opening;
    },
  };
}

async function load({ db, vault }: Ports, request: Request): Promise<BoundCredentials> {
  const { workspaceId, actorId, connectionId: id } = request;
  const row = isId(id) ? await findUsableConnection(db.pool, { workspaceId, actorId, id }) : null;
  if (!row) {
    throw new NodeFailure('connection_not_found', say('connection_missing'), { path: '/connectionId' });
  }
  if (!row.secret) {
    throw new NodeFailure('connection_incomplete', say('connection_without_secret'), {
      path: '/connectionId',
    });
  }
  const connector = findConnector(row.connector);
  const stored = await openFields(vault, { workspaceId, id }, row.secret);
  const { hosts, settings, variables } = row;
  const secrets =
    connector && (await fillReferences({ db, vault }, connector, { workspaceId, hosts }, stored, variables));
  const bound = connector && secrets && bindCredentials(connector, hosts, settings, secrets);
  if (!bound) {
    throw new NodeFailure('connection_unsuitable', say('connection_not_http'), {
      path: '/connectionId',
    });
  }
  return bound;
}
