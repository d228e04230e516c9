import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { signUpInBrowser } from './editor-page.ts';
import { expectAccessible, loggedLink } from './person.ts';
import { call, chain, created, started } from './rest.ts';

/** A server that holds every call until it is told to answer. */
const held: ServerResponse[] = [];
let closed = 0;
const outside = createServer((_, response) => {
  held.push(response);
  response.on('close', () => (closed += 1));
});
let address = '';
test.beforeAll(async () => {
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
});
test.beforeEach(() => {
  held.length = 0;
  closed = 0;
});
test.afterAll(() => {
  outside.closeAllConnections();
  outside.close();
});

const tokenOf = async (email: string, pageName: string): Promise<string> => {
  await expect.poll(() => loggedLink(email, pageName)).toBeDefined();
  return new URL(loggedLink(email, pageName)!).hash.slice(1);
};

/** Somebody with a browser of their own who has joined the workspace of `owner`. */
async function colleague(browser: Browser, owner: Page, slug: string): Promise<{ email: string; page: Page }> {
  const page = await (await browser.newContext({ locale: 'en-US' })).newPage();
  const { email } = await signUpInBrowser(page, 'Bo Second');
  await call(page, 'POST', '/auth/verify', { token: await tokenOf(email, 'verify') });
  await call(owner, 'POST', '/invitations', { email, role: 'editor' }, { 'x-workspace': slug });
  await call(page, 'POST', '/invitations/accept', { token: await tokenOf(email, 'invitation') });
  return { email, page };
}

test('a question that names a colleague is answered by them, with what it asks for, and nobody else', async ({
  page,
  browser,
}) => {
  const { slug } = await signUpInBrowser(page);
  const bo = await colleague(browser, page, slug);
  const schema = {
    type: 'object',
    properties: { amount: { type: 'number', title: 'Amount' } },
    required: ['amount'],
  };
  const { id } = await created(
    page,
    'Refund',
    chain({
      start: { type: 'trigger.manual' },
      ask: { type: 'human.approval', config: { message: 'Refund Kim?', schema, approvers: [bo.email] } },
      end: { type: 'core.return', config: { value: '{{ steps.ask.data.amount }}' } },
    }),
  );
  const run = await started(page, id, { mode: 'async' });
  await page.goto(`/${slug}/approvals`);
  const mine = page.getByRole('article').filter({ hasText: 'Refund Kim?' });
  await expect(mine).toBeVisible();
  await expect(mine.getByRole('button', { name: 'Approve' })).toHaveCount(0);

  await bo.page.goto(`/${slug}/approvals`);
  await expect(bo.page.getByRole('navigation').getByLabel('1 question waits')).toBeVisible();
  const card = bo.page.getByRole('article').filter({ hasText: 'Refund Kim?' });
  await card.getByLabel('Amount').fill('40');
  await card.getByRole('button', { name: 'Approve' }).click();
  await bo.page.getByRole('alertdialog').getByRole('button', { name: 'Approve' }).click();
  await expect(bo.page.getByText('Approved; the run goes on')).toBeVisible();

  // Whoever waits for the answer sees it come.
  await expect(page.getByText('Nothing waits for an answer')).toBeVisible();
  await page.getByRole('radio', { name: 'Answered' }).click();
  await expect(page.getByText('Answered by Bo Second')).toBeVisible();
  await page.goto(`/${slug}/executions/${run}`);
  await expect(page.getByText('Success').first()).toBeVisible();
  await expect(page.getByRole('tabpanel')).toContainText('40');
  await bo.page.context().close();
});

test('a failed run is retried with another input, and the new one says what it did', async ({ page }) => {
  const { slug } = await signUpInBrowser(page);
  const { id } = await created(
    page,
    'Divide',
    chain({
      start: { type: 'trigger.manual' },
      part: {
        type: 'data.code',
        name: 'Part',
        config: { code: "if (input.by === 0) throw new Error('by zero'); return 10 / input.by" },
      },
    }),
  );
  const run = await started(page, id, { input: { by: 0 } });
  await page.goto(`/${slug}/executions/${run}`);
  await expect(page.getByRole('tabpanel')).toContainText('by zero');
  await page.getByRole('button', { name: 'Retry' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Input').fill('{"by": ');
  await expect(dialog.getByText('This is not JSON yet.')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Retry' })).toBeDisabled();
  await dialog.getByLabel('Input').fill('{"by": 4}');
  await expect(dialog.getByText('With another input everything runs anew.')).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Retry' }).click();
  await page.waitForURL((url) => /\/executions\/[0-9a-f-]{36}$/.test(url.pathname) && !url.pathname.endsWith(run));
  await expect(page.getByText('Success').first()).toBeVisible();
  await page.getByRole('button', { name: 'Part' }).click();
  await expect(page.getByRole('tabpanel')).toContainText('2.5');
});

test('a running run is canceled from its page, and its call with it', async ({ page }) => {
  const { slug } = await signUpInBrowser(page);
  const { id } = await created(
    page,
    'Long',
    chain({ start: { type: 'trigger.manual' }, fetch: { type: 'http.request', config: { url: address } } }),
  );
  const run = await started(page, id, { mode: 'async' });
  await page.goto(`/${slug}/executions/${run}`);
  await expect.poll(() => held.length).toBe(1);
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Cancel run' }).click();
  await expect(page.getByText('The run was canceled')).toBeVisible();
  await expect(page.getByText('Canceled').first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Cancel run' })).toHaveCount(0);
  await expect.poll(() => closed).toBe(1);
});

/** The worker of the copy under test. */
function workerPid(): number {
  const own = `DATA_DIR=${process.env.E2E_DATA_DIR}`;
  const read = (pid: string, file: string): string[] => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0');
    } catch {
      return [];
    }
  };
  const pid = readdirSync('/proc').find(
    (entry) =>
      /^\d+$/.test(entry) &&
      read(entry, 'cmdline').some((part) => part.endsWith('workers/worker.ts')) &&
      read(entry, 'environ').includes(own),
  );
  if (pid === undefined) throw new Error('The copy under test has no worker');
  return Number(pid);
}

test('a write that may have happened when its process was killed is settled by a person', async ({ page }) => {
  test.setTimeout(180_000);
  const { slug } = await signUpInBrowser(page);
  const { id } = await created(
    page,
    'Pay',
    chain({
      start: { type: 'trigger.manual' },
      pay: { type: 'http.request', name: 'Pay', config: { method: 'POST', url: address, body: { amount: 5 } } },
      end: { type: 'core.return', config: { value: '{{ steps.pay.receipt }}' } },
    }),
  );
  const run = await started(page, id, { mode: 'async' });
  await expect.poll(() => held.length).toBe(1);
  process.kill(workerPid(), 'SIGKILL');

  await page.goto(`/${slug}/executions/${run}`);
  await page.getByRole('button', { name: 'It happened' }).click({ timeout: 120_000 });
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('{"receipt": ');
  await expect(dialog.getByRole('button', { name: 'Go on' })).toBeDisabled();
  await dialog.getByRole('textbox').fill('{"receipt": "R-17"}');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByText('Success').first()).toBeVisible();
  await page.getByRole('button', { name: 'Whole run' }).click();
  await expect(page.getByRole('tabpanel')).toContainText('R-17');
  expect(held).toHaveLength(1);
});
