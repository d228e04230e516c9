import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newWorkflow, signUpInBrowser } from './editor-page.ts';

const SECRET = 'e2e-canary-secret-93ab';
let server: Server;
let host: string;
const seen: (string | undefined)[] = [];

test.beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(request.headers.authorization);
    response.setHeader('content-type', 'application/json').end(JSON.stringify(request.headers));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
test.afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('a secret variable is sent to its hosts by a header and a connection, shown nowhere, and deleted knowingly', async ({
  page,
}) => {
  /** Everything that the browser was sent. */
  const received: Promise<string>[] = [];
  page.on('response', (response) => received.push(response.text().catch(() => '')));
  await signUpInBrowser(page);
  const workspace = new URL(page.url()).pathname.split('/')[1]!;
  const dialog = page.getByRole('dialog');
  const table = page.getByRole('table', { name: 'Variables' });
  const accessible = async (): Promise<void> => {
    const { violations } = await new AxeBuilder({ page })
      .include('[role=dialog]')
      .withTags(['wcag2a', 'wcag2aa', 'wcag21aa'])
      .analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  };

  await test.step('it names its hosts', async () => {
    await page.goto(`/${workspace}/settings?section=variables`);
    await page.getByRole('button', { name: 'Create variable' }).first().click();
    await dialog.getByLabel('Name').fill('token');
    await dialog.getByRole('radio', { name: 'Secret' }).click();
    await dialog.getByLabel('Value').fill(SECRET);
    await dialog.getByLabel('Hosts').fill('https://no.host');
    await dialog.getByRole('button', { name: 'Create variable' }).click();
    await expect(dialog.getByText('Write hosts such as api.example.com, or host:port')).toBeVisible();
    await dialog.getByLabel('Hosts').fill(host);
    await accessible();
    await dialog.getByRole('button', { name: 'Create variable' }).click();
    await expect(table.getByRole('row', { name: /^token/ })).toContainText(`Sent to ${host}`);
  });

  await test.step('a connection takes it', async () => {
    await page.getByRole('link', { name: 'Connections' }).click();
    await page.getByRole('button', { name: 'New connection' }).click();
    await dialog.getByRole('button', { name: /^Bearer token/ }).click();
    await dialog.getByLabel('Name').fill('Echo');
    await dialog.getByLabel('Hosts').fill(host);
    await dialog.getByRole('button', { name: 'Use a secret variable' }).click();
    await expect(dialog.getByRole('combobox')).toContainText(`token (${host})`);
    await accessible();
    await dialog.getByLabel('Test address').fill(`http://${host}/me`);
    await dialog.getByRole('button', { name: 'Save connection' }).click();
    const row = page.getByRole('row', { name: /Echo/ });
    await row.getByRole('button', { name: 'Test Echo' }).click();
    await expect(row).toContainText('Works');
    expect(seen.at(-1)).toBe(`Bearer ${SECRET}`);
    await row.getByRole('button', { name: 'Change Echo' }).click();
    await expect(dialog.getByRole('combobox')).toContainText(`token (${host})`);
    await page.keyboard.press('Escape');
  });

  await test.step('a header carries it', async () => {
    await page.getByRole('link', { name: 'Workflows' }).click();
    const editor = await newWorkflow(page, 'Caller');
    await editor.drag('trigger.manual', 160, 100);
    await editor.drag('http.request', 500, 100);
    await editor.connect('manualStart', 'out', 'httpRequest');
    await editor.write(editor.field('url'), `http://${host}/data`);
    const headers = editor.field('headers');
    await headers.getByRole('button', { name: 'Add' }).click();
    await headers.getByRole('textbox', { name: 'Name' }).fill('Authorization');
    await editor.write(headers, 'Key {{ vars.');
    await page.keyboard.press('Control+Space');
    await expect(page.locator('.cm-tooltip-autocomplete li')).toContainText(['.token']);
    await page.keyboard.press('Escape');
    await editor.write(headers, 'Key {{ vars.token }}');
    await editor.saved();
    await page.getByRole('button', { name: 'Try', exact: true }).click();
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(page.locator('[data-run-status=success]')).toBeVisible();
    expect(seen.at(-1)).toBe(`Key ${SECRET}`);
  });

  await test.step('who deletes it sees where it is used', async () => {
    await page.goto(`/${workspace}/settings?section=variables`);
    await page.getByRole('button', { name: 'Delete token' }).click();
    const question = page.getByRole('alertdialog');
    await expect(question).toContainText('2 places use it:');
    await expect(question).toContainText('Workflow Caller (draft)');
    await expect(question).toContainText('Connection Echo');
    await question.getByRole('button', { name: 'Delete' }).click();
    await expect(page.getByText('“token” was deleted')).toBeVisible();
  });

  for (const text of await Promise.all(received)) expect(text).not.toContain(SECRET);
});
