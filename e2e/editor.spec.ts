import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { EditorPage, newWorkflow, signUpInBrowser } from './editor-page.ts';

test.beforeEach(async ({ page }) => {
  await signUpInBrowser(page);
});

test('draws by drag and drop, saves itself, undoes and redoes', async ({ page }) => {
  const editor = await newWorkflow(page, 'Drawn');
  await expect(page.getByText('Start with a trigger')).toBeVisible();
  await editor.drag('trigger.manual', 160, 160);
  await editor.drag('data.set', 480, 160);
  await editor.connect('manualStart', 'out', 'set');
  await editor.saved();

  await page.reload();
  await expect(editor.cards).toHaveCount(2);
  await expect(editor.wires).toHaveCount(1);

  await editor.select('set');
  await page.keyboard.press('Delete');
  await expect(editor.cards).toHaveCount(1);
  await expect(editor.wires).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(editor.cards).toHaveCount(2);
  await expect(editor.wires).toHaveCount(1);
  await page.keyboard.press('Control+y');
  await expect(editor.cards).toHaveCount(1);
  await editor.saved();
  await page.reload();
  await expect(editor.cards).toHaveCount(1);
});

test('a dropped wire asks for the next node; a wire takes a node into its middle; circles are refused', async ({
  page,
}) => {
  const editor = await newWorkflow(page, 'Wires');
  await editor.drag('trigger.manual', 140, 200);
  const from = (await editor.port('manualStart', 'out').boundingBox())!;
  await page.mouse.move(from.x + 5, from.y + 5);
  await page.mouse.down();
  await page.mouse.move(from.x + 220, from.y + 60, { steps: 6 });
  await page.mouse.up();
  await page.getByPlaceholder('Search nodes').last().fill('set');
  await page.keyboard.press('Enter');
  await expect(editor.cards).toHaveCount(2);
  await expect(editor.wires).toHaveCount(1);

  await editor.wires.first().dispatchEvent('click');
  await editor.inspector.getByRole('button', { name: 'Insert a step' }).click();
  await page.getByPlaceholder('Search nodes').last().fill('code');
  await page.keyboard.press('Enter');
  await expect(editor.cards).toHaveCount(3);
  await expect(editor.wires).toHaveCount(2);

  await editor.select('set');
  await editor.inspector.getByRole('button', { name: 'Connect to' }).first().click();
  await expect(page.getByRole('menuitem')).toHaveCount(0);
});

test('the whole way by keyboard: add, name, connect, try', async ({ page }) => {
  const editor = await newWorkflow(page, 'Keys only');
  await page.locator('body').press('/');
  await page.keyboard.type('manual');
  await page.keyboard.press('Enter');
  await expect(editor.cards).toHaveCount(1);
  await page.keyboard.press('Control+A');
  await page.keyboard.type('return');
  await page.keyboard.press('Enter');
  await expect(editor.wires).toHaveCount(1);

  await editor.inspector.getByLabel('Name', { exact: true }).focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('Answer');
  await expect(editor.card('return')).toContainText('Answer');
  await editor.inspector.locator('[data-field="value"] .cm-content').focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('{{ input.n * 2 }}');
  await editor.saved();

  await page.keyboard.press('Control+Enter');
  const form = page.locator('form[data-try-form]');
  await expect(form).toBeVisible();
  await expect(page.locator('[data-run-status=error]')).toBeVisible();
  await form.locator('.cm-content').focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText('{ "n": 21 }');
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('[data-run-status=success]')).toContainText('42');
  await expect(editor.card('return')).toHaveAttribute('data-look', 'done');
  await expect(editor.field('value').locator('[data-preview]')).toContainText('42');
});

