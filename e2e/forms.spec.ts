import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Browser, type Locator, type Page } from '@playwright/test';
import { newWorkflow, signUpInBrowser, type EditorPage } from './editor-page.ts';

test.beforeEach(async ({ page }) => {
  await signUpInBrowser(page);
});

/** Adds a field to the form: name, kind, label. */
async function addField(editor: EditorPage, name: string, kind: string, label: string): Promise<Locator> {
  const rows = editor.field('inputSchema');
  await rows.getByRole('button', { name: 'Add a field' }).click();
  await rows.getByPlaceholder('Field name').last().fill(name);
  const row = rows.getByRole('group', { name, exact: true });
  await row.getByRole('combobox').click();
  await editor.page.getByRole('option', { name: kind, exact: true }).click();
  await row.getByLabel(`Label of ${name}`).fill(label);
  return row;
}

/** A browser of somebody who has nothing to do with the workspace, without scripts. */
async function stranger(browser: Browser): Promise<Page> {
  const context = await browser.newContext({
    locale: 'en-US',
    javaScriptEnabled: false,
    viewport: { width: 390, height: 844 },
  });
  return context.newPage();
}

test('a form is drawn, tried, deployed, and filled in by a stranger on a phone without scripts', async ({
  page,
  context,
  browser,
}, info) => {
  const editor = await newWorkflow(page, 'Feedback');
  const workspace = new URL(page.url()).pathname.split('/')[1];
  await editor.drag('trigger.form', 120, 160);
  await editor.field('title').getByRole('textbox').fill('How was your stay?');
  const path = editor.field('path').getByRole('textbox');
  await expect(path).toHaveValue(/^[0-9a-f-]{36}$/);
  await path.fill('stay');
  await addField(editor, 'email', 'E-mail', 'Your e-mail');
  const room = await addField(editor, 'room', 'One choice', 'Which room?');
  await room.getByLabel('Choices of room').fill('Garden\nStreet');
  const words = await addField(editor, 'words', 'Long text', 'In your words');
  await words.getByLabel('Required').uncheck();
  await editor.field('respond').getByRole('combobox').click();
  await page.getByRole('option', { name: 'When the run has finished' }).click();
  await expect(editor.inspector.locator('[data-hook-address]')).toHaveText(`/forms/${workspace}/stay`);
  await page.screenshot({ path: info.outputPath('editor.png') });

  await editor.inspector.getByRole('button', { name: 'Try the page' }).click();
  await expect(editor.inspector.getByText('Waiting for the page to be filled in')).toBeVisible();
  const opened = context.waitForEvent('page');
  await editor.inspector.getByRole('link', { name: 'Open the test page' }).click();
  const trial = await opened;
  await expect(trial.getByText('This is a test.')).toBeVisible();
  await trial.getByLabel('Your e-mail').fill('ada@example.com');
  await trial.getByLabel('Garden').check();
  await trial.getByRole('button', { name: 'Send' }).click();
  await expect(trial.getByText('The editor has your answers.')).toBeVisible();
  await trial.close();
  await expect(editor.inspector.getByText('The answers have come', { exact: true })).toBeVisible();
  await editor.inspector.getByRole('button', { name: 'Use as test input' }).click();
  await expect(page.locator('[data-try-form]').getByLabel('Your e-mail')).toHaveValue('ada@example.com');

  await editor.drag('core.return', 520, 160);
  await editor.connect('form', 'out', 'return');
  await editor.write(editor.field('value'), '"The {{ input.room }} room thanks {{ input.email }}"');
  await editor.saved();
  const dialog = await editor.deploy();
  const address = await dialog.getByRole('listitem').locator('code').innerText();
  expect(new URL(address).pathname).toBe(`/forms/${workspace}/stay`);
  await expect(dialog.getByRole('link', { name: 'Open the form' })).toHaveAttribute('href', address);
  await page.keyboard.press('Escape');
  await editor.select('form');
  await expect(editor.inspector.getByText('Live', { exact: true })).toBeVisible();

  const visitor = await stranger(browser);
  await visitor.goto(address);
  await expect(visitor).toHaveTitle('How was your stay?');
  await visitor.screenshot({ path: info.outputPath('phone.png'), fullPage: true });
  await visitor.getByLabel('Your e-mail').fill('ada');
  await visitor.getByLabel('In your words').fill('Quiet & <b>warm</b>');
  await visitor.getByRole('button', { name: 'Send' }).click();
  await expect(visitor.getByText('Please look at the marked fields.')).toBeVisible();
  await expect(visitor.getByText('Enter an e-mail address, such as name@example.com.')).toBeVisible();
  await expect(visitor.getByText('Please choose.')).toBeVisible();
  await expect(visitor.getByLabel('Your e-mail')).toBeFocused();
  await expect(visitor.getByLabel('In your words')).toHaveValue('Quiet & <b>warm</b>');
  await visitor.screenshot({ path: info.outputPath('phone-wrong.png'), fullPage: true });
  await visitor.getByLabel('Your e-mail').fill('ada@example.com');
  await visitor.getByLabel('Street').check();
  await visitor.getByRole('button', { name: 'Send' }).dblclick();
  await expect(visitor.getByText('The Street room thanks ada@example.com')).toBeVisible();
  await visitor.screenshot({ path: info.outputPath('phone-thanks.png'), fullPage: true });
  await visitor.reload();
  await expect(visitor.getByText('The Street room thanks ada@example.com')).toBeVisible();

  await page.goto(`/${workspace}/executions`);
  await page.getByRole('combobox', { name: 'Started by' }).click();
  await page.getByRole('option', { name: 'Form' }).click();
  const rows = page.getByRole('row').filter({ hasText: 'Feedback' });
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText('Form');
  await page.goto(`/${workspace}/servers`);
  await expect(page.getByText('How was your stay?')).toBeVisible();
  await page.screenshot({ path: info.outputPath('servers.png') });
});

test('a form for members asks who is not signed in to sign in, and knows who fills it in', async ({
  page,
  browser,
}, info) => {
  const editor = await newWorkflow(page, 'Access', 'Ask with a form');
  const workspace = new URL(page.url()).pathname.split('/')[1]!;
  await editor.select('feedback');
  await editor.field('access').getByRole('combobox').click();
  await page.getByRole('option', { name: 'Members of the workspace' }).click();
  await editor.select('thanks');
  await editor.write(editor.field('value'), '"Thank you, {{ input.submittedBy.name }}"');
  await editor.saved();
  const dialog = await editor.deploy();
  const address = await dialog.getByRole('listitem').locator('code').innerText();

  const visitor = await stranger(browser);
  await visitor.goto(address);
  expect(new URL(visitor.url()).pathname).toBe('/signin');
  expect(new URL(visitor.url()).searchParams.get('next')).toBe(`/${workspace}/forms/feedback`);

  await page.goto(address);
  expect(new URL(page.url()).origin).toBe(new URL(address).origin);
  await expect(page.getByText(/^You answer as Hana Builder \(hana-/)).toBeVisible();
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.screenshot({ path: info.outputPath(`desk-${scheme}.png`), fullPage: true });
  }
  await page.getByLabel('Your name').fill('Hana');
  await page.getByLabel('4', { exact: true }).check();
  await page.getByRole('button', { name: 'Send feedback' }).click();
  await expect(page.getByText('Thank you, Hana Builder')).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});
