import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Download, type Page } from '@playwright/test';

const PASSWORD = 'correct horse battery staple';

async function signUp(page: Page): Promise<string> {
  const email = `exports-${Date.now()}-${Math.random().toString(36).slice(2)}@example.com`;
  await page.goto('/signup');
  await page.getByLabel('Your name').fill('Ada');
  await page.getByLabel('E-mail').fill(email);
  await page.locator('input[type=password]').fill(PASSWORD);
  await page.getByLabel('Workspace name').fill('Ada’s place');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.waitForURL(/\/workflows$/);
  return email;
}

async function contentOf(download: Download): Promise<Buffer> {
  return readFileSync(await download.path());
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}

test('an owner takes the workspace away as one archive, and deletes the archive', async ({ page }) => {
  await signUp(page);
  await page.goto(page.url().replace(/\/workflows$/, '/settings?section=workspace'));
  await page.getByRole('button', { name: 'Export workspace' }).click();
  const link = page.getByRole('link', { name: 'Download' });
  await expect(link).toBeVisible({ timeout: 20_000 });
  await expectAccessible(page);
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  expect(download.suggestedFilename()).toMatch(/^ada-s-place.*\.zip$/);
  const bytes = await contentOf(download);
  expect(bytes.subarray(0, 2).toString()).toBe('PK');
  expect(bytes.includes('workflows.jsonl')).toBe(true);
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Export workspace' })).toBeVisible();
});

test('a person takes what is stored about them', async ({ page }) => {
  const email = await signUp(page);
  await page.goto(page.url().replace(/\/workflows$/, '/settings?section=profile'));
  const link = page.getByRole('link', { name: 'Download your data' });
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  const document = JSON.parse((await contentOf(download)).toString());
  expect(document).toMatchObject({ format: 'toolwright-person', profile: { email, name: 'Ada' } });
  expect(document.sessions.length).toBeGreaterThan(0);
  expect(JSON.stringify(document)).not.toMatch(/argon2|passwordHash|"hash"/);
});
