import { beforeAll, describe, expect, test } from 'vitest';
import { useSmtp } from '#lib/testing/smtp.ts';
import { beginSession } from '#lib/services/identity/begin-session.ts';
import { askToken, codeOf, moveClock, withTwoFactor, type MovedClock } from './testing/two-factor-person.ts';
import { useWeb, type SignedUp } from './testing/web-harness.ts';

const smtp = useSmtp();
beforeAll(() => {
  process.env['SMTP_URL'] = smtp.url;
});
const web = useWeb();
let clock: MovedClock;
beforeAll(() => {
  clock = moveClock(web);
});

const PATH = '/users/me/two-factor';
const post = <T = Record<string, unknown>>({ token }: { token: string }, path: string, body: object) =>
  web.call<T>('POST', path, { token, body });
const statusOf = async ({ token }: { token: string }) => (await web.call('GET', PATH, { token })).json;
const actionsOf = async ({ token }: { token: string }): Promise<string[]> => {
  const { json } = await web.call<{ items: { action: string }[] }>('GET', '/audit', { token });
  return json.items.map(({ action }) => action);
};
/** The mail to an address in which a text stands, once it is there. */
const mailSaying = async (address: string, text: string): Promise<{ link: string }> => {
  const find = () => smtp.mailsTo(address).find(({ raw }) => raw.replace(/=\r\n/g, '').includes(text));
  await expect.poll(find, { timeout: 8_000 }).toBeDefined();
  return find()!;
};
const required = { status: 401, json: { code: 'two_factor_required' } };
const refused = {
  status: 401,
  json: { code: 'unauthenticated', detail: 'Wrong e-mail address, password or code' },
};
const wrongCode = { status: 422, json: { errors: [{ path: '/code', code: 'wrong_code' }] } };
const wrongPassword = { status: 422, json: { errors: [{ path: '/password', code: 'wrong_password' }] } };

