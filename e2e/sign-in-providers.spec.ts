import { readFileSync } from 'node:fs';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Browser, type Locator, type Page } from '@playwright/test';
import { startIdentityProvider, type TestIdentityProvider } from '../lib/testing/identity-provider.ts';
import { startProduct, type Product } from './start-product.ts';

const PASSWORD = 'correct horse battery staple';
let there: TestIdentityProvider;
let product: Product;

test.beforeAll(async () => {
  // A copy of its own: the others stay without providers, as the embedded start is.
  test.setTimeout(300_000);
  there = await startIdentityProvider();
  const client = { CLIENT_ID: there.clientId, CLIENT_SECRET: there.clientSecret };
  product = await startProduct({
    OPERATOR_EMAIL: 'operator@example.com',
    OIDC_ISSUER: there.issuer,
    OIDC_NAME: 'Acme ID',
    OIDC_CLIENT_ID: client.CLIENT_ID,
    OIDC_CLIENT_SECRET: client.CLIENT_SECRET,
    GOOGLE_BASE_URL: there.issuer,
    GOOGLE_CLIENT_ID: client.CLIENT_ID,
    GOOGLE_CLIENT_SECRET: client.CLIENT_SECRET,
  });
  await there.allow(['oidc', 'google'].map((id) => `${product.api}/api/auth/callback/${id}`));
});
test.afterAll(async () => {
  await product.stop();
  await there.close();
});

async function newPage(browser: Browser, locale = 'en-US'): Promise<Page> {
  return (await browser.newContext({ locale, baseURL: product.api })).newPage();
}

function somebody(sub: string, verified = true): { sub: string; email: string } {
  const email = `${sub}@example.com`;
  there.people.set(sub, { email, email_verified: verified, name: `Person ${sub}` });
  return { sub, email };
}

/** What the page says; Next's own announcer is an alert as well. */
const alertOn = (page: Page): Locator => page.locator('p[role=alert]');

/** Presses the button, signs in on the provider's own page and consents; leaves the page of consent to the caller. */
async function goThere(page: Page, sub: string, button = 'Continue with Acme ID'): Promise<void> {
  await page.getByRole('button', { name: button }).click();
  await page.waitForURL((url) => url.origin === there.issuer);
  await logInThere(page, sub);
}

async function logInThere(page: Page, sub: string): Promise<void> {
  const login = page.getByPlaceholder('Enter any login');
  if (!(await login.isVisible())) return;
  await login.fill(sub);
  await page.getByPlaceholder('and password').fill('any');
  await page.getByRole('button', { name: 'Sign-in' }).click();
}

async function signInThere(page: Page, sub: string, button?: string): Promise<void> {
  await goThere(page, sub, button);
  await page.getByRole('button', { name: 'Continue' }).click();
}

async function signUpWithPassword(page: Page, email: string): Promise<void> {
  await page.goto('/signup');
  await page.getByLabel('Your name').fill('Pat Word');
  await page.getByLabel('E-mail').fill(email);
  await page.locator('input[type=password]').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.waitForURL(/\/workflows$/);
}

async function openSecurity(page: Page): Promise<void> {
  const slug = new URL(page.url()).pathname.split('/')[1]!;
  await page.goto(`/${slug}/settings?section=security`);
}

