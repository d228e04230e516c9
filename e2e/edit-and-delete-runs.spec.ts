import { expect, test, type Page } from '@playwright/test';
import { signUpInBrowser } from './editor-page.ts';
import { expectAccessible } from './person.ts';
import { call, chain, created, started } from './rest.ts';

const listed = async (page: Page): Promise<string[]> => {
  const { items } = await call<{ items: { id: string }[] }>(page, 'GET', '/executions');
  return items.map(({ id }) => id);
};

test('a step is run again with an input that was edited, and the new run says who edited it', async ({ page }) => {
  const { slug } = await signUpInBrowser(page);
  const { id } = await created(
    page,
    'Totals',
    chain({
      start: { type: 'trigger.manual' },
      rows: { type: 'data.set', name: 'Rows', config: { value: '{{ ["1", "two", "3"] }}' } },
      total: {
        type: 'data.aggregate',
        name: 'Total',
        config: { items: '{{ steps.rows }}', values: [{ name: 'sum', op: 'sum', path: '' }] },
      },
    }),
  );
  const run = await started(page, id);
  await page.goto(`/${slug}/executions/${run}`);
  await expect(page.getByRole('tabpanel')).toContainText('number');
  await page.getByRole('tab', { name: 'Input' }).click();
  await page.getByRole('button', { name: 'Edit and retry from here' }).click();
  const dialog = page.getByRole('dialog');
  const input = dialog.getByLabel('Input of this step');
  const before = await input.inputValue();
  await input.fill(before.replace('"sum"', '"max"'));
  await dialog.getByRole('button', { name: 'Retry' }).click();
  // The choice of what is computed is the workflow's.
  await expect(dialog.getByRole('alert')).toContainText('part of the workflow');
  await input.fill('[]');
  await expect(dialog.getByText('The input of a step is an object')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Retry' })).toBeDisabled();
  await input.fill(before.replace('"two"', '"2"'));
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Retry' }).click();
  await page.waitForURL((url) => /\/executions\/[0-9a-f-]{36}$/.test(url.pathname) && !url.pathname.endsWith(run));
  await expect(page.getByText('Success').first()).toBeVisible();
  await page.getByRole('button', { name: 'Total' }).click();
  await expect(page.getByRole('tabpanel')).toContainText('6');
  await expect(page.getByText('edited this input on')).toBeVisible();
  await page.getByRole('link', { name: 'another run' }).click();
  await page.waitForURL((url) => url.pathname.endsWith(run));
});

test('runs are deleted: one from its page, the old ones from the list', async ({ page }) => {
  const { slug } = await signUpInBrowser(page);
  const { id } = await created(
    page,
    'Short',
    chain({ start: { type: 'trigger.manual' }, end: { type: 'core.return', config: { value: 1 } } }),
  );
  const [first, second] = [await started(page, id), await started(page, id)];
  await page.goto(`/${slug}/executions/${first}`);
  await page.getByRole('button', { name: 'Delete this run' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('The run is deleted')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Short' })).toHaveCount(1);
  expect(await listed(page)).toEqual([second]);

  await page.getByRole('button', { name: 'Delete old runs' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('There is nothing to delete.')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Delete' })).toBeDisabled();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Cancel' }).click();

  await page.getByRole('button', { name: 'Delete the run of Short' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('Nothing has run yet')).toBeVisible();
  expect(await listed(page)).toEqual([]);
});
