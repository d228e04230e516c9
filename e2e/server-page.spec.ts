import { expect, test, type Page } from '@playwright/test';
import { serverSnippets } from '../lib/client/snippets.ts';
import { deployWorkflow } from '../scripts/deploy-workflow.ts';
import { readFixture } from './mcp/fixture.ts';
import { givePassword } from './person.ts';
import { signUp, type Builder } from './sign-up.ts';

const fixture = readFixture('clients');

/** Somebody with a live server, on its page. */
async function onServerPage(page: Page, baseURL: string): Promise<{ builder: Builder; url: string; id: string }> {
  const builder = await signUp(baseURL);
  const { url, workflowId: id } = await deployWorkflow(builder.client, fixture);
  await givePassword({ page, email: builder.email }, builder.password);
  await page.waitForURL(/\/workflows$/);
  await page.goto(`/${builder.workspace.slug}/servers`);
  await page.getByRole('link', { name: 'Connect', exact: true }).click();
  await page.waitForURL(new RegExp(`/servers/${id}$`));
  return { builder, url, id };
}

test('a server’s page gives each client what it needs, and says which cannot use it', async ({ page, baseURL }) => {
  const { builder, url } = await onServerPage(page, baseURL!);
  await page.getByRole('button', { name: 'Create a key' }).click();
  const key = await page.locator('code', { hasText: /^tw_/ }).first().textContent();
  const [claudeCode] = serverSnippets({ url, name: new URL(url).pathname.split('/').at(-1)!, key });
  await expect(page.getByText(claudeCode!.text)).toBeVisible();

  await page.getByRole('tab', { name: 'ChatGPT' }).click();
  await expect(page.getByText('ChatGPT cannot use this server as it is')).toBeVisible();
  await expect(page.getByText('It cannot send an API key.', { exact: false })).toBeVisible();

  await page.getByRole('button', { name: 'Test', exact: true }).click();
  await expect(page.getByText('Only this machine reaches it')).toBeVisible();

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'server.json' }).click();
  expect((await download).suggestedFilename()).toBe('server.json');

  await builder.client.call('updateServer', {
    params: { id: page.url().split('/').at(-1)! },
    body: { access: 'public' },
  });
  await page.reload();
  await expect(page.getByText('no key is needed', { exact: false })).toBeVisible();
  await expect(page.getByText('Authorization')).toHaveCount(0);
});

test('the playground calls a tool in either era, shows the wire without secrets, and leads to the run', async ({
  page,
  baseURL,
}) => {
  const violations: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) violations.push(message.text());
  });
  await onServerPage(page, baseURL!);
  await page.getByRole('tab', { name: 'Playground' }).click();
  for (const era of ['2026-07-28', '2025-11-25']) {
    await page.getByRole('radio', { name: era }).click();
    await page
      .getByRole('navigation', { name: 'What the server offers' })
      .getByRole('button', { name: 'echo' })
      .click();
    await page.getByLabel('text', { exact: true }).fill(`from ${era}`);
    await page.getByRole('button', { name: 'Call tool' }).click();
    await expect(page.getByText('Answered')).toBeVisible();
    await expect(page.getByText(`{"text":"from ${era}","length":15}`)).toBeVisible();
  }
  const wire = page.getByRole('region', { name: 'Raw exchange' });
  await wire.getByRole('button', { name: 'initialize' }).first().click();
  await expect(wire.getByText('authorization: Bearer ••••••••').first()).toBeVisible();
  await expect(wire).not.toContainText(/tw_|eyJ/);
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toMatch(/tw_|eyJ/);
  await page.getByRole('link', { name: 'Open the run' }).click();
  await page.waitForURL(/\/executions\/[0-9a-f-]{36}$/);
  await expect(page.getByText('from 2025-11-25').first()).toBeVisible();
  expect(violations).toEqual([]);
});

test('what would help an assistant leads to its field', async ({ page, baseURL }) => {
  await onServerPage(page, baseURL!);
  await page.getByRole('tab', { name: 'Readability' }).click();
  await expect(page.getByText(/about \d+ tokens/).first()).toBeVisible();
  await page.getByRole('link', { name: 'Open the field' }).first().click();
  await page.waitForURL(/\/workflows\/[0-9a-f-]{36}\?node=/);
  await expect(
    page
      .getByRole('complementary')
      .or(page.locator('.tw-card[aria-selected=true], .react-flow__node.selected'))
      .first(),
  ).toBeVisible();
});
