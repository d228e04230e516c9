import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { type EditorPage, newWorkflow, signUpInBrowser } from './editor-page.ts';

test.beforeEach(async ({ page }) => {
  await signUpInBrowser(page);
});

/** A manual start and a loop behind it, both on the canvas. */
async function withLoop(page: Page): Promise<EditorPage> {
  const editor = await newWorkflow(page, 'Loops');
  await editor.drag('trigger.manual', 80, 120);
  await editor.drag('logic.forEach', 420, 120);
  await editor.connect('manualStart', 'out', 'forEach');
  return editor;
}

async function boxOf(editor: EditorPage, key: string) {
  const box = await editor.card(key).boundingBox();
  if (!box) throw new Error(`${key} is not on the canvas`);
  return box;
}

async function isInside(editor: EditorPage, key: string, loop: string): Promise<boolean> {
  const [inner, outer] = [await boxOf(editor, key), await boxOf(editor, loop)];
  return (
    inner.x > outer.x &&
    inner.y > outer.y &&
    inner.x + inner.width < outer.x + outer.width &&
    inner.y + inner.height < outer.y + outer.height
  );
}

/** Drags a card by its head to a place on the page. */
async function dragCard(editor: EditorPage, key: string, x: number, y: number): Promise<void> {
  const box = await boxOf(editor, key);
  const { mouse } = editor.page;
  await mouse.move(box.x + 120, box.y + 24);
  await mouse.down();
  await mouse.move(box.x + 130, box.y + 34, { steps: 3 });
  await mouse.move(x, y, { steps: 8 });
  await mouse.up();
}

test('a loop takes a body, moves with it, runs it for each element, and shows it', async ({ page }) => {
  const editor = await withLoop(page);
  await editor.card('forEach').getByRole('button', { name: 'Add a step inside' }).click();
  await page.getByRole('option', { name: 'Set', exact: true }).click();
  await expect(editor.card('set')).toBeVisible();
  await expect.poll(() => isInside(editor, 'set', 'forEach')).toBe(true);
  await editor.write(editor.field('value'), '{ "twice": "{{ item * 2 }}" }');

  await editor.select('forEach');
  await editor.write(editor.field('items'), '{{ [1, 2, 3] }}');
  await editor.saved();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Try', exact: true }).click();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(editor.card('forEach')).toHaveAttribute('data-look', 'done');
  await expect(editor.card('set')).toHaveAttribute('data-look', 'done');
  await expect(page.locator('main')).toContainText('twice: 6');

  // What was tried is offered where the item is named.
  await editor.select('set');
  const content = editor.field('value').locator('.cm-content');
  await content.click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText('"{{ i');
  await page.keyboard.press('Control+Space');
  await expect(page.getByRole('option', { name: /^item/ })).toBeVisible();
  await expect(page.getByRole('option', { name: /^index/ })).toBeVisible();
});

test('nodes are dragged in and out, the body goes with its loop, and undo brings all back', async ({ page }) => {
  const editor = await withLoop(page);
  await editor.drag('data.set', 420, 520);
  const loop = await boxOf(editor, 'forEach');
  await dragCard(editor, 'set', loop.x + 170, loop.y + 120);
  await expect.poll(() => isInside(editor, 'set', 'forEach')).toBe(true);
  await editor.saved();
  await page.reload();
  await expect(editor.card('set')).toBeVisible();
  await expect.poll(() => isInside(editor, 'set', 'forEach')).toBe(true);

  const before = await boxOf(editor, 'set');
  const head = await boxOf(editor, 'forEach');
  await dragCard(editor, 'forEach', head.x + 120 + 60, head.y + 24 + 60);
  await expect.poll(async () => Math.round((await boxOf(editor, 'set')).y - before.y)).toBeGreaterThan(30);
  await expect.poll(() => isInside(editor, 'set', 'forEach')).toBe(true);

  const grown = await boxOf(editor, 'forEach');
  await dragCard(editor, 'set', grown.x + 200, grown.y + grown.height + 120);
  await expect.poll(() => isInside(editor, 'set', 'forEach')).toBe(false);
  await page.keyboard.press('Control+z');
  await expect.poll(() => isInside(editor, 'set', 'forEach')).toBe(true);

  // A trigger does not go in, and says why.
  const target = await boxOf(editor, 'forEach');
  await dragCard(editor, 'manualStart', target.x + 170, target.y + 160);
  await expect(page.getByText('A trigger cannot be inside a loop.')).toBeVisible();
  expect(await isInside(editor, 'manualStart', 'forEach')).toBe(false);
});