async function signOut(page: Page, email: string): Promise<void> {
  await page.getByRole('button', { name: email }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL((url) => !url.pathname.includes('/settings'));
}

const sessionOf = async (page: Page): Promise<string | undefined> =>
  (await page.context().cookies()).find(({ name }) => name.endsWith('.session'))?.value;

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa']).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}

test('sign up through a provider, sign out, sign in again; set a password; unlink', async ({ browser }) => {
  const page = await newPage(browser);
  const { sub, email } = somebody('ada');
  await page.goto('/signup');
  await expectAccessible(page);
  await signInThere(page, sub);
  await page.waitForURL(/\/workflows$/);
  const first = await sessionOf(page);
  await openSecurity(page);
  await expect(page.getByRole('list', { name: 'Linked accounts' })).toContainText(email);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Unlink Acme ID' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Unlink' }).click();
  await expect(page.getByText('This is your last way to sign in')).toBeVisible();
  await signOut(page, email);

  await page.goto('/signin');
  await page.getByRole('button', { name: 'Continue with Acme ID' }).click();
  await page.waitForURL(/\/workflows$/);
  expect(await sessionOf(page)).not.toBe(first);
  await openSecurity(page);
  await page.getByLabel('New password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByText('Your password is set')).toBeVisible();
  await page.getByRole('button', { name: 'Unlink Acme ID' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Unlink' }).click();
  await expect(page.getByText('No account is linked')).toBeVisible();
});

test('an account with a password links a provider; its unproven address alone links nothing', async ({ browser }) => {
  const page = await newPage(browser);
  const { sub, email } = somebody('pat', false);
  await signUpWithPassword(page, email);
  const stranger = await newPage(browser);
  await stranger.goto('/signin');
  await signInThere(stranger, sub);
  await stranger.waitForURL(/\/signin\?/);
  await expect(alertOn(stranger)).toContainText('Sign in with your password, then link Acme ID');
  await expectAccessible(stranger);
  expect(await sessionOf(stranger)).toBeUndefined();

  await openSecurity(page);
  await signInThere(page, sub, 'Link Acme ID');
  await expect(page.getByText('Acme ID is linked')).toBeVisible();
  await stranger.goto('/signin');
  await stranger.getByRole('button', { name: 'Continue with Acme ID' }).click();
  await stranger.waitForURL(/\/workflows$/);
  await openSecurity(stranger);
  await expect(stranger.getByText('Pat Word').first()).toBeVisible();
});

test('denied consent, a callback used twice, in another browser, and too late: calm pages, no session', async ({
  browser,
}) => {
  const page = await newPage(browser, 'ko-KR');
  await page.goto('/signin');
  await page.getByRole('button', { name: 'Acme ID 계정으로 계속하기' }).click();
  await page.waitForURL((url) => url.origin === there.issuer);
  await page.getByRole('link', { name: 'Cancel' }).click();
  await expect(alertOn(page)).toContainText('Acme ID에서 정보 제공을 허용하지 않았습니다');
  await expectAccessible(page);

  const { sub } = somebody('eve');
  const other = await newPage(browser);
  const callback = await heldBack(page, sub);
  await other.goto('/signin');
  await other.goto(callback);
  await expect(alertOn(other)).toContainText('began in another browser');
  expect(await sessionOf(other)).toBeUndefined();

  const before = await page.context().cookies();
  await page.goto(callback);
  await page.waitForURL(/\/workflows$/);
  await page.context().clearCookies();
  await page.context().addCookies(before);
  await page.goto(callback);
  await expect(alertOn(page)).toContainText('이미 사용했거나');
  expect(await sessionOf(page)).toBeUndefined();

  const late = await heldBack(page, sub);
  await page.context().clearCookies({ name: /\.(state|pkce|nonce)$/ });
  await page.goto(late);
  await expect(alertOn(page)).toContainText('다시 시작해 주세요');
  expect(await sessionOf(page)).toBeUndefined();
});

/** Signs in at the provider, but does not come back: the address that would have led back. */
async function heldBack(page: Page, sub: string): Promise<string> {
  let callback = '';
  // Routes of Playwright do not see where a redirect leads.
  const devtools = await page.context().newCDPSession(page);
  devtools.on('Fetch.requestPaused', ({ requestId, request }) => {
    callback = request.url;
    void devtools.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
  });
  await devtools.send('Fetch.enable', { patterns: [{ urlPattern: '*/api/auth/callback/*' }] });
  await page.goto('/signin');
  await page.getByRole('button', { name: 'Acme ID 계정으로 계속하기' }).click();
  const [login, consent] = [page.getByPlaceholder('Enter any login'), page.getByRole('button', { name: 'Continue' })];
  const reached = async (): Promise<boolean> =>
    callback !== '' || (await login.isVisible()) || (await consent.isVisible());
  await expect.poll(reached).toBe(true);
  if (callback === '') {
    await logInThere(page, sub);
    await consent.click();
  }
  await expect.poll(() => callback).not.toBe('');
  await devtools.detach();
  return callback;
}

test('Google signs in by its discovery; the operator sees callback addresses and no secret', async ({ browser }) => {
  const page = await newPage(browser);
  // Operates this copy by its verified address.
  const { sub } = somebody('operator');
  await page.goto('/signin');
  await signInThere(page, sub, 'Continue with Google');
  await page.waitForURL(/\/workflows$/);
  await page.goto('/operator');
  await expect(page.getByText(`${product.api}/api/auth/callback/github`)).toBeVisible();
  await expectAccessible(page);
  expect(await page.content()).not.toContain(there.clientSecret);
  expect(readFileSync(path.join(product.dataDir, 'logs', 'web.log'), 'utf8')).not.toContain(there.clientSecret);
});
