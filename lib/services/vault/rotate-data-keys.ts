import type { Db } from '#lib/db/client.ts';
import { listSealedValues, replaceSealedValue, sealedTables, type SealedTable } from '#lib/db/sealed-values.ts';
import { peopleToRotate, workspacesToRotate } from '#lib/db/system/data-keys.ts';
import { findTwoFactor, replaceSecret } from '#lib/db/two-factor.ts';
import { personOwner } from '#lib/secrets/data-key-store.ts';
import type { Place, Vault } from '#lib/secrets/vault.ts';
import { connectionPlace } from '#lib/services/connections/sealed-fields.ts';
import { secretPlace } from '#lib/services/two-factor/secret-place.ts';
import { variablePlace } from '#lib/services/variables/put-variable.ts';
import type { Clock } from '#lib/shared/clock.ts';

interface Deps {
  db: Pick<Db, 'pool' | 'prisma'>;
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

/** Gives every workspace and person whose data key is so old a new one, and seals their secrets again with it. */
export async function rotateDataKeys(
  deps: Deps,
  { olderThanMs }: { olderThanMs: number },
): Promise<{ workspaces: number; people: number; resealed: number }> {
  const { pool } = deps.db;
  const before = new Date(deps.clock.now() - olderThanMs + 1);
  const total = { workspaces: 0, people: 0, resealed: 0 };
  await forEach(
    (page) => workspacesToRotate(pool, { before, ...page }),
    async (workspaceId) => {
      await deps.vault.rotateDataKey(workspaceId);
      total.workspaces += 1;
      for (const table of sealedTables) total.resealed += await resealAll(deps, workspaceId, table);
    },
  );
  await forEach(
    (page) => peopleToRotate(pool, { before, ...page }),
    async (userId) => {
      await deps.vault.rotateDataKey(personOwner(userId));
      total.people += 1;
      if (await resealSecondFactor(deps, userId)) total.resealed += 1;
    },
  );
  return total;
}

async function forEach(
  list: (page: { limit: number; after?: string }) => Promise<string[]>,
  work: (id: string) => Promise<void>,
): Promise<void> {
  let after: string | undefined;
  do {
    const ids = await list({ limit: BATCH, ...(after && { after }) });
    for (const id of ids) await work(id);
    after = ids.length < BATCH ? undefined : ids.at(-1);
  } while (after !== undefined);
}

async function resealSecondFactor({ db: { prisma }, vault }: Deps, userId: string): Promise<boolean> {
  const factor = await findTwoFactor(prisma, { userId });
  const again = factor && (await vault.reseal(personOwner(userId), secretPlace(userId), factor.secret));
  return again !== null && replaceSecret(prisma, { userId, before: factor!.secret, after: again });
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
