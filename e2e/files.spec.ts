import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { EditorPage, signUpInBrowser } from './editor-page.ts';

/** A tool that returns the document that it is given. */
const definition = {
  schemaVersion: 1,
  nodes: [
    {
      id: 'n1',
      key: 'start',
      type: 'trigger.tool',
      position: { x: 80, y: 120 },
      config: {
        name: 'keep',
        description: 'Keeps a document',
        inputSchema: {
          type: 'object',
          properties: { document: { type: 'object', 'x-file': true } },
          required: ['document'],
        },
      },
    },
    {
      id: 'n2',
      key: 'result',
      type: 'core.return',
      position: { x: 380, y: 120 },
      config: { value: { kept: '{{ input.document }}' } },
    },
  ],
  edges: [{ id: 'e1', source: { node: 'n1', port: 'out' }, target: { node: 'n2', port: 'in' } }],
};

test('a person gives a tool a file to try, sees it in the result and gets the same bytes back', async ({ page }) => {
  await signUpInBrowser(page);
  const created = await page.evaluate(
    async (body) => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch('/api/v1/workflows', { method: 'POST', headers, body: JSON.stringify(body) });
      return (await response.json()) as { id: string };
    },
    { name: 'Keeper', definition },
  );
  await page.goto(page.url().replace(/\/workflows.*$/, `/workflows/${created.id}`));
  const editor = new EditorPage(page);
  await expect(editor.cards).toHaveCount(2);
  await page.keyboard.press('Control+Enter');

  const form = page.locator('[data-try-form]');
  const bytes = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>document.title = "run"</script></svg>');
  await form
    .locator('input[type=file]')
    .setInputFiles({ name: '<b>그림</b>.svg', mimeType: 'image/svg+xml', buffer: bytes });
  const chip = form.locator('[data-file-chip]');
  await expect(chip).toContainText('.svg');
  await form.getByRole('button', { name: 'Run', exact: true }).click();

  const result = page.locator('[data-run-status="success"]');
  await expect(result.locator('[data-file-chip]')).toContainText('.svg');
  const downloading = page.waitForEvent('download');
  await result.getByRole('link', { name: /^Download / }).click();
  const download = await downloading;
  expect(readFileSync(await download.path()).equals(bytes)).toBe(true);

  // Large ones pass through the web server, too, which would otherwise keep or cut them.
  const large = await page.evaluate(async () => {
    const body = new Blob([new Uint8Array(30 * 1024 * 1024)]);
    const response = await fetch('/api/v1/files?name=large.bin', { method: 'POST', body });
    return { status: response.status, size: ((await response.json()) as { size: number }).size };
  });
  expect(large).toEqual({ status: 201, size: 30 * 1024 * 1024 });

  // Opened as a page it is a download, too: nothing in it runs.
  const address = await result.getByRole('link', { name: /^Download / }).getAttribute('href');
  const other = await page.context().newPage();
  const opened = other.waitForEvent('download');
  await other.goto(new URL(address!, page.url()).href).catch(() => undefined);
  await opened;
  expect(await other.title()).not.toBe('run');
});
