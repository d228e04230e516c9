import { expect, test } from '@playwright/test';
import { newWorkflow, signUpInBrowser } from './editor-page.ts';
import { chain, created, started } from './rest.ts';

test.beforeEach(async ({ page }) => {
  await signUpInBrowser(page);
});

test('a question is answered in the inbox, its run goes on, and a second answer meets calm', async ({
  page,
  context,
}) => {
  const editor = await newWorkflow(page, 'Refund');
  await editor.drag('trigger.manual', 80, 120);
  await editor.drag('human.approval', 400, 120);
  await editor.connect('manualStart', 'out', 'approval');
  await editor.select('approval');
  await editor.write(editor.field('message'), 'Refund 40 euros to Kim?');
  await editor.saved();
  const [workspace, , workflowId] = new URL(page.url()).pathname.slice(1).split('/');
  const started = await page.evaluate(
    async ({ workspace, workflowId }) => {
      const answer = await fetch(`/api/v1/workflows/${workflowId}/execute`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-workspace': workspace ?? '' },
        body: JSON.stringify({ mode: 'async', version: 'draft', input: {} }),
      });
      return answer.status;
    },
    { workspace, workflowId },
  );
  expect(started).toBe(202);

  await page.goto(`/${workspace}/approvals`);
  const card = page.getByRole('article').filter({ hasText: 'Refund 40 euros to Kim?' });
  await expect(card).toBeVisible();
  await expect(page.getByRole('navigation').getByLabel('1 question waits')).toBeVisible();

  // Somebody whose page has not heard of the answer yet.
  const second = await context.newPage();
  await second.route('**/api/v1/events*', (route) => route.abort());
  await second.goto(`/${workspace}/approvals`);
  await second.getByRole('article').getByRole('button', { name: 'Reject' }).click();
  await second.route('**/api/v1/approvals?*', (route) => route.abort());

  await card.getByRole('button', { name: 'Approve' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Approve' }).click();
  await expect(page.getByText('Approved; the run goes on')).toBeVisible();
  await expect(page.getByText('Nothing waits for an answer')).toBeVisible();

  await second.getByRole('alertdialog').getByRole('button', { name: 'Reject' }).click();
  await expect(second.getByText('This was answered already.')).toBeVisible();

  await page.getByRole('radio', { name: 'Answered' }).click();
  await expect(page.getByText('Answered by Hana Builder')).toBeVisible();
  await page.getByRole('link', { name: 'Refund' }).click();
  await expect(page.getByText('Success').first()).toBeVisible();

  await page.getByRole('button', { name: 'Retry' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox').click();
  await page.getByRole('option', { name: 'Approval' }).click();
  await dialog.getByRole('button', { name: 'Retry' }).click();
  await expect(page.getByText('A new run has started')).toBeVisible();
  // The run shows its question where it waits.
  await expect(page.getByRole('article').getByText('Refund 40 euros to Kim?')).toBeVisible();
  await page.getByRole('button', { name: 'Cancel run' }).click();
  await expect(page.getByText('Canceled').first()).toBeVisible();
});

test('what a run asks for is filled in, sent or declined in the inbox', async ({ page }) => {
  const { slug } = await signUpInBrowser(page);
  const schema = {
    type: 'object',
    properties: { city: { type: 'string', title: 'City' }, express: { type: 'boolean', title: 'Express' } },
    required: ['city'],
  };
  const { id } = await created(
    page,
    'Ship',
    chain({
      start: { type: 'trigger.manual' },
      ask: { type: 'human.input', config: { message: 'Where should the parcel go?', schema } },
      end: { type: 'core.return', config: { value: 'To {{ steps.ask.data.city }}' } },
    }),
  );
  const run = await started(page, id, { mode: 'async' });
  await page.goto(`/${slug}/approvals`);
  const card = page.getByRole('article').filter({ hasText: 'Where should the parcel go?' });
  await expect(card.getByText('Fails by itself')).toBeVisible();
  await card.getByLabel('City').fill('Busan');
  await card.getByRole('button', { name: 'Send answer' }).click();
  await expect(page.getByText('Sent; the run goes on')).toBeVisible();
  await page.getByRole('radio', { name: 'Answered' }).click();
  await expect(card).toContainText('Busan');
  await page.goto(`/${slug}/executions/${run}`);
  await expect(page.getByRole('tabpanel')).toContainText('To Busan');

  const other = await started(page, id, { mode: 'async' });
  await page.goto(`/${slug}/executions/${other}`);
  const question = page.getByRole('article').filter({ hasText: 'Where should the parcel go?' });
  await question.getByRole('button', { name: 'Decline' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Decline' }).click();
  await expect(page.getByText('Declined; the run goes on')).toBeVisible();
});
