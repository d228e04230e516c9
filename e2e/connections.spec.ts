import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newWorkflow, signUpInBrowser } from './editor-page.ts';

const TOKEN = 'e2e-canary-token-77';
let server: Server;
let host: string;
const seen: (string | undefined)[] = [];

test.beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(request.headers.authorization);
    const good = request.headers.authorization === `Bearer ${TOKEN}`;
    response.writeHead(good ? 200 : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ sent: request.headers.authorization ?? null }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
test.afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('a connection is stored, tried, chosen in a node, used, and deleted knowingly', async ({ page }) => {
  await signUpInBrowser(page);
  await page.getByRole('link', { name: 'Connections' }).click();
  await expect(page.getByText('No connections yet')).toBeVisible();

  await test.step('store', async () => {
    await page.getByRole('button', { name: 'New connection' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /^Bearer token/ }).click();
    await dialog.getByRole('button', { name: 'Save connection' }).click();
    await expect(dialog.getByText('Fill this in')).toHaveCount(3);
    await dialog.getByLabel('Name').fill('Echo service');
    await dialog.getByLabel('Hosts').fill(host);
    await dialog.getByLabel('Token').fill('wrong');
    await dialog.getByLabel('Test address').fill(`http://${host}/me`);
    const { violations } = await new AxeBuilder({ page })
      .include('[role=dialog]')
      .withTags(['wcag2a', 'wcag2aa', 'wcag21aa'])
      .analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    await dialog.getByRole('button', { name: 'Save connection' }).click();
    await expect(page.getByRole('row', { name: /Echo service/ })).toContainText('Not tried yet');
  });

  await test.step('try', async () => {
    const row = page.getByRole('row', { name: /Echo service/ });
    await row.getByRole('button', { name: 'Test Echo service' }).click();
    await expect(row).toContainText('Failed');
    await row.getByRole('button', { name: 'Change Echo service' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByLabel('Token')).toHaveValue('');
    await dialog.getByLabel('Token').fill(TOKEN);
    await dialog.getByRole('button', { name: 'Save changes' }).click();
    await row.getByRole('button', { name: 'Test Echo service' }).click();
    await expect(row).toContainText('Works');
  });

  await test.step('use', async () => {
    await page.getByRole('link', { name: 'Workflows' }).click();
    const editor = await newWorkflow(page, 'Caller');
    await editor.drag('trigger.manual', 160, 100);
    await editor.drag('http.request', 500, 100);
    await editor.write(editor.field('url'), `http://${host}/data`);
    await editor.field('connectionId').getByRole('combobox').click();
    await page.getByRole('option', { name: /Echo service/ }).click();
    await editor.connect('manualStart', 'out', 'httpRequest');
    await editor.saved();
    await page.getByRole('button', { name: 'Try', exact: true }).click();
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(page.locator('[data-run-status=success]')).toBeVisible();
    expect(seen.at(-1)).toBe(`Bearer ${TOKEN}`);
    expect(await page.content()).not.toContain(TOKEN);
  });

  await test.step('delete', async () => {
    await page.goto(new URL('../connections', page.url()).pathname);
    await page.getByRole('button', { name: 'Delete Echo service' }).click();
    const dialog = page.getByRole('alertdialog');
    await expect(dialog).toContainText('1 workflow uses it:');
    await expect(dialog).toContainText('Caller (draft)');
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await expect(page.getByText('No connections yet')).toBeVisible();
  });
});
