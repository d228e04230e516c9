import { expect, it } from 'vitest';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { newId } from '#lib/shared/ids.ts';
import { listAudit } from './list-audit.ts';

const world = useWorld();

/** Every kind there is: one that is left out here does not compile. */
const kinds: Record<Principal['kind'], true> = { user: true, apiKey: true, oauth: true, system: true, anonymous: true };

it('lists what was done by every kind of actor', async () => {
  const principal = await world.newWorkspace();
  const targetId = newId();
  await world.deps.db.transaction(async (tx) => {
    for (const kind of Object.keys(kinds) as Principal['kind'][]) {
      const entry = { action: 'test.done', targetType: 'test', targetId };
      await writeAudit(tx, { ...principal, kind }, entry);
    }
  });
  const { items } = await listAudit(world.deps, principal, { limit: 50 });
  const listed = items.filter((event) => event.targetId === targetId).map(({ actor }) => actor.kind);
  expect(listed.toSorted()).toEqual(Object.keys(kinds).toSorted());
});
