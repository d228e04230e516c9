import { expect, test } from '@playwright/test';
import { readCountries, serveCountries } from './dataset-server.ts';
import { newWorkflow, signUpInBrowser, type EditorPage } from './editor-page.ts';
import { inspectorClient, modernClient, oldClient, type AnyClient } from './mcp/clients.ts';

/** The answer, computed from the dataset without the product. */
function expected(region: string, minPopulation: number, limit = Infinity) {
  const countries = readCountries()
    .filter((country) => country.region === region && country.population >= minPopulation)
    .sort((a, b) => b.population - a.population)
    .slice(0, limit)
    .map(({ name, population }) => ({ name, population }));
  return { count: countries.length, countries };
}

const join = (limit: string) => `
const { httpRequest: continents, httpRequest2: population } = steps.merge;
const inRegion = new Set(continents.body.filter((row) => row.continent === input.region).map((row) => row.country));
const found = population.body
  .filter((row) => inRegion.has(row.country) && row.population >= input.minPopulation)
  .map((row) => ({ name: row.country, population: row.population }))
  .sort((a, b) => b.population - a.population)${limit};
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

/** Draws `find_countries(region, minPopulation)` from nothing, with the pointer: two files are fetched and joined. */
async function drawFindCountries(editor: EditorPage, continents: string, population: string): Promise<void> {
  await editor.drag('trigger.tool', 160, 80);
  await editor.field('name').locator('input').fill('find_countries');
  await editor
    .field('description')
    .locator('textarea')
    .fill('Countries of a region from a least number of people, largest first');
  await addArgument(editor, 'region', 'Text', 'Africa, Asia, Europe, North America, Oceania or South America');
  await addArgument(editor, 'minPopulation', 'Integer', 'Least number of people');

  await editor.drag('http.request', 500, 60);
  await editor.write(editor.field('url'), continents);
  await editor.drag('http.request', 500, 220);
  await editor.write(editor.field('url'), population);
  await editor.drag('logic.merge', 160, 360);
  await editor.drag('data.code', 500, 400);
  await editor.write(editor.field('code'), join(''));
  await editor.drag('core.return', 160, 540);
  await editor.write(editor.field('value'), '{ "count": "{{ steps.code.length }}", "countries": "{{ steps.code }}" }');

  await editor.connect('tool', 'out', 'httpRequest');
  await editor.connect('tool', 'out', 'httpRequest2');
  await editor.connect('httpRequest', 'out', 'merge');
  await editor.connect('httpRequest2', 'out', 'merge');
  await editor.connect('merge', 'out', 'code');
  await editor.connect('code', 'out', 'return');
}

async function tryIt(editor: EditorPage): Promise<void> {
  const { page } = editor;
  await page.getByRole('button', { name: 'Try', exact: true }).click();
  const form = page.locator('form[data-try-form]');
  const people = form.getByLabel('minPopulation');
  await expect(people).toHaveValue('');
  await form.getByLabel('region').fill('Africa');
  await form.getByRole('button', { name: 'Run' }).click();
  await expect(form.getByText('minPopulation: is required')).toBeVisible();
  await expect(people).toBeFocused();
  await people.fill('20000000');
  await form.getByRole('button', { name: 'Run' }).click();
  await expect(page.locator('[data-run-status=success]')).toBeVisible();
  for (const key of ['tool', 'httpRequest', 'httpRequest2', 'merge', 'code', 'return']) {
    await expect(editor.card(key)).toHaveAttribute('data-look', 'done');
  }
  await expect(page.locator('[data-run-status=success]')).toContainText(
    `count: ${expected('Africa', 20_000_000).count}`,
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
    await drawFindCountries(editor, dataset.continents, dataset.population);
    await editor.saved();
    await expect(editor.card('httpRequest')).not.toHaveAttribute('data-look', 'problem');
    await tryIt(editor);

    const panel = await editor.deploy('First version');
    const url = (await panel.locator('code', { hasText: '/mcp/' }).first().textContent()) ?? '';
    const key = (await panel.locator('code', { hasText: /^tw_/ }).first().textContent()) ?? '';
    expect(url).toMatch(/\/mcp\/acme[^/]*\/find-countries$/);

    const open = await modernClient(url, key);
    const wanted = expected('Africa', 20_000_000);
    expect(wanted.count).toBeGreaterThan(5);
    for (const [name, connect] of connections) {
      await test.step(`called by ${name}`, async () => {
        await using client = await connect(url, key);
        expect(await client.toolNames()).toEqual(['find_countries']);
        const answer = await client.call('find_countries', { region: 'Africa', minPopulation: 20_000_000 });
        expect(answer.isError ?? false).toBe(false);
        expect(answer.structuredContent).toEqual(wanted);
      });
    }
    // Two files for the try and for each client.
    expect(dataset.requests()).toBe(8);
    const wrong = await open.call('find_countries', { region: 'Africa' });
    expect(wrong.isError).toBe(true);
    expect(wrong.content[0]?.text).toContain('minPopulation');
    expect(dataset.requests()).toBe(8);

    await test.step('the change is live without reconnecting', async () => {
      await page.keyboard.press('Escape');
      await editor.select('code');
      await editor.write(editor.field('code'), join('.slice(0, 3)'));
      const again = await editor.deploy('Only three');
      await expect(again.getByRole('button', { name: 'Create a key' })).toBeVisible();
      await expect(again.locator('code', { hasText: /^tw_/ })).toHaveCount(0);
      const answer = await open.call('find_countries', { region: 'Europe', minPopulation: 1_000_000 });
      expect(answer.structuredContent).toEqual(expected('Europe', 1_000_000, 3));
      await open[Symbol.asyncDispose]();
    });

    await test.step('the runs are in the log', async () => {
      await page.goto(page.url().replace(/\/workflows\/.*/, '/executions'));
      const rows = page.getByRole('row').filter({ hasText: 'Find countries' });
      await expect(rows.first()).toBeVisible();
      await rows.first().click();
      await page.waitForURL(/\/executions\/[0-9a-f-]{36}/);
      await expect(page.getByText('HTTP request', { exact: true }).first()).toBeVisible();
      await expect(page.getByText('httpRequest2', { exact: true })).toBeVisible();
      await expect(page.getByText('Tool call')).toBeVisible();
      await expect(page.getByText('countries: [3]')).toBeVisible();
      await page.getByRole('tab', { name: 'Input' }).click();
      await expect(page.getByText('Europe')).toBeVisible();
    });
  } finally {
    await dataset.close();
  }
});
