import { beforeAll, expect, test } from 'vitest';
import { findUserByEmail } from '#lib/db/system/accounts.ts';
import { beginSession } from '#lib/services/identity/begin-session.ts';
import { useSmtp } from '#lib/testing/smtp.ts';
import { useWeb } from './testing/web-harness.ts';

const smtp = useSmtp();
beforeAll(() => {
  process.env['SMTP_URL'] = smtp.url;
});
const web = useWeb();

const KOREAN = { cookie: 'other=1; tw-locale=ko', 'accept-language': 'en' };
const password = 'correct horse battery';
const aPerson = async (headers: Record<string, string>) => {
  const email = `reader-${crypto.randomUUID()}@example.com`;
  const { status, json } = await web.call<{ user: { locale: string | null } }>('POST', '/auth/signup', {
    body: { email, password, name: 'Reader' },
    headers,
  });
  expect(status).toBe(201);
  const { json: token } = await web.call<{ accessToken: string }>('POST', '/auth/token', { body: { email, password } });
  return { email, token: token.accessToken, locale: json.user.locale };
};
/** The languages of a mail, in their order. */
const languages = async (address: string, after = 0): Promise<string[]> => {
  const { text } = await smtp.nextMailTo(address, after);
  const places = { en: text.indexOf('this link'), ko: text.indexOf('아래 링크') };
  return Object.entries(places)
    .filter(([, at]) => at >= 0)
    .sort(([, one], [, other]) => one - other)
    .map(([language]) => language);
};
const forgot = async (email: string): Promise<void> => {
  expect((await web.call('POST', '/auth/forgot', { body: { email } })).status).toBe(202);
};

test('mails are in the language that the person was met in when they signed up', async () => {
  const chosen = await aPerson(KOREAN);
  expect(chosen.locale).toBe('ko');
  expect(await languages(chosen.email)).toEqual(['ko']);
  await forgot(chosen.email);
  expect(await languages(chosen.email, 1)).toEqual(['ko']);
  const asked = await aPerson({ 'accept-language': 'ko-KR,ko;q=0.9,en;q=0.5' });
  expect(await languages(asked.email)).toEqual(['ko']);
  const other = await aPerson({ 'accept-language': 'fr-FR' });
  expect(await languages(other.email)).toEqual(['en']);
});

test('a program says no language: its person gets both, until they choose', async () => {
  const { email, token, locale } = await aPerson({});
  expect(locale).toBeNull();
  expect(await languages(email)).toEqual(['en', 'ko']);
  const changed = await web.call('PATCH', '/users/me', { token, body: { locale: 'ko' } });
  expect(changed.json).toMatchObject({ name: 'Reader', locale: 'ko' });
  await forgot(email);
  expect(await languages(email, 1)).toEqual(['ko']);
  for (const body of [{}, { locale: 'xx' }, { locale: null }, { name: '' }]) {
    expect((await web.call('PATCH', '/users/me', { token, body })).status).toBe(422);
  }
  expect((await web.call('GET', '/users/me', { token })).json).toMatchObject({ name: 'Reader', locale: 'ko' });
});

test('whoever signed up before languages were kept gets the one that they sign in with, and keeps a choice', async () => {
  const { email, token } = await aPerson({});
  const user = (await findUserByEmail(web.deps.db.prisma, email))!;
  const plan = { kind: 'browser' as const, lifetimeSeconds: 60 };
  for (const locale of ['ko', 'en'] as const) await beginSession(web.deps, { traceId: 't', locale }, user, plan);
  expect((await web.call('GET', '/users/me', { token })).json).toMatchObject({ locale: 'ko' });
});

test('a stranger is invited in both, the inviter’s first; whoever has an account in its language', async () => {
  const inviter = await aPerson(KOREAN);
  const stranger = `stranger-${crypto.randomUUID()}@example.com`;
  const known = await aPerson({ 'accept-language': 'en' });
  for (const email of [stranger, known.email]) {
    const { status } = await web.call('POST', '/invitations', {
      token: inviter.token,
      body: { email, role: 'viewer' },
    });
    expect(status).toBe(201);
  }
  expect(await languages(stranger)).toEqual(['ko', 'en']);
  expect(await languages(known.email, 1)).toEqual(['en']);
});
