import { expect, test, type Locator, type Page } from '@playwright/test';
import { newWorkflow, signUpInBrowser } from './editor-page.ts';
import { legacyClient, modernClient, oldClient } from './mcp/clients.ts';

const deployButton = (within: Page | Locator): Locator => within.getByRole('button', { name: 'Deploy', exact: true });

test.slow();

test('a prompt that a person has drawn gives its messages to every client', async ({ page }) => {
  await signUpInBrowser(page);
  const editor = await newWorkflow(page, 'Reviewer');
  await editor.drag('trigger.prompt', 140, 120);
  await editor.drag('core.return', 460, 120);
  await editor.connect('prompt', 'out', 'return');
  await editor.select('prompt');
  await editor.field('name').getByRole('textbox').fill('review');
  await editor.field('arguments').getByRole('button', { name: 'Add an entry' }).click();
  await editor.field('arguments').getByLabel('Name').fill('language');
  await editor.select('return');
  await editor.inspector.getByRole('button', { name: /more setting/ }).click();
  const content = editor.field('content');
  await content.getByRole('button', { name: 'Add an entry' }).click();
  await expect(content.getByText('Or bytes, as base64')).toHaveCount(0);
  await editor.write(content, 'Answer in {{ input.language }}.');
  await editor.saved();
  await expect(editor.card('prompt')).not.toHaveAttribute('data-look', 'problem');
  const dialog = await editor.deploy();
  const url =
    (await dialog
      .locator('code', { hasText: /^http.*\/mcp\// })
      .first()
      .textContent()) ?? '';
  const key = (await dialog.locator('code', { hasText: /^tw_/ }).first().textContent()) ?? '';
  for (const connect of [modernClient, legacyClient, oldClient]) {
    await using client = await connect(url, key);
    expect(await client.prompt('review', { language: 'Korean' })).toEqual([
      { role: 'user', content: { type: 'text', text: 'Answer in Korean.' } },
    ]);
  }
});

test('a deploy that breaks calls of today is confirmed, and remembered', async ({ page }) => {
  await signUpInBrowser(page);
  const editor = await newWorkflow(page, 'Hello', 'Say hello');
  await editor.deploy();
  await page.keyboard.press('Escape');
  await page
    .locator('.tw-card')
    .first()
    .click({ position: { x: 110, y: 20 } });
  await editor.field('name').getByRole('textbox').fill('greet_someone');
  await editor.saved();
  await deployButton(page).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('Calls that work with version 1 may fail.')).toBeVisible();
  await expect(dialog.getByText('The tool is gone')).toBeVisible();
  await expect(deployButton(dialog)).toBeDisabled();
  await dialog.getByRole('checkbox').click();
  await deployButton(dialog).click();
  await expect(dialog.getByText('Version 2 is live')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Versions' }).click();
  await expect(page.getByText('Breaking', { exact: true })).toHaveCount(1);
});

test('what a tool may do is said by its nodes, unless its builder says otherwise', async ({ page }) => {
  await signUpInBrowser(page);
  const editor = await newWorkflow(page, 'Hints', 'Say hello');
  await page
    .locator('.tw-card')
    .first()
    .click({ position: { x: 110, y: 20 } });
  await editor.inspector.getByRole('button', { name: /more setting/ }).click();
  const hint = editor.field('annotations').getByLabel('It reaches outside');
  await expect(hint).toContainText('By its nodes');
  await hint.click();
  await page.getByRole('option', { name: 'Yes' }).click();
  await expect(hint).toContainText('Yes');
  await editor.saved();
  await page.reload();
  await page
    .locator('.tw-card')
    .first()
    .click({ position: { x: 110, y: 20 } });
  await expect(editor.field('annotations').getByLabel('It reaches outside')).toContainText('Yes');
});