test('completes names, renames keys with their expressions, shows problems where they are', async ({ page }) => {
  const editor = await newWorkflow(page, 'Expressions');
  await editor.drag('trigger.manual', 140, 120);
  await editor.drag('data.set', 460, 120);
  await editor.write(editor.field('value'), '{ "answer": 42 }');
  await editor.drag('core.return', 460, 320);
  await editor.connect('manualStart', 'out', 'set');
  await editor.connect('set', 'out', 'return');
  await editor.select('return');
  const value = editor.field('value').locator('.cm-content');
  await value.click();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('{{ steps.');
  await expect(page.locator('.cm-tooltip-autocomplete')).toContainText('.set');
  await page.keyboard.type('se');
  await expect(page.locator('.cm-tooltip-autocomplete [aria-selected]')).toContainText('.set');
  // The list takes no keys for a moment after it opened, so that nobody accepts what they have not seen.
  await page.waitForTimeout(200);
  await page.keyboard.press('Enter');
  await expect(value).toContainText('steps.set');

  await editor.select('set');
  await editor.inspector.getByRole('button', { name: 'Key and notes' }).click();
  await editor.inspector.getByLabel('Key', { exact: true }).fill('numbers');
  await page.keyboard.press('Enter');
  await editor.select('return');
  await expect(value).toContainText('steps.numbers');

  await editor.write(editor.field('value'), '{{ steps.nothing }}');
  await expect(editor.card('return')).toHaveAttribute('data-look', 'problem');
  await page.getByRole('button', { name: 'Deploy', exact: true }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /nothing/ })
    .click();
  await expect(editor.field('value').getByRole('alert')).toContainText('nothing');
});