test('without a pointer: a step is put into a loop, nested, copied and deleted with its body', async ({ page }) => {
  const editor = await withLoop(page);
  await editor.select('forEach');
  await editor.inspector.getByRole('button', { name: 'Add a step inside' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('For each');
  await page.keyboard.press('Enter');
  await expect(editor.card('forEach2')).toBeVisible();
  await editor.inspector.getByRole('button', { name: 'Add a step inside' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('Set');
  await page.keyboard.press('Enter');
  await expect(editor.card('set')).toBeVisible();
  await expect.poll(() => isInside(editor, 'set', 'forEach2')).toBe(true);
  await expect.poll(() => isInside(editor, 'forEach2', 'forEach')).toBe(true);

  await editor.inspector.getByRole('combobox', { name: 'Inside of' }).click();
  await page.getByRole('option', { name: 'No loop' }).click();
  await expect.poll(() => isInside(editor, 'set', 'forEach')).toBe(false);
  await page.keyboard.press('Control+z');
  await expect.poll(() => isInside(editor, 'set', 'forEach2')).toBe(true);

  await page.keyboard.press('Escape');
  await editor.select('forEach');
  await page.keyboard.press('Control+d');
  await expect(editor.cards).toHaveCount(7);
  await page.keyboard.press('Delete');
  await expect(editor.cards).toHaveCount(4);
  await page.getByRole('button', { name: 'Tidy up' }).click();
  await expect.poll(() => isInside(editor, 'forEach2', 'forEach')).toBe(true);
  await expect.poll(() => isInside(editor, 'set', 'forEach2')).toBe(true);
  const found = await new AxeBuilder({ page }).include('.react-flow').analyze();
  expect(found.violations.map((violation) => violation.id)).toEqual([]);
});

test('a loop folds to a card with its wires, stays so, and opens for what is added inside', async ({ page }) => {
  const editor = await withLoop(page);
  await editor.drag('core.return', 420, 560);
  await editor.connect('forEach', 'out', 'return');
  await editor.card('forEach').getByRole('button', { name: 'Add a step inside' }).click();
  await page.getByRole('option', { name: 'Set', exact: true }).click();
  await expect(editor.card('set')).toBeVisible();
  const wide = await boxOf(editor, 'forEach');

  await editor.card('forEach').getByRole('button', { name: 'Collapse' }).click();
  await expect(editor.card('set')).toHaveCount(0);
  await expect(editor.card('forEach')).toContainText('1 step inside');
  await expect.poll(async () => (await boxOf(editor, 'forEach')).width).toBeLessThan(wide.width);
  await expect(editor.wires).toHaveCount(2);
  // The wire behind the loop begins at its border, wherever that is now.
  await expect.poll(() => gapBehind(editor, 'forEach')).toBeLessThan(8);
  const found = await new AxeBuilder({ page }).include('.react-flow').analyze();
  expect(found.violations.map((violation) => violation.id)).toEqual([]);
  await editor.saved();
  await page.reload();
  await expect(editor.card('forEach')).toContainText('1 step inside');
  await expect(editor.card('set')).toHaveCount(0);

  await editor.card('forEach').getByRole('button', { name: 'Expand' }).focus();
  await page.keyboard.press('Enter');
  await expect(editor.card('set')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(editor.card('set')).toHaveCount(0);
  await editor.card('forEach').click({ position: { x: 60, y: 20 } });
  await editor.inspector.getByRole('button', { name: 'Add a step inside' }).click();
  await page.getByRole('option', { name: 'Set', exact: true }).click();
  await expect(editor.card('set2')).toBeVisible();
  await expect.poll(() => isInside(editor, 'set2', 'forEach')).toBe(true);
  await page.keyboard.press('Control+z');
  await expect(editor.card('forEach')).toContainText('1 step inside');
});

/** Pixels between a card's right border and the nearest beginning of a wire. */
async function gapBehind(editor: EditorPage, key: string): Promise<number> {
  const card = await boxOf(editor, key);
  const starts = await editor.wires.locator('.react-flow__edge-path').evaluateAll((paths) =>
    paths.map((path) => {
      const { x, y } = (path as SVGPathElement).getPointAtLength(0);
      const { x: left, y: top } = new DOMPoint(x, y).matrixTransform((path as SVGPathElement).getScreenCTM()!);
      return { left, top };
    }),
  );
  const right = card.x + card.width;
  return Math.min(...starts.map(({ left, top }) => Math.hypot(left - right, Math.max(0, card.y - top))));
}
