import { say } from '#lib/shared/say.ts';
import { LRUCache } from 'lru-cache';
import type { Db } from '#lib/db/client.ts';
import { readSecretVariables } from '#lib/db/variables.ts';
import { NodeFailure } from '#lib/kit/node-executor.ts';
import type { OpenedSecret, SecretSource } from '#lib/runner/ports.ts';
import type { Vault } from '#lib/secrets/vault.ts';
import { variablePlace } from './put-variable.ts';

/** A deleted or changed secret is noticed within this time. */
const CACHE_MS = 1_000;
const CACHED = 1_000;

export interface SecretPorts {
  db: Pick<Db, 'pool'>;
  vault: Pick<Vault, 'open'>;
}

type Request = Parameters<SecretSource['open']>[0];

/** The secret variables that runs of this process send. One for each process: it caches for a second. */
export function createSecretSource(ports: SecretPorts): SecretSource {
  const cache = new LRUCache<string, Promise<readonly OpenedSecret[]>>({
    max: CACHED,
    ttl: CACHE_MS,
    ttlResolution: 0,
  });
  return {
    open: (request) => {
      const key = `${request.workspaceId}/${request.names.join()}`;
      const cached = cache.get(key);
      if (cached) return cached;
      const opening = openSecretVariables(ports, request);
      cache.set(key, opening);
      opening.catch(() => cache.delete(key));
      return opening;
    },
  };
}

/** Secret variables as they are now. Throws as `SecretSource`. */
export async function openSecretVariables(
  { db, vault }: SecretPorts,
  { workspaceId, names }: Request,
): Promise<readonly OpenedSecret[]> {
  const rows = await readSecretVariables(db.pool, { workspaceId, names });
  return Promise.all(
    names.map(async (name) => {
      const row = rows.find((each) => each.name === name);
      if (!row) throw new NodeFailure('secret_not_found', say('secret_missing', { name }));
      if (row.hosts.length === 0) {
        throw new NodeFailure('secret_without_hosts', say('secret_names_no_host', { name }));
      }
      return { name, hosts: row.hosts, value: await vault.open(workspaceId, variablePlace(row.id), row.value) };
    }),
  );
}
