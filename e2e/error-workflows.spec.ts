import { expect, test } from '@playwright/test';
import { signUpInBrowser } from './editor-page.ts';
import { expectAccessible } from './person.ts';
import { call, chain, created, deployed } from './rest.ts';

const orders = (limit: number, settings = {}) =>
  chain(
    {
      start: { type: 'trigger.manual' },
      sum: { type: 'data.set', name: 'Add up', config: { value: { total: `{{ input.n * ${limit} }}`, fine: true } } },
      stop: { type: 'core.fail', name: 'Give up', config: { message: 'Too much: {{ steps.sum.total }}' } },
    },
    settings,
  );

test('an error workflow is chosen, runs when the other fails, and both runs lead to each other', async ({ page }) => {
  await signUpInBrowser(page);
  const slug = new URL(page.url()).pathname.split('/')[1]!;
  const watcher = await created(
    page,
    'On-call',
    chain({ failed: { type: 'trigger.error' }, end: { type: 'core.return', config: { value: '{{ input.error }}' } } }),
  );
  await deployed(page, watcher.id);
  const { id } = await created(page, 'Orders', orders(2));

  await page.goto(`/${slug}/workflows/${id}`);
  await page.getByRole('combobox', { name: 'Error workflow' }).click();
  await page.getByRole('option', { name: 'On-call', exact: true }).click();
  await expect(page.locator('[data-save-state]')).toHaveAttribute('data-save-state', 'saved');
  await expect
    .poll(async () => {
      const { definition } = await call<{ definition: { settings: object } }>(page, 'GET', `/workflows/${id}`);
      return definition.settings;
    })
    .toMatchObject({ errorWorkflowId: watcher.id });
  await deployed(page, id);
  const failed = await call<{ id: string }>(page, 'POST', `/workflows/${id}/execute`, { input: { n: 4 } });
  await expect
    .poll(async () => (await call<{ items: { trigger: string }[] }>(page, 'GET', '/executions?trigger=error')).items)
    .toMatchObject([{ trigger: 'error', status: 'success' }]);

  await page.goto(`/${slug}/executions/${failed.id}`);
  await expect(page.getByText('This failure started On-call.')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'On-call' }).click();
  await expect(page.getByText('Started because another run failed.')).toBeVisible();
  await expect(page.locator('main')).toContainText('Too much: 8');
  await page.getByRole('link', { name: 'another run' }).click();
  await page.waitForURL(new RegExp(`/executions/${failed.id}$`));
});

test('a past run is replayed with the draft: first difference and every step', async ({ page }) => {
  await signUpInBrowser(page);
  const slug = new URL(page.url()).pathname.split('/')[1]!;
  const { id, revision } = await created(page, 'Orders', orders(2));
  await deployed(page, id);
  const run = await call<{ id: string }>(page, 'POST', `/workflows/${id}/execute`, { input: { n: 4 } });
  await call(page, 'PUT', `/workflows/${id}`, { definition: orders(5) }, { 'if-match': `"${revision}"` });

  await page.goto(`/${slug}/executions/${run.id}`);
  await page.getByRole('link', { name: 'Replay', exact: true }).click();
  await expect(page.getByText('It would have done the same.')).toBeVisible();
  await page.getByRole('combobox', { name: 'Compute with' }).click();
  await page.getByRole('option', { name: 'Draft' }).click();
  await expect(page.getByText('2 steps would be different.')).toBeVisible();
  const first = page.locator('section').filter({ hasText: 'First difference' });
  await expect(first).toContainText('Add up');
  await expect(first).toContainText('value.total');
  await expect(first).toContainText('8');
  await expect(first).toContainText('20');
  await expect(page.getByText('Too much: 20')).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'Add up' })).toContainText('Different');
  await expect(page.getByRole('listitem').filter({ hasText: 'start' })).toContainText('Same');
  await expectAccessible(page);
  const { items } = await call<{ items: unknown[] }>(page, 'GET', '/executions');
  expect(items).toHaveLength(1);
});
