import { beforeAll, describe, expect, test } from 'vitest';
import { openStepCookie } from '#lib/auth/step-cookie.ts';
import { beginBrowserSignIn, finishBrowserSignIn } from '#lib/services/identity/sign-in-steps.ts';
import { moveClock, withTwoFactor, type MovedClock, type TwoFactorPerson } from './testing/two-factor-person.ts';
import { useWeb } from './testing/web-harness.ts';

const web = useWeb();
let clock: MovedClock;
beforeAll(() => {
  clock = moveClock(web);
});

const lifetimeSeconds = 3600;
const caller = { traceId: 't', address: '192.0.2.60' };
const begin = ({ email, password }: { email: string; password: string }) =>
  beginBrowserSignIn(web.deps, caller, { email, password, lifetimeSeconds });
const stepOf = async (person: { email: string; password: string }): Promise<string> => {
  const begun = await begin(person);
  if (!('step' in begun)) throw new Error('a session began');
  return begun.step;
};
const finish = (step: string, code: string) =>
  finishBrowserSignIn(web.deps, caller, { step, code, lifetimeSeconds }).then(
    () => 'session',
    (error: { code?: string }) => error.code,
  );
const sessionsOf = async ({ user }: TwoFactorPerson): Promise<number> => {
  const { rows } = await web.db.pool.query('SELECT 1 FROM session WHERE user_id = $1', [user.id]);
  return rows.length;
};

describe('the second step of a sign-in in the browser', () => {
  test('comes after the password, and only a right code makes a session of it, once', async () => {
    expect(await begin(await web.signUp())).toHaveProperty('sessionId');
    const ada = await withTwoFactor(web, clock);
    const before = await sessionsOf(ada);
    const step = await stepOf(ada);
    expect(await finish(step, '000000')).toBe('unauthenticated');
    expect(await sessionsOf(ada)).toBe(before);
    expect(await finish(step, ada.nextCode())).toBe('session');
    expect(await sessionsOf(ada)).toBe(before + 1);
    expect(await finish(step, ada.nextCode())).toBe('invalid');
    expect(await finish(await stepOf(ada), ada.recoveryCodes[0]!)).toBe('session');
  });

  test('of two codes at once takes one', async () => {
    const ada = await withTwoFactor(web, clock);
    const step = await stepOf(ada);
    const ends = await Promise.all([finish(step, ada.nextCode()), finish(step, ada.recoveryCodes[0]!)]);
    expect(ends.sort()).toEqual(['invalid', 'session']);
  });

  test('lives for five minutes', async () => {
    const ada = await withTwoFactor(web, clock);
    const [early, late] = [await stepOf(ada), await stepOf(ada)];
    clock.pass(4 * 60);
    expect(await finish(early, ada.nextCode())).toBe('session');
    clock.pass(30);
    expect(await finish(late, ada.nextCode())).toBe('invalid');
  });

  test('ends with the password that began it', async () => {
    const ada = await withTwoFactor(web, clock);
    const step = await stepOf(ada);
    const body = { currentPassword: ada.password, newPassword: 'a brand new password' };
    expect((await web.call('POST', '/users/me/password', { token: ada.token, body })).status).toBe(204);
    expect(await finish(step, ada.nextCode())).toBe('invalid');
  });

  test('wears out, however slowly somebody guesses', async () => {
    const ada = await withTwoFactor(web, clock);
    const step = await stepOf(ada);
    const ends: unknown[] = [];
    for (let at = 0; at < 10; at += 1) ends.push(await finish(step, '000000'));
    expect(ends.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => 'unauthenticated'));
    expect(ends).toContain('rate_limited');
    expect(await finish(step, ada.nextCode())).toBe('invalid');
  });

  test('is nobody else’s: unknown, made-up and other links are dead, and its secret is not stored', async () => {
    const [ada, eve] = [await withTwoFactor(web, clock), await withTwoFactor(web, clock)];
    const [step, other] = [await stepOf(ada), await stepOf(eve)];
    const mixed = `${step.split('.')[0]}.${other.split('.')[1]}`;
    for (const wrong of ['', 'nonsense', mixed, `${step}x`])
      expect(await finish(wrong, ada.nextCode())).toBe('invalid');
    expect(await finish(step, eve.nextCode()), 'eve’s code').toBe('unauthenticated');
    const token = { body: { token: step, password: 'a brand new password' } };
    expect((await web.call('POST', '/auth/reset', token)).status).toBe(422);
    const { rows } = await web.db.pool.query('SELECT t::text AS row FROM account_token t');
    expect(JSON.stringify(rows)).not.toContain(step.split('.')[1]);
    expect(await finish(step, ada.nextCode())).toBe('session');
  });
});

describe('its cookie', () => {
  const open = (publicUrl: string, cookie = '') => openStepCookie({ publicUrl }, 'name.step', new Headers({ cookie }));
  const written = (publicUrl: string, step: string | null): string | null => {
    const [cookie, answer] = [open(publicUrl), new Headers()];
    cookie.keep(step);
    cookie.writeTo(answer);
    return answer.get('set-cookie');
  };

  test('is for this browser and these five minutes alone, and no script reads it', () => {
    expect(written('http://127.0.0.1:5210', 'a.b')).toBe(
      'name.step=a.b; Max-Age=300; Path=/; HttpOnly; SameSite=Strict',
    );
    expect(written('https://example.com', 'a.b')).toMatch(/; SameSite=Strict; Secure$/);
    expect(written('https://example.com', null)).toContain('name.step=; Max-Age=0;');
    const untouched = new Headers();
    open('https://example.com').writeTo(untouched);
    expect([...untouched]).toEqual([]);
    expect(open('https://example.com', 'x=1; name.step=a.b').read()).toBe('a.b');
  });
});
