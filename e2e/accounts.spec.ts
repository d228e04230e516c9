import { readFileSync } from 'node:fs';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Browser, type Page } from '@playwright/test';

const PASSWORD = 'correct horse battery staple';
let count = 0;
const newAddress = (name: string): string => `${name}-${process.pid}-${Date.now()}-${(count += 1)}@example.com`;

interface Person {
  email: string;
  page: Page;
}

/** Somebody with a browser of their own, signed up. */
async function person(browser: Browser, name: string, email = newAddress('person')): Promise<Person> {
  const page = await (await browser.newContext({ locale: 'en-US' })).newPage();
  await page.goto('/signup');
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('E-mail').fill(email);
  await page.locator('input[type=password]').fill(PASSWORD);
  await page.getByLabel('Workspace name').fill(`Place of ${name}`);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.waitForURL(/\/workflows$/);
  return { email, page };
}

async function signIn({ page, email }: Person, password: string): Promise<void> {
  await page.goto('/signin');
  await page.getByLabel('E-mail').fill(email);
  await page.locator('input[type=password]').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL(/\/workflows$/);
}

async function openSettings(page: Page, section: string): Promise<void> {
  const slug = new URL(page.url()).pathname.split('/')[1]!;
  await page.goto(`/${slug}/settings?section=${section}`);
}

/** Without a mail server links are in the log of the web process; the newest for this address and page. */
async function linkFor(email: string, pageName: string): Promise<string> {
  const file = path.join(process.env.E2E_DATA_DIR ?? '', 'logs', 'web.log');
  const find = (): string | undefined =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.includes(`"to":"${email}"`) && line.includes(`/${pageName}#`))
      .map((line) => (JSON.parse(line) as { link: string }).link)
      .at(-1);
  await expect.poll(find).toBeDefined();
  return find()!;
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa']).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}

test('an invitation is accepted by its proven address; roles change; a removed member is out', async ({ browser }) => {
  const ada = await person(browser, 'Ada');
  const bob = await person(browser, 'Bob');
  await openSettings(ada.page, 'members');
  await ada.page.getByRole('button', { name: 'Invite' }).click();
  const dialog = ada.page.getByRole('dialog');
  await dialog.getByLabel('E-mail').fill(bob.email);
  await dialog.getByLabel('Role').click();
  await ada.page.getByRole('option', { name: 'Viewer' }).click();
  await dialog.getByRole('button', { name: 'Send invitation' }).click();
  await expect(ada.page.getByText('This installation sends no e-mail')).toBeVisible();
  await expect(ada.page.getByRole('table', { name: 'Open invitations' })).toContainText(bob.email);
  await expectAccessible(ada.page);

  const invitation = await linkFor(bob.email, 'invitation');
  await bob.page.goto(invitation);
  await expect(bob.page.getByText('Ada invites you to “Place of Ada”')).toBeVisible();
  await expect(bob.page.getByText('Viewer')).toBeVisible();
  await expect(bob.page.getByRole('button', { name: 'Accept' })).toHaveCount(0);
  await bob.page.getByRole('button', { name: 'Send verification link' }).click();
  await expect(bob.page.getByText('This installation sends no e-mail')).toBeVisible();
  await expectAccessible(bob.page);
  await bob.page.goto(await linkFor(bob.email, 'verify'));
  await bob.page.getByRole('button', { name: 'Confirm' }).click();
  await expect(bob.page.getByText('Your address is verified')).toBeVisible();
  await bob.page.goto(invitation);
  await bob.page.getByRole('button', { name: 'Accept' }).click();
  await bob.page.waitForURL(/\/place-of-ada[^/]*\/workflows$/);
  await expect(bob.page.getByRole('button', { name: 'New workflow' })).toHaveCount(0);

  await openSettings(ada.page, 'members');
  const row = ada.page.getByRole('row').filter({ hasText: bob.email });
  await row.getByLabel('Role of Bob').click();
  await ada.page.getByRole('option', { name: 'Editor' }).click();
  await expect(ada.page.getByText('Bob is now Editor')).toBeVisible();
  await expect(ada.page.getByRole('table', { name: 'Open invitations' })).toHaveCount(0);
  await row.getByRole('button', { name: 'Remove Bob' }).click();
  await ada.page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await expect(row).toHaveCount(0);
  const answer = await bob.page.reload();
  expect(answer?.status()).toBe(404);
  await bob.page.goto(invitation);
  await expect(bob.page.getByText('This link does not work')).toBeVisible();
});

test('a forgotten password is set anew, and ends the other sessions', async ({ browser }) => {
  const eve = await person(browser, 'Eve');
  const other: Person = { email: eve.email, page: await (await browser.newContext({ locale: 'en-US' })).newPage() };
  await other.page.goto('/signin');
  await other.page.getByRole('link', { name: 'Forgot your password?' }).click();
  await other.page.waitForURL(/\/forgot$/);
  await other.page.getByLabel('E-mail').fill(eve.email);
  await other.page.getByRole('button', { name: 'Send link' }).click();
  await expect(other.page.getByText('This installation sends no e-mail')).toBeVisible();
  const link = await linkFor(eve.email, 'reset');
  await other.page.goto(link);
  await expectAccessible(other.page);
  await other.page.locator('input[type=password]').fill('a brand new password');
  await other.page.getByRole('button', { name: 'Set password' }).click();
  await expect(other.page.getByText('Your password is set')).toBeVisible();
  await eve.page.reload();
  await eve.page.waitForURL(/\/signin/);
  await signIn(other, 'a brand new password');
  await other.page.goto(link);
  await other.page.locator('input[type=password]').fill('yet another password');
  await other.page.getByRole('button', { name: 'Set password' }).click();
  await expect(other.page.getByText('This link does not work')).toBeVisible();
});

