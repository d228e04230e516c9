import { expect, test } from '@playwright/test';
import { newWorkflow, signUpInBrowser } from './editor-page.ts';

test.beforeEach(async ({ page }) => {
  await signUpInBrowser(page);
});

test('a webhook is heard before it is deployed, tried with what came, and live at the address that is shown', async ({
  page,
  request,
}) => {
  const editor = await newWorkflow(page, 'Hooked');
  const workspace = new URL(page.url()).pathname.split('/')[1];
  await editor.drag('trigger.webhook', 120, 160);
  const path = editor.field('path').getByRole('textbox');
  const drawn = await path.inputValue();
  expect(drawn).toMatch(/^[0-9a-f-]{36}$/);
  await editor.field('path').getByRole('button', { name: 'Draw another random value' }).click();
  await expect(path).not.toHaveValue(drawn);
  const kept = await path.inputValue();
  await expect(editor.inspector.locator('[data-hook-address]')).toHaveText(`/hooks/${workspace}/${kept}`, {
    useInnerText: true,
  });

  await editor.inspector.getByRole('button', { name: 'Listen for a test event' }).click();
  await expect(editor.inspector.getByText('Waiting for a call')).toBeVisible();
  await expect(editor.inspector.getByRole('timer')).toHaveText(/^[12]:\d\d left$/);
  const command = await editor.inspector.locator('pre').last().innerText();
  const url = /'(http[^']+)'/.exec(command)![1]!;
  const answer = await request.post(url, { data: { order: 17 } });
  expect(answer.ok()).toBe(true);
  await expect(editor.inspector.getByText('A call has come')).toBeVisible();
  await editor.inspector.getByRole('button', { name: 'Use as test input' }).click();
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeVisible();
  await expect(page.locator('[data-try-form] .cm-content')).toContainText('"order": 17');

  await editor.drag('core.return', 520, 160);
  await editor.connect('webhook', 'out', 'return');
  await editor.saved();
  const dialog = await editor.deploy();
  await expect(dialog.getByText('It has nothing for assistants')).toBeVisible();
  await expect(dialog.getByText('API key')).toHaveCount(0);
  const address = await dialog.getByRole('listitem').locator('code').innerText();
  expect(new URL(address).pathname).toBe(`/hooks/${workspace}/${kept}`);
  await page.keyboard.press('Escape');
  await editor.select('webhook');
  await expect(editor.inspector.getByText('Live', { exact: true })).toBeVisible();
});

test('a schedule shows its next times in its zone, takes a preset, and stands among the servers', async ({ page }) => {
  const editor = await newWorkflow(page, 'Nightly');
  const workspace = new URL(page.url()).pathname.split('/')[1];
  await editor.drag('trigger.schedule', 120, 160);
  const times = editor.inspector.locator('[data-next-times] li');
  await expect(times).toHaveCount(5);
  await editor.inspector.getByRole('button', { name: 'Every hour' }).click();
  await expect(editor.field('cron').getByRole('textbox')).toHaveValue('0 * * * *');
  await expect(times.first()).toHaveText(/:00/);
  await editor.field('timezone').getByRole('combobox').click();
  await page.keyboard.type('Seoul');
  await page.keyboard.press('Enter');
  await expect(editor.field('timezone').getByRole('combobox')).toHaveText('Asia/Seoul');
  await expect(editor.inspector.getByText('It runs next (Asia/Seoul):')).toBeVisible();
  await editor.field('cron').getByRole('textbox').fill('every now and then');
  await expect(times).toHaveCount(0);
  await editor.field('cron').getByRole('textbox').fill('0 3 * * *');
  await expect(times).toHaveCount(5);

  await editor.drag('core.return', 520, 160);
  await editor.connect('schedule', 'out', 'return');
  await editor.saved();
  const dialog = await editor.deploy();
  await expect(dialog.getByText('0 3 * * *')).toBeVisible();
  await expect(dialog.getByText('Next run')).toBeVisible();
  await page.goto(`/${workspace}/servers`);
  await expect(page.getByText('0 3 * * *')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Connect', exact: true })).toHaveCount(0);
});

test('rows of a list are added, filled and moved without a pointer', async ({ page }) => {
  const editor = await newWorkflow(page, 'Rows');
  await editor.drag('data.aggregate', 300, 160);
  const values = editor.field('values');
  await expect(values.getByRole('group')).toHaveCount(1);
  await values.getByRole('button', { name: 'Add an entry' }).focus();
  await page.keyboard.press('Enter');
  await expect(values.getByRole('group')).toHaveCount(2);
  await page.keyboard.type('total');
  await page.keyboard.press('Alt+ArrowUp');
  await expect(values.getByRole('group').first().getByRole('textbox').first()).toHaveValue('total');
  await expect(values.getByRole('group').first().getByRole('textbox').first()).toBeFocused();
  await values.getByRole('radio', { name: 'JSON' }).click();
  await expect(values.locator('.cm-content')).toContainText('"name": "total"');
});
