import type { Pool } from 'pg';
import { listSealedVariables, replaceSealedVariable } from '#lib/db/variables.ts';
import type { Place } from '#lib/secrets/vault.ts';
import { variablePlace } from '#lib/services/variables/put-variable.ts';

/** A column that holds what the vault sealed. */
export interface SealedTable {
  placeOf(id: string): Place;
  /** A workspace's sealed values by id, after one. */
  list(
    pool: Pool,
    query: { workspaceId: string; after?: string; limit: number },
  ): Promise<{ id: string; sealed: Uint8Array }[]>;
  /** False if the value was changed meanwhile. */
  replace(
    pool: Pool,
    row: { workspaceId: string; id: string; before: Uint8Array; after: Uint8Array },
  ): Promise<boolean>;
}

export const sealedTables: readonly SealedTable[] = [
  { placeOf: variablePlace, list: listSealedVariables, replace: replaceSealedVariable },
];