test('copies and pastes across workflows, duplicates, disables', async ({ page }) => {
  const editor = await newWorkflow(page, 'Copies');
  await editor.drag('trigger.manual', 140, 120);
  await editor.drag('data.set', 460, 120);
  await editor.connect('manualStart', 'out', 'set');
  await editor.canvas.click({ position: { x: 300, y: 500 } });
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+c');
  await page.keyboard.press('Control+v');
  await expect(editor.cards).toHaveCount(4);
  await expect(editor.wires).toHaveCount(2);
  await expect(editor.card('set2')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(editor.cards).toHaveCount(2);
  await editor.select('set');
  await page.keyboard.press('Control+d');
  await expect(editor.cards).toHaveCount(3);
  await editor.inspector.getByRole('switch', { name: 'Enabled' }).click();
  await expect(editor.card('set2')).toHaveAttribute('data-disabled', 'true');
  await editor.saved();
});

test('a second tab: notice, and a conflict that shows both sides', async ({ page, context }) => {
  const editor = await newWorkflow(page, 'Two tabs');
  await editor.drag('trigger.manual', 140, 120);
  await editor.saved();
  const other = new EditorPage(await context.newPage());
  await other.page.goto(page.url());
  await expect(other.cards).toHaveCount(1);

  await other.drag('data.set', 460, 120);
  await other.saved();
  await expect(page.getByText('was saved in another tab')).toBeVisible();

  await editor.drag('core.return', 460, 320);
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('changed elsewhere');
  await expect(dialog).toContainText('Return');
  await expect(dialog).toContainText('Set');
  await dialog.getByRole('button', { name: 'Keep mine' }).click();
  await editor.saved();
  await other.page.reload();
  await expect(other.card('return')).toBeVisible();
  await expect(other.card('set')).toHaveCount(0);

  await editor.drag('data.set', 460, 460);
  await editor.saved();
  await other.drag('core.fail', 200, 460);
  await other.page.getByRole('dialog').getByRole('button', { name: 'Reload theirs' }).click();
  await expect(other.card('set')).toBeVisible();
  await expect(other.card('fail')).toHaveCount(0);
});

test('tries one node, deploys, keeps versions and restores one', async ({ page }) => {
  const editor = await newWorkflow(page, 'Versions');
  await editor.drag('trigger.tool', 140, 120);
  await editor.field('name').locator('input').fill('answer');
  await editor.field('description').locator('textarea').fill('Answers');
  await editor.drag('data.set', 460, 120);
  await editor.write(editor.field('value'), '{ "answer": "{{ 6 * 7 }}" }');
  await editor.connect('tool', 'out', 'set');
  await editor.inspector
    .getByRole('button', { name: 'Try this node' })
    .or(page.getByRole('button', { name: 'Try this node' }))
    .first()
    .click();
  await expect(page.getByRole('region', { name: 'Try and problems' })).toContainText('42');

  const panel = await editor.deploy('One');
  await expect(panel.locator('code', { hasText: /^tw_/ }).first()).toBeVisible();
  await expect(panel.getByRole('tab', { name: 'Claude Code' })).toBeVisible();
  await page.keyboard.press('Escape');
  await editor.select('set');
  await editor.write(editor.field('value'), '{ "answer": 43 }');
  await editor.saved();
  await page.getByRole('button', { name: 'Versions' }).click();
  await page.getByRole('button', { name: 'Compare version 1 with the draft' }).click();
  await expect(page.getByRole('dialog').last()).toContainText('config.value');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Versions' }).click();
  await page.getByRole('button', { name: 'Make version 1 the draft' }).click();
  await editor.select('set');
  await expect(editor.field('value').locator('.cm-content')).toContainText('6 * 7');
});

test('a template’s sample fills the form; wrong input is told at its field; the drawer cuts nothing off', async ({
  page,
}) => {
  const editor = await newWorkflow(page, 'Refunds', 'Branch on the input');
  await page.getByRole('button', { name: 'Try', exact: true }).click();
  const form = page.locator('form[data-try-form]');
  const amount = form.getByLabel('amount');
  await expect(amount).toHaveValue('40');
  const drawer = page.getByRole('region', { name: 'Try and problems' });
  const nothingIsCutOff = async (): Promise<void> => {
    const edge = (await drawer.boundingBox())!.y;
    for (const card of await editor.cards.all()) {
      const box = (await card.boundingBox())!;
      expect(box.y + box.height).toBeLessThan(edge);
    }
  };
  await expect(nothingIsCutOff).toPass();

  await amount.fill('0');
  await form.getByRole('button', { name: 'Run' }).click();
  await expect(form.getByText('amount: must be greater than 0')).toBeVisible();
  await expect(amount).toBeFocused();
  await expect(amount).toHaveAttribute('aria-invalid', 'true');
  await expect(drawer.getByText('Trace id')).toHaveCount(0);
  await amount.fill('410');
  await expect(amount).not.toHaveAttribute('aria-invalid');
  await form.getByRole('button', { name: 'Run' }).click();
  await expect(page.locator('[data-run-status=success]')).toBeVisible();
  // Cards that show how their step went are taller.
  await expect(nothingIsCutOff).toPass();
  await page.reload();
  await page.getByRole('button', { name: 'Try', exact: true }).click();
  await expect(amount).toHaveValue('410');
});

test('shows each node’s state live while a try runs', async ({ page }) => {
  const slow = createServer((_, response) => {
    setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}'), 3_000);
  });
  await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
  try {
    const editor = await newWorkflow(page, 'Live');
    await editor.drag('trigger.manual', 140, 100);
    await editor.drag('http.request', 460, 100);
    await editor.write(editor.field('url'), `http://127.0.0.1:${(slow.address() as AddressInfo).port}/`);
    await editor.connect('manualStart', 'out', 'httpRequest');
    await editor.saved();
    await page.keyboard.press('Control+Enter');
    await expect(editor.card('manualStart')).toHaveAttribute('data-look', 'done', { timeout: 2_800 });
    await expect(editor.card('httpRequest')).toHaveAttribute('data-look', 'running', { timeout: 2_800 });
    await expect(editor.card('httpRequest')).toHaveAttribute('data-look', 'done');
    await expect(page.locator('[data-run-status=success]')).toContainText('ok');
  } finally {
    await new Promise((resolve) => slow.close(resolve));
  }
});

test('has no accessibility fault that axe can find', async ({ page }) => {
  const editor = await newWorkflow(page, 'Accessible');
  await editor.drag('trigger.tool', 140, 100);
  await editor.drag('logic.switch', 460, 100);
  await editor.connect('tool', 'out', 'switch');
  await page.getByRole('button', { name: 'Try', exact: true }).click();
  await expect(editor.inspector.locator('.cm-content').first()).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa']).analyze();
  expect(
    violations.map(
      (violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).join(', ')}`,
    ),
  ).toEqual([]);
});
