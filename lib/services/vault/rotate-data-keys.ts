import type { Db } from '#lib/db/client.ts';
import { listSealedValues, replaceSealedValue, sealedTables, type SealedTable } from '#lib/db/sealed-values.ts';
import { workspacesToRotate } from '#lib/db/system/data-keys.ts';
import type { Place, Vault } from '#lib/secrets/vault.ts';
import { connectionPlace } from '#lib/services/connections/sealed-fields.ts';
import { variablePlace } from '#lib/services/variables/put-variable.ts';
import type { Clock } from '#lib/shared/clock.ts';

interface Deps {
  db: Pick<Db, 'pool'>;
  vault: Vault;
  clock: Clock;
}

/** How long a data key seals before the sweep replaces it. */
export const DATA_KEY_AGE_MS = 90 * 24 * 3_600_000;
const BATCH = 200;

const places: Record<SealedTable, (id: string) => Place> = {
  variable: variablePlace,
  connection: connectionPlace,
};

/** Gives every workspace whose data key is so old a new one, and seals its secrets again with it. */
export async function rotateDataKeys(
  deps: Deps,
  { olderThanMs }: { olderThanMs: number },
): Promise<{ workspaces: number; resealed: number }> {
  const before = new Date(deps.clock.now() - olderThanMs + 1);
  const total = { workspaces: 0, resealed: 0 };
  let after: string | undefined;
  do {
    const page = await workspacesToRotate(deps.db.pool, { before, limit: BATCH, ...(after && { after }) });
    for (const workspaceId of page) {
      await deps.vault.rotateDataKey(workspaceId);
      total.workspaces += 1;
      for (const table of sealedTables) total.resealed += await resealAll(deps, workspaceId, table);
    }
    after = page.length < BATCH ? undefined : page.at(-1);
  } while (after !== undefined);
  return total;
}

async function resealAll({ db: { pool }, vault }: Deps, workspaceId: string, table: SealedTable): Promise<number> {
  let changed = 0;
  let after: string | undefined;
  do {
    const rows = await listSealedValues(pool, { workspaceId, table, limit: BATCH, ...(after && { after }) });
    for (const { id, sealed } of rows) {
      const again = await vault.reseal(workspaceId, places[table](id), sealed);
      if (!again) continue;
      if (await replaceSealedValue(pool, { workspaceId, table, id, before: sealed, after: again })) changed += 1;
    }
    after = rows.length < BATCH ? undefined : rows.at(-1)!.id;
  } while (after !== undefined);
  return changed;
}
