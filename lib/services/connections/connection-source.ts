import { say, type Said } from '#lib/shared/say.ts';
import { LRUCache } from 'lru-cache';
import type { z } from 'zod';
import { findConnector } from '#lib/catalog/connectors.ts';
import type { Db } from '#lib/db/client.ts';
import { findUsableConnection } from '#lib/db/connections.ts';
import type { ConnectorDefinition } from '#lib/kit/connector-definition.ts';
import { NodeFailure } from '#lib/kit/node-executor.ts';
import type { BoundCredentials, ConnectionRequest, ConnectionSource } from '#lib/runner/ports.ts';
import type { Vault } from '#lib/secrets/vault.ts';
import { isId } from '#lib/shared/ids.ts';
import type { JsonObject } from '#lib/shared/json.ts';
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

/** What is asked with the run's own workspace and person. */
type Request = ConnectionRequest;

export interface ProcessConnections extends ConnectionSource {
  /** The fields of a connection of this kind, secrets included: for what speaks its protocol, never for a node. */
  fields<D extends ConnectorDefinition>(request: Request, connector: D): Promise<z.output<D['fields']>>;
}

/** The connections that runs of this process use. One for each process: it caches for a second. */
export function createConnectionSource(ports: Ports): ProcessConnections {
  const cache = new LRUCache<string, Promise<Loaded>>({ max: CACHED, ttl: CACHE_MS, ttlResolution: 0 });
  const loaded = (request: Request): Promise<Loaded> => {
    const key = `${request.workspaceId}/${request.actorId ?? ''}/${request.connectionId}`;
    const cached = cache.get(key);
    if (cached) return cached;
    const opening = load(ports, request);
    cache.set(key, opening);
    opening.catch(() => cache.delete(key));
    return opening;
  };
  return {
    open: async (request) => {
      const { bound } = await loaded(request);
      if (!bound) throw unsuitable(say('connection_not_http'));
      return bound;
    },
    fields: async (request, connector) => {
      const { connectorId, fields } = await loaded(request);
      if (connectorId !== connector.id) throw unsuitable(say('connection_kind_wrong', { kind: connector.title }));
      return connector.fields.parse(fields) as never;
    },
  };
}

const unsuitable = (said: Said): NodeFailure =>
  new NodeFailure('connection_unsuitable', said, { path: '/connectionId' });

/** A connection as it is now. `bound` is null for kinds that do not speak HTTP. */
interface Loaded {
  connectorId: string;
  fields: JsonObject;
  bound: BoundCredentials | null;
}

async function load({ db, vault }: Ports, request: Request): Promise<Loaded> {
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
  if (!connector) throw unsuitable(say('connection_not_http'));
  const stored = await openFields(vault, { workspaceId, id }, row.secret);
  const { hosts, settings, variables } = row;
  const secrets = await fillReferences({ db, vault }, connector, { workspaceId, hosts }, stored, variables);
  const bound = bindCredentials(connector, hosts, settings, secrets);
  return { connectorId: connector.id, fields: { ...settings, ...secrets }, bound };
}
