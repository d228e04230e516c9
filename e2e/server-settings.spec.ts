import { expect, test, type Page } from '@playwright/test';
import { deployWorkflow } from '../scripts/deploy-workflow.ts';
import { readFixture } from './mcp/fixture.ts';
import { givePassword } from './person.ts';
import { signUp, type Builder } from './sign-up.ts';

const fixture = readFixture('clients');

/** Somebody with a live server, signed in. */
async function builderWithServer(page: Page, baseURL: string): Promise<{ builder: Builder; url: string; id: string }> {
  const builder = await signUp(baseURL);
  const { url, workflowId: id } = await deployWorkflow(builder.client, fixture);
  await givePassword({ page, email: builder.email }, builder.password);
  await page.waitForURL(/\/workflows$/);
  return { builder, url, id };
}

/** The server's tools as a caller without credentials sees them; the status of a refusal. */
async function listed(url: string): Promise<number | string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }),
  });
  return response.ok ? response.text() : response.status;
}

test('a builder renames a tool, fixes a parameter, and makes the server public, asked once more', async ({
  page,
  baseURL,
}) => {
  const { builder, url, id } = await builderWithServer(page, baseURL!);
  await page.goto(`/${builder.workspace.slug}/servers/${id}?tab=tools`);
  const tool = page.getByRole('region', { name: 'echo', exact: true });
  await tool.getByLabel('Name', { exact: true }).fill('mirror');
  await tool.getByRole('combobox', { name: 'How callers see text' }).click();
  await page.getByRole('option', { name: 'Fixed value' }).click();
  await tool.getByLabel('Fixed value of text').fill('always this');
  await tool.getByRole('button', { name: 'Preview' }).click();
  await expect(tool.getByText('"name": "mirror"')).toBeVisible();
  const save = page.getByRole('button', { name: 'Save tools' });
  await expect(save).toBeDisabled();
  await page.getByRole('checkbox', { name: /Save it all the same/ }).check();
  await save.click();
  await expect(page.getByText('Callers see it within a second', { exact: false })).toBeVisible();

  expect(await listed(url)).toBe(401);
  await page.getByRole('tab', { name: 'Settings' }).click();
  await page.getByRole('radio', { name: 'Public' }).click();
  const asked = page.getByRole('alertdialog');
  await expect(asked).toContainText('Anybody who knows the address');
  await asked.getByRole('button', { name: 'Make it public' }).click();
  await expect(page.getByRole('radio', { name: 'Public' })).toBeChecked();
  await expect.poll(() => listed(url)).toContain('"mirror"');
  expect(await listed(url)).toContain('"inputSchema":{"type":"object","properties":{}}');

  await page.getByLabel('Calls a minute, each address').fill('none');
  await page.getByRole('button', { name: 'Save limits' }).click();
  await expect(page.getByText('Write a number from 1 to 10,000')).toBeVisible();
  await page.getByLabel('Calls a minute, each address').fill('12');
  await page.getByRole('button', { name: 'Save limits' }).click();
  const stored = async () =>
    (await builder.client.call('getServer', { params: { id } })).settings.publicLimits?.callsPerMinute;
  await expect.poll(stored).toBe(12);
});

test('tools of two workflows are gathered under one address; a key for one of them is made', async ({
  page,
  baseURL,
}) => {
  const { builder } = await builderWithServer(page, baseURL!);
  await deployWorkflow(builder.client, { ...fixture, name: 'Second' });
  await page.goto(`/${builder.workspace.slug}/servers`);
  await page.getByRole('button', { name: 'New collection' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill('Front desk');
  for (const name of [fixture.name, 'Second']) {
    await dialog.getByRole('combobox', { name: 'Workflows' }).click();
    await page.getByRole('option', { name, exact: true }).click();
  }
  await dialog.getByRole('button', { name: 'New collection' }).click();
  await expect(dialog.getByText('Two tools would be called', { exact: false })).toBeVisible();
  const second = dialog.getByRole('region', { name: 'Second' });
  for (const input of await second.getByRole('textbox').all()) await input.fill(`second_${await input.inputValue()}`);
  await dialog.getByRole('button', { name: 'New collection' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'Front desk' })).toBeVisible();
  await expect(page.getByText('/front-desk', { exact: false })).toBeVisible();

  await page.goto(`/${builder.workspace.slug}/settings?section=apiKeys`);
  await page.getByRole('button', { name: 'Create key' }).first().click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Name').fill('For one tool');
  await form.getByRole('radio', { name: 'Only these' }).click();
  await form.getByLabel('Front desk').check();
  await form.getByRole('radio', { name: 'Only these' }).last().click();
  await form.getByLabel('second_echo').check();
  await form.getByRole('checkbox', { name: /Read only/ }).check();
  await form.getByRole('button', { name: 'Create key' }).click();
  await expect(form.getByText(/^tw_/)).toBeVisible();
  await form.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText('1 tool', { exact: true })).toBeVisible();
});
