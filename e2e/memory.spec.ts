import { expect, test } from '@playwright/test';
import { signUpInBrowser } from './editor-page.ts';
import { expectAccessible } from './person.ts';
import { call, chain, created, started } from './rest.ts';

test('what a run keeps is seen, looked for, changed and deleted', async ({ page }) => {
  const { slug } = await signUpInBrowser(page);
  await page.keyboard.press('g');
  await page.keyboard.press('m');
  await page.waitForURL(new RegExp(`/${slug}/memory$`));
  await expect(page.getByText('Nothing is remembered yet')).toBeVisible();
  await expectAccessible(page);

  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Set a value' }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('Enter a key')).toBeVisible();
  await dialog.getByLabel('Key').fill('orders/limit');
  await dialog.getByRole('radio', { name: 'JSON' }).click();
  await dialog.getByLabel('Value').fill('{"most": ');
  await expect(dialog.getByText('This is not JSON')).toBeVisible();
  await dialog.getByLabel('Value').fill('{"most": 3}');
  await dialog.getByLabel('Expires').click();
  await page.getByRole('option', { name: 'In a day' }).click();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Save' }).click();
  const table = page.getByRole('table', { name: 'Keys' });
  await expect(table.getByRole('row', { name: /^orders\/limit/ })).toContainText('{"most":3}');
  await page.getByRole('button', { name: 'Set a value' }).click();
  await dialog.getByLabel('Key').fill('orders/limit');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('There is a value under this key')).toBeVisible();
  await page.keyboard.press('Escape');

  // A run reads what a person wrote, and keeps something itself.
  const { id } = await created(
    page,
    'Keeper',
    chain({
      start: { type: 'trigger.manual' },
      read: { type: 'memory.get', config: { key: 'orders/limit' } },
      keep: { type: 'memory.set', config: { key: 'sessions/last', value: '{{ steps.read.value.most }}' } },
    }),
  );
  await started(page, id);
  await page.reload();
  await expect(table.getByRole('row', { name: /^sessions\/last/ })).toContainText('3');
  await page.keyboard.press('/');
  await page.keyboard.type('sess');
  await expect(table.getByRole('row', { name: /^orders/ })).toHaveCount(0);
  await expect(table.getByRole('row', { name: /^sessions/ })).toHaveCount(1);
  await page.keyboard.type('x');
  await expect(page.getByText('No key begins with this')).toBeVisible();
  await page.getByRole('button', { name: 'Show all keys' }).click();

  await table.getByRole('row', { name: /^orders/ }).focus();
  await page.keyboard.press('Enter');
  await dialog.getByLabel('Value').fill('[1, 2]');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(table.getByRole('row', { name: /^orders/ })).toContainText('[1,2]');
  await page.getByRole('button', { name: 'Delete sessions/last' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('“sessions/last” was deleted')).toBeVisible();
  await expect(table.getByRole('row', { name: /^sessions/ })).toHaveCount(0);
  const { items } = await call<{ items: { key: string; expiresAt: string | null }[] }>(page, 'GET', '/memory');
  expect(items).toMatchObject([{ key: 'orders/limit', expiresAt: expect.any(String) }]);
});
