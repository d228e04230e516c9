import { z } from 'zod';
import type { Vault } from '#lib/secrets/vault.ts';
import type { JsonObject } from '#lib/shared/json.ts';

const secretsSchema = z.record(z.string(), z.json());

/** A connection's secret fields, sealed as one text. Call it outside of a transaction. */
export function sealFields(
  vault: Pick<Vault, 'seal'>,
  key: { workspaceId: string; id: string },
  secrets: JsonObject,
): Promise<Uint8Array<ArrayBuffer>> {
  return vault.seal(key.workspaceId, placeOf(key.id), JSON.stringify(secrets));
}

/** The secret fields of a connection. */
export async function openFields(
  vault: Pick<Vault, 'open'>,
  key: { workspaceId: string; id: string },
  sealed: Uint8Array,
): Promise<JsonObject> {
  return secretsSchema.parse(JSON.parse(await vault.open(key.workspaceId, placeOf(key.id), sealed)));
}

function placeOf(id: string): { table: string; row: string; field: string } {
  return { table: 'connection', row: id, field: 'secret' };
}
