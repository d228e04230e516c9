import type { NextApiRequest, NextApiResponse } from 'next';
import NextAuth from 'next-auth';
import { expect, test } from 'vitest';
import { authOptions, type NextAuthPorts } from '#lib/auth/next-auth.ts';
import { readCookie } from '#lib/auth/session-cookie.ts';
import { beginBrowserSignIn, finishBrowserSignIn } from '#lib/services/identity/sign-in-steps.ts';
import { signOut } from '#lib/services/identity/sign-out.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { useWeb } from './testing/web-harness.ts';

const web = useWeb();

interface AuthAnswer {
  status: number;
  body: Record<string, unknown>;
  setCookies: string[];
}

function ports(): NextAuthPorts {
  const { config, clock, cookies, credentials } = web.deps;
  process.env['NEXTAUTH_URL'] = config.publicUrl;
  return {
    config,
    clock,
    cookies,
    credentials,
    signIn: (caller, input) => beginBrowserSignIn(web.deps, caller, input),
    finishSignIn: (caller, input) => finishBrowserSignIn(web.deps, caller, input),
    step: { read: () => undefined, keep: () => undefined },
    signOut: (caller, session) => signOut(web.deps, caller, session),
    onError: (error) => {
      throw error;
    },
  };
}

/** A browser at next-auth's own handler: it keeps cookies. */
function browser(address = '192.0.2.50') {
  const jar = new Map<string, string>();
  const cookieHeader = (): string => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const ask = async (path: string, form?: Record<string, string>, use = ports()): Promise<AuthAnswer> => {
    const answer: AuthAnswer = { status: 200, body: {}, setCookies: [] };
    const request = {
      method: form ? 'POST' : 'GET',
      query: { nextauth: path.split('/') },
      headers: { host: '127.0.0.1:5210' },
      cookies: Object.fromEntries(jar),
      body: form ? { ...form, json: 'true' } : undefined,
    };
    const response = responseInto(answer);
    const options = authOptions(use, { traceId: 't', address });
    await NextAuth(request as unknown as NextApiRequest, response as unknown as NextApiResponse, options);
    for (const cookie of answer.setCookies) {
      const [pair] = cookie.split(';');
      const [name, value] = [pair!.slice(0, pair!.indexOf('=')), pair!.slice(pair!.indexOf('=') + 1)];
      if (value === '') jar.delete(name);
      else jar.set(name, decodeURIComponent(value));
    }
    return answer;
  };
  const csrf = async (): Promise<string> => String((await ask('csrf')).body['csrfToken']);
  return {
    ask,
    cookieHeader,
    signIn: async (email: string, password: string, use?: NextAuthPorts) =>
      ask('callback/credentials', { email, password, csrfToken: await csrf() }, use),
    signOut: async () => ask('signout', { csrfToken: await csrf() }),
  };
}

function responseInto(answer: AuthAnswer) {
  const response = {
    status: (code: number) => {
      answer.status = code;
      return response;
    },
    setHeader: (name: string, value: string | string[]) => {
      if (name.toLowerCase() === 'set-cookie') answer.setCookies = [value].flat();
      return response;
    },
    getHeader: (name: string) => (name.toLowerCase() === 'set-cookie' ? answer.setCookies : undefined),
    json: (body: Record<string, unknown>) => void (answer.body = body),
    send: (body: Record<string, unknown>) => void (answer.body = body),
    end: () => undefined,
  };
  return response;
}

const me = (cookie: string) => web.call('GET', '/users/me', { headers: { cookie } });

test('signing in sets a cookie that the API takes; signing out ends it everywhere', async () => {
  const ada = await web.signUp();
  const tab = browser();
  const { names } = web.deps.cookies;
  const answer = await tab.signIn(ada.email.toUpperCase(), ada.password);
  expect(answer.body['url']).toBe('http://127.0.0.1:5210/');
  const session = answer.setCookies.find((cookie) => cookie.startsWith(`${names.session}=`));
  expect(session).toMatch(/HttpOnly/i);
  expect(session).toMatch(/SameSite=Lax/i);
  const cookie = tab.cookieHeader();
  expect(await me(cookie)).toMatchObject({ status: 200, json: { email: ada.email } });
  expect((await tab.ask('session')).body).toMatchObject({ user: { email: ada.email } });
  await tab.signOut();
  expect((await me(cookie)).status).toBe(401);
  expect((await tab.ask('session')).body).toEqual({});
  const audit = await web.call<{ items: { action: string }[] }>('GET', '/audit', { token: ada.token });
  expect(audit.json.items[0]).toMatchObject({ action: 'user.signed-out' });
});

test('each sign-in is a new session, and ending one leaves the other', async () => {
  const ada = await web.signUp();
  const [first, second] = [browser(), browser()];
  await first.signIn(ada.email, ada.password);
  await second.signIn(ada.email, ada.password);
  const cookie = (tab: typeof first): string => readCookie(tab.cookieHeader(), web.deps.cookies.names.session)!;
  expect(cookie(first)).not.toBe(cookie(second));
  await first.signOut();
  expect((await me(second.cookieHeader())).status).toBe(200);
});

test('wrong passwords are CredentialsSignin, then rate_limited; nothing of ours leaks', async () => {
  const ada = await web.signUp();
  const tab = browser('192.0.2.51');
  const errors: (string | null)[] = [];
  for (let at = 0; at < 8; at += 1) {
    const { body, status, setCookies } = await tab.signIn(ada.email, 'wrong wrong');
    expect(status).toBe(401);
    expect(setCookies.some((cookie) => cookie.startsWith(web.deps.cookies.names.session))).toBe(false);
    errors.push(new URL(String(body['url'])).searchParams.get('error'));
  }
  expect(errors.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => 'CredentialsSignin'));
  expect(errors).toContain('rate_limited');
  const broken = { ...ports(), signIn: () => Promise.reject(new Error('hunter2')), onError: () => undefined };
  const answer = await browser().signIn(ada.email, ada.password, broken);
  expect(new URL(String(answer.body['url'])).searchParams.get('error')).toBe('internal');
  const full = { ...broken, signIn: () => Promise.reject(new AppError('overloaded', 'busy')) };
  expect(String((await browser().signIn(ada.email, ada.password, full)).body['url'])).toContain('overloaded');
});

test('without the CSRF token nothing happens', async () => {
  const ada = await web.signUp();
  const tab = browser();
  const { email, password } = ada;
  await tab.ask('callback/credentials', { email, password, csrfToken: 'x' });
  expect((await me(tab.cookieHeader())).status).toBe(401);
});

test.each([
  ['/acme/workflows', 'http://127.0.0.1:5210/acme/workflows'],
  ['https://evil.example/', 'http://127.0.0.1:5210'],
  ['//evil.example/', 'http://127.0.0.1:5210'],
  ['javascript:alert(1)', 'http://127.0.0.1:5210'],
])('after sign-in %s leads to %s', async (url, target) => {
  const { redirect } = authOptions(ports(), { traceId: 't' }).callbacks!;
  expect(await redirect!({ url, baseUrl: 'http://127.0.0.1:5210' })).toBe(target);
});
