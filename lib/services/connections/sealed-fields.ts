import { z } from 'zod';
import type { Place, Vault } from '#lib/secrets/vault.ts';
import type { JsonObject } from '#lib/shared/json.ts';

const secretsSchema = z.record(z.string(), z.json());

/** A connection's secret fields, sealed as one text. Call it outside of a transaction. */
export function sealFields(
  vault: Pick<Vault, 'seal'>,
  key: { workspaceId: string; id: string },
  secrets: JsonObject,
): Promise<Uint8Array<ArrayBuffer>> {
  return vault.seal(key.workspaceId, connectionPlace(key.id), JSON.stringify(secrets));
}

/** The secret fields of a connection; at the places of references to variables there is null. */
export async function openFields(
  vault: Pick<Vault, 'open'>,
  key: { workspaceId: string; id: string },
  sealed: Uint8Array,
): Promise<JsonObject> {
  return secretsSchema.parse(JSON.parse(await vault.open(key.workspaceId, connectionPlace(key.id), sealed)));
}

/** Where a connection's secret fields are sealed. */
export function connectionPlace(id: string): Place {
  return { table: 'connection', row: id, field: 'secret' };
}