describe('turning it on', () => {
  test('takes the password and a code; then signing in takes a code too, and sessions stay', async () => {
    const ada = await web.signUp();
    expect(await statusOf(ada)).toEqual({ enabled: false, enabledAt: null, recoveryCodesLeft: 0 });
    expect(await post(ada, PATH, { password: 'a wrong one' })).toMatchObject(wrongPassword);
    const begun = await post<{ secret: string; uri: string }>(ada, PATH, { password: ada.password });
    expect(begun.json.uri).toContain(`secret=${begun.json.secret}`);
    expect(await post(ada, `${PATH}/confirm`, { code: '000000' })).toMatchObject(wrongCode);
    expect((await askToken(web, ada)).status).toBe(200);

    const code = codeOf(begun.json.secret, clock.now());
    const done = await post<{ recoveryCodes: string[] }>(ada, `${PATH}/confirm`, { code });
    expect(done.json.recoveryCodes).toHaveLength(10);
    expect(await statusOf(ada)).toMatchObject({ enabled: true, recoveryCodesLeft: 10 });
    expect(await askToken(web, ada)).toMatchObject(required);
    expect(await askToken(web, ada, code), 'the code that turned it on counts as used').toMatchObject(refused);
    clock.pass(30);
    expect((await askToken(web, ada, codeOf(begun.json.secret, clock.now()))).status).toBe(200);
    expect(await actionsOf(ada)).toContain('two-factor.enabled');
    await mailSaying(ada.email, 'Two-factor sign-in is on');
  });

  test('again is refused while it is on, and only the newest secret can be confirmed', async () => {
    const ada = await web.signUp();
    expect((await post(ada, `${PATH}/confirm`, { code: '123456' })).status).toBe(409);
    const first = await post<{ secret: string }>(ada, PATH, { password: ada.password });
    const person = await withTwoFactor(web, clock, ada);
    expect(await askToken(web, ada, codeOf(first.json.secret, clock.now() + 30_000))).toMatchObject(refused);
    expect((await post(ada, PATH, { password: ada.password })).status).toBe(409);
    expect((await post(ada, `${PATH}/confirm`, { code: person.nextCode() })).status).toBe(409);
    expect((await askToken(web, ada, person.nextCode())).status).toBe(200);
  });

  test('of two confirmations at once exactly one gives recovery codes', async () => {
    const ada = await web.signUp();
    const { secret } = (await post<{ secret: string }>(ada, PATH, { password: ada.password })).json;
    const code = codeOf(secret, clock.now());
    const answers = await Promise.all([1, 2, 3].map(() => post(ada, `${PATH}/confirm`, { code })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect(await statusOf(ada)).toMatchObject({ recoveryCodesLeft: 10 });
  });

  test('is no business of API keys', async () => {
    const ada = await withTwoFactor(web, clock);
    const made = await post<{ key: string }>(ada, '/api-keys', {
      name: 'k',
      scopes: ['api:read', 'api:write'],
    });
    const key = { token: made.json.key };
    const both = { password: ada.password, code: ada.nextCode() };
    expect((await web.call('GET', PATH, key)).status).toBe(403);
    expect((await post(key, PATH, { password: ada.password })).status).toBe(403);
    expect((await post(key, `${PATH}/confirm`, { code: both.code })).status).toBe(403);
    expect((await post(key, `${PATH}/recovery-codes`, both)).status).toBe(403);
    expect((await web.call('DELETE', PATH, { ...key, body: both })).status).toBe(403);
    expect(await statusOf(ada)).toMatchObject({ enabled: true });
  });
});

describe('a code', () => {
  test('counts once, and none before it counts any more', async () => {
    const ada = await withTwoFactor(web, clock);
    const older = ada.nextCode();
    const newer = ada.nextCode();
    expect((await askToken(web, ada, newer)).status).toBe(200);
    expect(await askToken(web, ada, newer)).toMatchObject(refused);
    expect(await askToken(web, ada, older)).toMatchObject(refused);
    expect((await askToken(web, ada, ada.nextCode())).status).toBe(200);
  });

  test('that many use at once signs in exactly one of them', async () => {
    const ada = await withTwoFactor(web, clock);
    const code = ada.nextCode();
    const answers = await Promise.all([1, 2, 3, 4].map((at) => askToken(web, ada, code, `192.0.2.${100 + at}`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
  });

  test.each([
    [-60, 401],
    [-30, 200],
    [0, 200],
    [30, 200],
    [60, 401],
  ])('of a clock that differs by %i s: %i', async (seconds, status) => {
    const ada = await withTwoFactor(web, clock);
    clock.pass(90);
    const code = codeOf(ada.secret, clock.now() + seconds * 1000);
    expect((await askToken(web, ada, code)).status).toBe(status);
  });

  test('may be typed with spaces and dashes', async () => {
    const ada = await withTwoFactor(web, clock);
    const code = ada.nextCode();
    expect((await askToken(web, ada, ` ${code.slice(0, 3)} ${code.slice(3)} `)).status).toBe(200);
  });

  test('of somebody else, an unknown address and a wrong password all get the answer of a wrong code', async () => {
    const [ada, eve] = [await withTwoFactor(web, clock), await withTwoFactor(web, clock)];
    expect(await askToken(web, ada, eve.nextCode())).toMatchObject(refused);
    expect(await askToken(web, ada, eve.recoveryCodes[0])).toMatchObject(refused);
    const plain = { status: 401, json: { code: 'unauthenticated', detail: 'Wrong e-mail address or password' } };
    expect(await askToken(web, { ...ada, password: 'a wrong one' })).toMatchObject(plain);
    const nobody = { email: 'nobody@example.com', password: 'a wrong one' };
    const unknown = await askToken(web, nobody, '123456');
    const wrong = await askToken(web, { ...ada, password: 'a wrong one' }, ada.nextCode());
    expect({ ...unknown.json, traceId: '' }).toEqual({ ...wrong.json, traceId: '' });
    const own = await askToken(web, await web.signUp(), 'not asked for');
    expect(own.status, 'a code that nobody asked for does no harm').toBe(200);
  });

  test('is not guessed: tries are slowed down from one address and from many, and never for long', async () => {
    const ada = await withTwoFactor(web, clock);
    for (const addressOf of [() => '192.0.2.77', (at: number) => `198.51.100.${at}`]) {
      const person = await withTwoFactor(web, clock);
      const answers = [];
      for (let at = 0; at < 9; at += 1) answers.push(await askToken(web, person, '000000', addressOf(at)));
      expect(answers.slice(0, 5).map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
      const slow = answers.filter(({ status }) => status === 429);
      expect(slow.length).toBeGreaterThan(1);
      for (const { headers } of slow) expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(30);
    }
    expect((await askToken(web, ada, ada.nextCode())).status, 'others sign in meanwhile').toBe(200);
  });

  test('that signs in takes the slow-down of the tries before it away', async () => {
    const ada = await withTwoFactor(web, clock);
    for (let round = 0; round < 3; round += 1) {
      for (let at = 0; at < 4; at += 1) expect((await askToken(web, ada, '000000')).status).toBe(401);
      expect((await askToken(web, ada, ada.nextCode())).status).toBe(200);
    }
  });
});

describe('a recovery code', () => {
  test('signs in once, however it is typed; of many at once exactly one', async () => {
    const ada = await withTwoFactor(web, clock);
    const [first, second] = ada.recoveryCodes as [string, string];
    expect(first).toMatch(/^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/);
    expect((await askToken(web, ada, ` ${first.toLowerCase().replaceAll('-', ' ')} `)).status).toBe(200);
    expect(await askToken(web, ada, first)).toMatchObject(refused);
    const answers = await Promise.all([1, 2, 3].map((at) => askToken(web, ada, second, `192.0.2.${120 + at}`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
    expect(await statusOf(ada)).toMatchObject({ recoveryCodesLeft: 8 });
  });

  test('is replaced with all others, for password and code', async () => {
    const ada = await withTwoFactor(web, clock);
    const { password } = ada;
    const renew = (body: object) => post<{ recoveryCodes: string[] }>(ada, `${PATH}/recovery-codes`, body);
    expect(await renew({ password: 'a wrong one', code: ada.nextCode() })).toMatchObject(wrongPassword);
    expect(await renew({ password, code: '000000' })).toMatchObject(wrongCode);
    const code = ada.nextCode();
    const renewed = await renew({ password, code });
    expect(renewed.json.recoveryCodes).toHaveLength(10);
    expect(await renew({ password, code })).toMatchObject(wrongCode);
    expect(await askToken(web, ada, ada.recoveryCodes[3])).toMatchObject(refused);
    expect((await askToken(web, ada, renewed.json.recoveryCodes[3])).status).toBe(200);
    expect(await actionsOf(ada)).toContain('two-factor.recovery-codes-renewed');
  });
});

describe('turning it off', () => {
  const end = ({ token }: SignedUp, body: object) => web.call('DELETE', PATH, { token, body });

  test('takes password and code; recovery codes end with it', async () => {
    const ada = await withTwoFactor(web, clock);
    const { password } = ada;
    expect(await end(ada, { password: 'a wrong one', code: ada.nextCode() })).toMatchObject(wrongPassword);
    expect(await end(ada, { password, code: '000000' })).toMatchObject(wrongCode);
    expect((await end(ada, { password, code: ada.recoveryCodes[0] })).status).toBe(204);
    expect(await statusOf(ada)).toMatchObject({ enabled: false, recoveryCodesLeft: 0 });
    expect((await askToken(web, ada)).status).toBe(200);
    expect((await end(ada, { password, code: ada.nextCode() })).status).toBe(409);
    expect(await actionsOf(ada)).toContain('two-factor.disabled');
    await mailSaying(ada.email, 'Two-factor sign-in is off');
  });

  test('is not what a new password by mail does', async () => {
    const ada = await withTwoFactor(web, clock);
    await web.call('POST', '/auth/forgot', { body: { email: ada.email } });
    const token = (await mailSaying(ada.email, 'Set a new password')).link.split('#')[1];
    const password = 'a brand new password';
    expect((await web.call('POST', '/auth/reset', { body: { token, password } })).status).toBe(204);
    expect(await askToken(web, { ...ada, password })).toMatchObject(required);
    expect((await askToken(web, { ...ada, password }, ada.nextCode())).status).toBe(200);
  });

  test('is what the operator does for somebody who lost everything; they are told', async () => {
    const [operator, ada] = [await web.signUp(), await withTwoFactor(web, clock)];
    await web.db.pool.query('UPDATE "user" SET is_operator = true WHERE id = $1', [operator.user.id]);
    const reset = (email: string) => post(operator, '/instance/two-factor-resets', { email });
    expect((await reset(ada.email.toUpperCase())).status).toBe(204);
    expect((await askToken(web, ada)).status).toBe(200);
    await mailSaying(ada.email, 'The operator of this installation has turned off');
    const { json } = await web.call<{ items: object[] }>('GET', '/audit', { token: ada.token });
    expect(json.items).toContainEqual(
      expect.objectContaining({
        action: 'two-factor.reset',
        targetId: ada.user.id,
        actor: { kind: 'user', id: operator.user.id, label: operator.email },
      }),
    );
    for (const email of [ada.email, operator.email, 'nobody@example.com'])
      expect((await reset(email)).status).toBe(404);
  });
});

test('no session begins without a code, also when two-factor was turned on after the password was checked', async () => {
  const ada = await withTwoFactor(web, clock);
  const { rows } = await web.db.pool.query('SELECT id, email, name, password_hash FROM "user" WHERE id = $1', [
    ada.user.id,
  ]);
  const user = { ...rows[0], passwordHash: rows[0].password_hash };
  const plan = { kind: 'browser' as const, lifetimeSeconds: 60 };
  await expect(beginSession(web.deps, { traceId: 't' }, user, plan)).rejects.toMatchObject({
    code: 'two_factor_required',
  });
});

test('who manages members sees who has it on; others do not', async () => {
  const [ada, bob] = [await withTwoFactor(web, clock), await web.signUp()];
  await web.db.pool.query(`UPDATE membership SET workspace_id = $1, role = 'viewer' WHERE user_id = $2`, [
    ada.workspace.id,
    bob.user.id,
  ]);
  web.deps.credentials.forget();
  const seenBy = async ({ token }: SignedUp): Promise<unknown[]> => {
    const { json } = await web.call<{ items: { twoFactor?: boolean }[] }>('GET', '/members', { token });
    return json.items.map(({ twoFactor }) => twoFactor);
  };
  expect(await seenBy(ada)).toEqual([true, false]);
  expect(await seenBy(bob)).toEqual([undefined, undefined]);
});
