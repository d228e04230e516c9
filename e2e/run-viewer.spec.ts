import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { limits } from '../lib/contracts/limits.ts';
import { signUpInBrowser } from './editor-page.ts';
import { expectAccessible } from './person.ts';
import { call, chain, created, started } from './rest.ts';

let slug = '';
test.beforeEach(async ({ page }) => {
  ({ slug } = await signUpInBrowser(page));
});

const steps = (page: Page) => page.getByRole('navigation', { name: 'Steps in the order they ran' });
const openStep = (page: Page, key: string) => steps(page).getByRole('button', { name: key }).first().click();
/** What the page holds, in letters: a value that is drawn whole shows here, however fast the machine is. */
const lettersOf = (page: Page) => page.evaluate(() => document.body.textContent.length);

test('a value of 10 MiB is shown in parts and downloaded whole; a list of 50,000 opens as a tree', async ({ page }) => {
  // Quotes and the node's own text around it count too.
  const size = limits.valueBytes - 1024;
  const { id } = await created(
    page,
    'Large',
    chain({
      start: { type: 'trigger.manual' },
      text: { type: 'data.code', config: { code: `return 'lorem ipsum '.repeat(${size / 8}).slice(0, ${size})` } },
      rows: {
        type: 'data.code',
        config: { code: 'return Array.from({ length: 50000 }, (_, id) => ({ id, name: `row ${id}` }))' },
      },
      note: { type: 'data.code', config: { code: `return { text: 'x'.repeat(20000) }` } },
    }),
  );
  const run = await started(page, id);
  await page.goto(`/${slug}/executions/${run}`);
  await openStep(page, 'text');
  await expect(page.getByText('Large value, 10 MB')).toBeVisible();
  await expect(page.getByText('lorem ipsum lorem ipsum').first()).toBeVisible();
  expect(await lettersOf(page)).toBeLessThan(100_000);
  const before = await lettersOf(page);
  await page.getByRole('button', { name: 'Show more' }).click();
  await expect.poll(() => lettersOf(page)).toBeGreaterThan(before + 60_000);
  expect(await lettersOf(page)).toBeLessThan(300_000);
  await expectAccessible(page);
  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^value-[0-9a-f]{8}\.txt$/);
  const text = readFileSync(await download.path(), 'utf8');
  expect([text.length, text.slice(0, 12)]).toEqual([size, 'lorem ipsum ']);

  await openStep(page, 'rows');
  await expect(page.getByText('[{"id":0,"name":"row 0"}')).toBeVisible();
  await page.getByRole('button', { name: 'Show as a tree' }).click();
  await page.getByRole('button', { name: '0: {id, name}', exact: true }).click();
  await expect(page.getByText('"row 0"')).toBeVisible();
  await page.getByRole('button', { name: 'Show 49,900 more' }).click();
  await expect(page.getByRole('button', { name: '199: {id, name}' })).toBeVisible();
  await expect(page.getByRole('button', { name: '200: {id, name}' })).toHaveCount(0);

  await openStep(page, 'note');
  await page.getByRole('button', { name: 'Show 18,000 more of 18,000 letters' }).click();
  await expect(page.getByText('x'.repeat(20_000))).toBeVisible();
});

test('a run of 10,000 items: its failed items are found, and what went in and out of each is shown', async ({
  page,
}) => {
  const { id } = await created(
    page,
    'Many',
    chain({
      start: { type: 'trigger.manual' },
      each: {
        type: 'logic.forEach',
        config: { items: '{{ Array.from({ length: 10000 }, (_, n) => n) }}', concurrency: 1, onItemError: 'collect' },
      },
      check: {
        type: 'data.set',
        name: 'Check',
        config: { value: { number: '{{ item === 7777 ? item.nope() : item }}' } },
        parentId: 'each',
      },
    }),
  );
  const run = await started(page, id);
  await page.goto(`/${slug}/executions/${run}`);
  await page.getByRole('button', { name: '10,000 items, 1 failed' }).click();
  await expect(page.getByText('1–50 of 10,000')).toBeVisible();
  await page.getByRole('button', { name: 'Later items' }).click();
  await steps(page).getByRole('button', { name: 'Item 50', exact: false }).first().click();
  await steps(page).getByRole('button', { name: 'Check' }).click();
  await expect(page.getByText('number: 50')).toBeVisible();
  await page.getByRole('radio', { name: 'Failed (1)' }).click();
  await steps(page).getByRole('button', { name: 'Item 7777' }).click();
  await steps(page).getByRole('button', { name: 'Check' }).click();
  await expect(page.getByRole('tabpanel')).toContainText('nope');
  expect(await page.locator('main button').count()).toBeLessThan(200);
});

test('a step leads to the run that it called, and that run back', async ({ page }) => {
  const child = await created(
    page,
    'Callee',
    chain({ start: { type: 'trigger.manual' }, end: { type: 'core.return', config: { value: 'hello' } } }),
  );
  const parent = await created(
    page,
    'Caller',
    chain({
      start: { type: 'trigger.manual' },
      ask: { type: 'logic.workflow', name: 'Ask it', config: { workflowId: child.id, input: {} } },
      end: { type: 'core.return', config: { value: '{{ steps.ask }}' } },
    }),
  );
  const run = await started(page, parent.id);
  await page.goto(`/${slug}/executions/${run}`);
  await openStep(page, 'Ask it');
  await page.getByRole('link', { name: 'Open the called run' }).click();
  await expect(page.getByRole('heading', { name: 'Callee' })).toBeVisible();
  await page.getByRole('link', { name: 'Calling run' }).click();
  await page.waitForURL(new RegExp(`/executions/${run}$`));
  const { items } = await call<{ items: unknown[] }>(page, 'GET', `/executions?parentExecutionId=${run}`);
  expect(items).toHaveLength(1);
});