/** Its session has ended: the page leaves by itself as soon as it hears of it, which may break a reload off. */
async function leaves(page: Page): Promise<void> {
  await page.reload().catch(() => undefined);
  await page.waitForURL(/\/signin/);
}

test('sessions are shown and ended; a new password keeps this one only', async ({ browser }) => {
  const kim = await person(browser, 'Kim');
  const phone: Person = { email: kim.email, page: await (await browser.newContext({ locale: 'en-US' })).newPage() };
  await signIn(phone, PASSWORD);
  await openSettings(kim.page, 'security');
  const sessions = kim.page.getByRole('table', { name: 'Sessions' });
  await expect(sessions.getByText('This session')).toHaveCount(1);
  await expectAccessible(kim.page);
  await sessions.getByRole('button', { name: /^End session/ }).click();
  await kim.page.getByRole('alertdialog').getByRole('button', { name: 'End' }).click();
  await expect(kim.page.getByText('Session ended')).toBeVisible();
  await leaves(phone.page);

  await signIn(phone, PASSWORD);
  await kim.page.getByLabel('Current password').fill('a wrong one');
  await kim.page.getByLabel('New password').fill('a brand new password');
  await kim.page.getByRole('button', { name: 'Change password' }).click();
  await expect(kim.page.getByText('This is not your current password')).toBeVisible();
  await kim.page.getByLabel('Current password').fill(PASSWORD);
  await kim.page.getByRole('button', { name: 'Change password' }).click();
  await expect(kim.page.getByText('All other sessions have ended')).toBeVisible();
  await leaves(phone.page);
});

test('a workspace is made, switched to, renamed and deleted by typing its name', async ({ browser }) => {
  const { page } = await person(browser, 'Mina');
  const switcher = page.getByRole('button', { name: 'Switch workspace' });
  await switcher.click();
  await page.getByRole('menuitem', { name: 'Create workspace' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Second place');
  await page.getByRole('dialog').getByRole('button', { name: 'Create workspace' }).click();
  await page.waitForURL(/\/second-place[^/]*\/workflows$/);
  await switcher.click();
  await expectAccessible(page);
  await page.getByRole('menuitemradio', { name: 'Place of Mina' }).click();
  await page.waitForURL(/\/place-of-mina[^/]*\/workflows$/);
  await openSettings(page, 'workspace');
  const save = page.getByRole('button', { name: 'Save' });
  // The form stands on the page before it is alive: what is typed until then is overwritten with what is saved.
  await expect(async () => {
    await page.getByLabel('Name', { exact: true }).fill('Renamed place');
    await expect(save).toBeEnabled({ timeout: 500 });
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Renamed place', { timeout: 500 });
  }).toPass();
  await save.click();
  await expect(switcher).toContainText('Renamed place');
  for (const name of ['Renamed place', 'Second place']) {
    await openSettings(page, 'workspace');
    await page.getByRole('button', { name: 'Delete workspace' }).click();
    const dialog = page.getByRole('alertdialog');
    await expect(dialog.getByRole('button', { name: 'Delete workspace' })).toBeDisabled();
    await dialog.getByRole('textbox').fill(name);
    await dialog.getByRole('button', { name: 'Delete workspace' }).click();
    await page.waitForURL(name === 'Renamed place' ? /\/second-place[^/]*\/workflows$/ : /\/onboarding$/);
  }
  await expect(page.getByRole('heading', { name: 'You have no workspace' })).toBeVisible();
  await page.getByLabel('Name').fill('Third place');
  await page.getByRole('button', { name: 'Create workspace' }).click();
  await page.waitForURL(/\/third-place[^/]*\/workflows$/);
});

test('the screens speak Korean', async ({ browser }) => {
  const { page } = await person(browser, 'Sora');
  await page.context().addCookies([{ name: 'tw-locale', value: 'ko', url: new URL(page.url()).origin }]);
  const texts: [path: string, text: string][] = [
    ['security', '현재 비밀번호'],
    ['members', '이 워크스페이스에 속한 사람과 그 권한입니다.'],
    ['workspace', '워크스페이스 삭제'],
  ];
  for (const [section, text] of texts) {
    await openSettings(page, section);
    await expect(page.getByText(text).first()).toBeVisible();
  }
  for (const [address, text] of [
    ['/forgot', '새 비밀번호 설정'],
    ['/reset#x', '새 비밀번호 선택'],
    ['/verify#x', '이 주소가 본인의 것임을 확인해 주세요.'],
    ['/invitation#x', '사용할 수 없는 링크입니다'],
  ] as const) {
    await page.goto(address);
    await expect(page.getByText(text).first()).toBeVisible();
  }
});
