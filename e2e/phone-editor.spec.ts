import { expect, test } from '@playwright/test';
import { EditorPage, signUpInBrowser } from './editor-page.ts';
import { expectAccessible } from './person.ts';
import { call, chain, created } from './rest.ts';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

test('on a phone the settings of the workflow and of a node are reached, changed and left again', async ({ page }) => {
  const { slug } = await signUpInBrowser(page);
  const { id } = await created(page, 'Small', chain({ start: { type: 'trigger.manual' } }));
  await page.goto(`/${slug}/workflows/${id}`);
  const editor = new EditorPage(page);
  await expect(editor.card('start')).toBeVisible();
  await page.getByRole('button', { name: 'Settings' }).tap();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('Time limit of a run (ms)').fill('45000');
  await sheet.getByLabel('Time limit of a run (ms)').blur();
  await expectAccessible(page);
  await sheet.getByRole('button', { name: 'Close' }).tap();
  await expect(sheet).toHaveCount(0);
  await editor.saved();
  await expect
    .poll(async () => {
      const { definition } = await call<{ definition: { settings: object } }>(page, 'GET', `/workflows/${id}`);
      return definition.settings;
    })
    .toMatchObject({ timeoutMs: 45_000 });

  await editor.card('start').tap();
  await page.getByRole('button', { name: 'Edit', exact: true }).tap();
  await expect(sheet.getByRole('button', { name: 'Key and notes' })).toBeVisible();
  await sheet.getByRole('button', { name: 'Close' }).tap();
  await expect(page.getByRole('button', { name: 'Edit', exact: true })).toBeVisible();
});
