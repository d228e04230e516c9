import { readFileSync } from 'node:fs';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { generateSync } from 'otplib';

const PASSWORD = 'correct horse battery staple';
/** Named by OPERATOR_EMAIL in `global-setup.ts`. */
const OPERATOR = 'operator@example.com';

async function signUp(browser: Browser, name: string, email: string): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'en-US' })).newPage();
  await page.goto('/signup');
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('E-mail').fill(email);
  await page.locator('input[type=password]').fill(PASSWORD);
  await page.getByLabel('Workspace name').fill(`Place of ${name}`);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.waitForURL(/\/workflows$/);
  return page;
}

/** Without a mail server the link is in the log of the web process. */
async function verify(page: Page): Promise<void> {
  const status = await page.evaluate(
    async () => (await fetch('/api/v1/users/me/verification', { method: 'POST' })).status,
  );
  expect(status).toBeLessThan(300);
  const file = path.join(process.env.E2E_DATA_DIR ?? '', 'logs', 'web.log');
  const find = (): string | undefined =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.includes(`"to":"${OPERATOR}"`) && line.includes('/verify#'))
      .map((line) => (JSON.parse(line) as { link: string }).link)
      .at(-1);
  await expect.poll(find).toBeDefined();
  await page.goto(find()!);
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByText('Your address is verified')).toBeVisible();
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}

test('the operator sees the installation and gives quotas; others see neither', async ({ browser }) => {
  // The first account of an installation operates it, too: that is never one that this test looks at.
  await signUp(browser, 'First', `first-${Date.now()}@example.com`);
  const operator = await signUp(browser, 'Olga', OPERATOR);
  expect((await operator.goto('/operator'))?.status()).toBe(404);
  await verify(operator);

  await operator.goto('/home');
  await operator.waitForURL(/\/workflows$/);
  const home = operator.url();
  await operator.getByRole('button', { name: /Account menu/ }).click();
  await operator.getByRole('menuitem', { name: 'Operator' }).click();
  await operator.waitForURL(/\/operator$/);
  const processes = operator.getByRole('table', { name: 'Processes' });
  for (const role of ['web', 'runtime', 'worker']) {
    await expect(processes.getByRole('row').filter({ hasText: role }).first()).toContainText('Alive');
  }
  await expect(operator.getByText('OPERATOR_EMAIL')).toBeVisible();
  await expectAccessible(operator);

  const guest = await signUp(browser, 'Gwen', `gwen-${Date.now()}@example.com`);
  expect((await guest.goto('/operator'))?.status()).toBe(404);
  await operator.reload();
  const row = operator.getByRole('row').filter({ hasText: 'Place of Gwen' }).first();
  await row.getByRole('button', { name: 'Quotas of Place of Gwen' }).click();
  const dialog = operator.getByRole('dialog');
  await dialog.getByLabel('Live servers').fill('x');
  await expect(dialog.getByText('Enter a whole number')).toBeVisible();
  await dialog.getByLabel('Live servers').fill('3');
  await dialog.getByLabel('Members').fill('1');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(operator.getByText('Quotas of Place of Gwen saved')).toBeVisible();
  await expect(row).toContainText('0 of 3');

  await guest.goto('/home');
  await guest.waitForURL(/\/workflows$/);
  await guest.goto(guest.url().replace(/workflows$/, 'settings?section=usage'));
  await expect(guest.getByRole('meter', { name: 'Live servers' })).toHaveAttribute('aria-valuetext', '0 of 3');
  await expect(guest.getByText('Nobody else can join.')).toBeVisible();
  await expectAccessible(guest);
  expect(home).not.toBe(guest.url());

  const lost = `lena-${Date.now()}@example.com`;
  await losePhone(await signUp(browser, 'Lena', lost));
  expect(await tokenStatus(operator, lost)).toBe(401);
  await operator.reload();
  const reset = operator.getByRole('button', { name: 'Turn off for this account' });
  const email = operator.getByLabel('E-mail of the account');
  for (const address of ['nobody@example.com', lost]) {
    await email.fill(address);
    await reset.click();
    await operator.getByRole('alertdialog').getByRole('button', { name: 'Turn off' }).click();
    await expect(operator.getByRole('alertdialog')).toHaveCount(0);
    const none = operator.getByText('There is no account with this address and two-factor sign-in.');
    await expect(none).toHaveCount(address === lost ? 0 : 1);
  }
  await expect(operator.getByText(`Two-factor sign-in is off for ${lost}`)).toBeVisible();
  expect(await tokenStatus(operator, lost)).toBe(200);
});

/** Turns two-factor sign-in on, and keeps neither secret nor recovery codes. */
async function losePhone(page: Page): Promise<void> {
  const post = (path: string, data: object) =>
    page.request.post(`/api/v1/users/me/two-factor${path}`, { data, headers: { origin: new URL(page.url()).origin } });
  const { secret } = (await (await post('', { password: PASSWORD })).json()) as { secret: string };
  expect((await post('/confirm', { code: generateSync({ secret }) })).status()).toBe(200);
}

/** What signing in with the password alone is answered. */
async function tokenStatus(page: Page, email: string): Promise<number> {
  return (await page.request.post('/api/v1/auth/token', { data: { email, password: PASSWORD } })).status();
}
