import { beforeAll, expect, test } from 'vitest';
import { personOwner } from '#lib/secrets/data-key-store.ts';
import { makeMasterKey } from '#lib/secrets/master-keys.ts';
import { secretPlace } from '#lib/services/two-factor/secret-place.ts';
import { rotateDataKeys } from '#lib/services/vault/rotate-data-keys.ts';
import { systemClock } from '#lib/shared/clock.ts';
import { askToken, moveClock, withTwoFactor, type MovedClock } from './testing/two-factor-person.ts';
import { useWeb } from './testing/web-harness.ts';
import { openVault } from './vault.ts';

const web = useWeb();
let clock: MovedClock;
beforeAll(() => {
  clock = moveClock(web);
});

const sealedSecret = async (userId: string): Promise<Uint8Array> => {
  const { rows } = await web.db.pool.query<{ secret: Buffer }>('SELECT secret FROM two_factor WHERE user_id = $1', [
    userId,
  ]);
  return rows[0]!.secret;
};

test('no row holds a secret or a recovery code', async () => {
  const ada = await withTwoFactor(web, clock);
  const { rows: tables } = await web.db.pool.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
  );
  let everything = '';
  for (const { name } of tables) {
    everything += JSON.stringify((await web.db.pool.query(`SELECT t::text AS row FROM "${name}" t`)).rows);
  }
  expect(everything).toContain(ada.email);
  for (const planted of [
    ada.secret,
    ...ada.recoveryCodes,
    ...ada.recoveryCodes.map((code) => code.replaceAll('-', '')),
  ]) {
    expect(everything.includes(planted)).toBe(false);
    expect(everything.includes(Buffer.from(planted).toString('hex'))).toBe(false);
  }
});

test('a secret opens for its person only: moved to another one’s row it is damaged', async () => {
  const [ada, eve] = [await withTwoFactor(web, clock), await withTwoFactor(web, clock)];
  const sealed = await sealedSecret(ada.user.id);
  const { vault } = web.deps;
  expect(await vault.open(personOwner(ada.user.id), secretPlace(ada.user.id), sealed)).toBe(ada.secret);
  for (const [owner, place] of [
    [personOwner(eve.user.id), secretPlace(ada.user.id)],
    [personOwner(ada.user.id), secretPlace(eve.user.id)],
    [ada.user.id, secretPlace(ada.user.id)],
  ] as const) {
    await expect(vault.open(owner, place, sealed)).rejects.toMatchObject({ code: 'internal' });
  }
  await web.db.pool.query('UPDATE two_factor SET secret = $2 WHERE user_id = $1', [eve.user.id, sealed]);
  expect((await askToken(web, eve, ada.nextCode())).status).toBe(500);
  await web.db.pool.query('DELETE FROM two_factor WHERE user_id = $1', [eve.user.id]);
});

test('rotation of data keys and of the master key covers it', async () => {
  const ada = await withTwoFactor(web, clock);
  const before = await sealedSecret(ada.user.id);
  const deps = { ...web.deps, clock: systemClock };
  const rotated = await rotateDataKeys(deps, { olderThanMs: 0 });
  expect(rotated.people).toBeGreaterThan(0);
  expect(rotated.resealed).toBeGreaterThan(0);
  const after = await sealedSecret(ada.user.id);
  expect(Buffer.from(after).equals(before)).toBe(false);
  expect((await askToken(web, ada, ada.nextCode())).status).toBe(200);
  expect(await rotateDataKeys(deps, { olderThanMs: 60_000 })).toMatchObject({ people: 0 });

  const fresh = makeMasterKey();
  const vaultWith = (masterKey: string) => openVault(web.db, { masterKey, masterKeyFile: '' }, systemClock);
  expect(await vaultWith(`${fresh}\n${process.env['MASTER_KEY']}`).rewrapAll()).toBeGreaterThan(0);
  const place = secretPlace(ada.user.id);
  expect(await vaultWith(fresh).open(personOwner(ada.user.id), place, after)).toBe(ada.secret);
  await vaultWith(fresh).checkMasterKeys();
  await expect(vaultWith(process.env['MASTER_KEY']!).checkMasterKeys()).rejects.toMatchObject({ code: 'internal' });
  await vaultWith(`${process.env['MASTER_KEY']}\n${fresh}`).rewrapAll();
});

test('erasing the account erases secret, recovery codes and data key', async () => {
  const ada = await withTwoFactor(web, clock);
  const rowsLeft = async (): Promise<number[]> =>
    Promise.all(
      ['two_factor', 'recovery_code', 'person_data_key'].map(async (table) => {
        const { rows } = await web.db.pool.query(`SELECT 1 FROM ${table} WHERE user_id = $1`, [ada.user.id]);
        return rows.length;
      }),
    );
  expect(await rowsLeft()).toEqual([1, 10, 1]);
  // The installation's first account is its operator, and stays.
  await web.db.pool.query('UPDATE "user" SET is_operator = (id <> $1)', [ada.user.id]);
  const erased = await web.call('DELETE', '/users/me', { token: ada.token, body: { password: ada.password } });
  expect(erased.status, erased.text).toBe(204);
  expect(await rowsLeft()).toEqual([0, 0, 0]);
});
