import { expect, test } from '@playwright/test';
import { readCountries, serveCountries } from './dataset-server.ts';
import { newWorkflow, signUpInBrowser, type EditorPage } from './editor-page.ts';
import { inspectorClient, modernClient, oldClient, type AnyClient } from './mcp/clients.ts';

/** The answer, computed from the dataset without the product. */
function expected(region: string, minArea: number, limit = Infinity) {
  const countries = readCountries()
    .filter((country) => country.region === region && country.area >= minArea)
    .map((country) => ({ name: country.name.common, area: country.area, capital: country.capital?.[0] ?? null }))
    .sort((a, b) => b.area - a.area)
    .slice(0, limit);
  return { count: countries.length, countries };
}

const shape = (limit: string) => `
const found = steps.httpRequest.body
  .filter((country) => country.region === input.region && country.area >= input.minArea)
  .map((country) => ({ name: country.name.common, area: country.area, capital: country.capital?.[0] ?? null }))
  .sort((a, b) => b.area - a.area)${limit};
console.log('kept', found.length);
return found;`;

async function addArgument(editor: EditorPage, name: string, type: string, description: string): Promise<void> {
  const input = editor.field('inputSchema');
  await input.getByRole('button', { name: 'Add a field' }).click();
  const row = input.getByRole('group').last();
  await row.getByLabel('Field name').fill(name);
  await row.getByLabel(`Description of ${name}`).fill(description);
  if (type !== 'Text') {
    await row.getByLabel(`Type of ${name}`).click();
    await editor.page.getByRole('option', { name: type, exact: true }).click();
  }
}

/** Draws `find_countries(region, minArea)` from nothing, with the pointer. */
async function drawFindCountries(editor: EditorPage, datasetUrl: string): Promise<void> {
  await editor.drag('trigger.tool', 160, 100);
  await editor.field('name').locator('input').fill('find_countries');
  await editor
    .field('description')
    .locator('textarea')
    .fill('Countries of a region from a least area in square kilometres, largest first');
  await addArgument(editor, 'region', 'Text', 'Africa, Americas, Asia, Europe or Oceania');
  await addArgument(editor, 'minArea', 'Number', 'Least area in km²');

  await editor.drag('http.request', 500, 100);
  await editor.write(editor.field('url'), datasetUrl);
  await editor.drag('data.code', 160, 320);
  await editor.write(editor.field('code'), shape(''));
  await editor.drag('core.return', 500, 320);
  await editor.write(editor.field('value'), '{ "count": "{{ steps.code.length }}", "countries": "{{ steps.code }}" }');

  await editor.connect('tool', 'out', 'httpRequest');
  await editor.connect('httpRequest', 'out', 'code');
  await editor.connect('code', 'out', 'return');
}

async function tryIt(editor: EditorPage): Promise<void> {
  const { page } = editor;
  await page.getByRole('button', { name: 'Try', exact: true }).click();
  const form = page.locator('form[data-try-form]');
  await form.getByLabel('region').fill('Africa');
  await form.getByLabel('minArea').fill('1000000');
  await form.getByRole('button', { name: 'Run' }).click();
  await expect(page.locator('[data-run-status=success]')).toBeVisible();
  for (const key of ['tool', 'httpRequest', 'code', 'return']) {
    await expect(editor.card(key)).toHaveAttribute('data-look', 'done');
  }
  await expect(page.locator('[data-run-status=success]')).toContainText(
    `count: ${expected('Africa', 1_000_000).count}`,
  );
}

const connections: [string, (url: string, key: string) => Promise<AnyClient>][] = [
  ['SDK v2 at 2026-07-28', modernClient],
  ['SDK v1 at 2025-11-25', oldClient],
  ['the Inspector', inspectorClient],
];

test('from sign-up to an answer in every client, and a redeploy that they all see', async ({ page }) => {
  test.setTimeout(180_000);
  const dataset = await serveCountries();
  try {
    await signUpInBrowser(page);
    const editor = await newWorkflow(page, 'Find countries');
    await drawFindCountries(editor, dataset.url);
    await editor.saved();
    await expect(editor.card('httpRequest')).not.toHaveAttribute('data-look', 'problem');
    await tryIt(editor);

    const panel = await editor.deploy('First version');
    const url = (await panel.locator('code', { hasText: '/mcp/' }).first().textContent()) ?? '';
    const key = (await panel.locator('code', { hasText: /^tw_/ }).first().textContent()) ?? '';
    expect(url).toMatch(/\/mcp\/acme[^/]*\/find-countries$/);

    const open = await modernClient(url, key);
    const wanted = expected('Africa', 1_000_000);
    expect(wanted.count).toBeGreaterThan(5);
    for (const [name, connect] of connections) {
      await test.step(`called by ${name}`, async () => {
        await using client = await connect(url, key);
        expect(await client.toolNames()).toEqual(['find_countries']);
        const answer = await client.call('find_countries', { region: 'Africa', minArea: 1_000_000 });
        expect(answer.isError ?? false).toBe(false);
        expect(answer.structuredContent).toEqual(wanted);
      });
    }
    expect(dataset.requests()).toBe(4);
    const wrong = await open.call('find_countries', { region: 'Africa' });
    expect(wrong.isError).toBe(true);
    expect(wrong.content[0]?.text).toContain('minArea');
    expect(dataset.requests()).toBe(4);

    await test.step('the change is live without reconnecting', async () => {
      await page.keyboard.press('Escape');
      await editor.select('code');
      await editor.write(editor.field('code'), shape('.slice(0, 3)'));
      await editor.deploy('Only three');
      const answer = await open.call('find_countries', { region: 'Europe', minArea: 100_000 });
      expect(answer.structuredContent).toEqual(expected('Europe', 100_000, 3));
      await open[Symbol.asyncDispose]();
    });

    await test.step('the runs are in the log', async () => {
      await page.goto(page.url().replace(/\/workflows\/.*/, '/executions'));
      const rows = page.getByRole('row').filter({ hasText: 'Find countries' });
      await expect(rows.first()).toBeVisible();
      await rows.first().click();
      await page.waitForURL(/\/executions\/[0-9a-f-]{36}/);
      await expect(page.getByText('httpRequest').first()).toBeVisible();
      await expect(page.getByText('Tool call')).toBeVisible();
      await expect(page.getByText('countries: [3]')).toBeVisible();
      await page.getByRole('tab', { name: 'Input' }).click();
      await expect(page.getByText('Europe')).toBeVisible();
    });
  } finally {
    await dataset.close();
  }
});
