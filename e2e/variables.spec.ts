import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { newWorkflow, signUpInBrowser } from './editor-page.ts';

const SECRET = 'canary-in-the-browser-4471';

test('variables are kept in the settings, completed and checked in the editor; a secret is never shown again', async ({
  page,
}) => {
  /** Everything that the browser was sent. */
  const received: Promise<string>[] = [];
  page.on('response', (response) => received.push(response.text().catch(() => '')));
  await signUpInBrowser(page);
  const workspace = new URL(page.url()).pathname.split('/')[1]!;
  await page.goto(`/${workspace}/settings?section=variables`);

  const dialog = page.getByRole('dialog');
  const create = async (name: string, kind: string, value: string): Promise<void> => {
    await page.getByRole('button', { name: 'Create variable' }).first().click();
    await dialog.getByLabel('Name').fill(name);
    await dialog.getByRole('radio', { name: kind }).click();
    await dialog.getByLabel('Value').fill(value);
    await dialog.getByRole('button', { name: 'Create variable' }).click();
    await expect(dialog).toHaveCount(0);
  };
  await expect(page.getByText('No variables')).toBeVisible();
  await create('greeting', 'Text', 'Hello');
  await create('limits', 'JSON', '{"most": 3}');
  await create('token', 'Secret', SECRET);
  const table = page.getByRole('table', { name: 'Variables' });
  await expect(table.getByRole('row', { name: /^limits/ })).toContainText('{"most":3}');
  await expect(table.getByRole('row', { name: /^token/ })).toContainText('Secret');
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa']).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);

  await page.getByRole('button', { name: 'Change greeting' }).click();
  await expect(dialog.getByLabel('Value')).toHaveValue('Hello');
  await dialog.getByLabel('Value').fill('Good day');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(table.getByRole('row', { name: /^greeting/ })).toContainText('Good day');
  await page.getByRole('button', { name: 'Change token' }).click();
  await expect(dialog.getByLabel('Value')).toHaveValue('');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('Enter a value')).toBeVisible();
  await page.keyboard.press('Escape');

  await page.goto(`/${workspace}/workflows`);
  const editor = await newWorkflow(page, 'Greets');
  await editor.drag('trigger.manual', 160, 100);
  await editor.drag('core.return', 480, 100);
  await editor.connect('manualStart', 'out', 'return');
  const value = editor.field('value');
  await editor.write(value, '{{ vars.');
  await page.keyboard.press('Control+Space');
  const options = page.locator('.cm-tooltip-autocomplete li');
  await expect(options).toContainText(['.greeting', '.limits']);
  await expect(options.filter({ hasText: 'token' })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await editor.write(value, '{{ vars.token }}');
  await expect(page.getByText('the variable "token" is secret').first()).toBeVisible();
  await editor.write(value, '{{ vars.greeting + vars.limits.most }}');
  await editor.saved();
  await expect(page.getByText('is secret')).toHaveCount(0);

  await page.goto(`/${workspace}/settings?section=variables`);
  await page.getByRole('button', { name: 'Delete limits' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('“limits” was deleted')).toBeVisible();
  await expect(table.getByRole('row', { name: /^limits/ })).toHaveCount(0);

  for (const text of await Promise.all(received)) expect(text).not.toContain(SECRET);
});
