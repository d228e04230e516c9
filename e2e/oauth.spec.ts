import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { expect, test, type Page } from '@playwright/test';
import { findFreePort } from '../scripts/free-port.ts';
import { signUpInBrowser } from './editor-page.ts';
import { MemoryProvider } from './mcp/memory-provider.ts';
import { call, chain, created, deployed } from './rest.ts';

const BRIDGE = path.join(import.meta.dirname, '../node_modules/mcp-remote/dist/proxy.js');

/** A server that asks for OAuth and says who calls. */
async function oauthServer(page: Page, name: string): Promise<string> {
  const { id } = await created(
    page,
    name,
    chain({
      start: {
        type: 'trigger.tool',
        config: { name: 'who_am_i', description: 'Says who calls', inputSchema: { type: 'object' } },
      },
      result: { type: 'core.return', config: { value: '{{ run.caller }}' } },
    }),
  );
  await deployed(page, id);
  const { url } = await call<{ url: string }>(page, 'PATCH', `/workflows/${id}/server`, { access: 'oauth' });
  return url;
}

/** Where an app on the own machine waits for its person to come back. */
async function callback(): Promise<{ address: string; came: Promise<URLSearchParams>; close(): void }> {
  const port = await findFreePort();
  const { promise: came, resolve } = Promise.withResolvers<URLSearchParams>();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/callback') resolve(searchParams);
    response.end('You may close this page.');
  });
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  return { address: `http://127.0.0.1:${port}/callback`, came, close: () => server.close() };
}

async function answerOf(client: Client): Promise<{ kind: string; user: { email: string } }> {
  const { content } = await client.callTool({ name: 'who_am_i', arguments: {} });
  const [first] = content as { text: string }[];
  return JSON.parse(first!.text) as { kind: string; user: { email: string } };
}

test('an assistant that only speaks OAuth is connected in the browser, and disconnected again', async ({
  page,
  browser,
}, info) => {
  const { email, slug } = await signUpInBrowser(page);
  const url = await oauthServer(page, 'Who am I');
  const waiting = await callback();
  const provider = new MemoryProvider(waiting.address);
  const connect = async (): Promise<Client> => {
    const client = new Client({ name: 'assistant', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
    await client.connect(new StreamableHTTPClientTransport(new URL(url), { authProvider: provider }));
    return client;
  };
  await expect(connect()).rejects.toThrow();

  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(provider.sentTo!.href);
  await expect(stranger).toHaveURL(/\/signin\?next=/);
  await stranger.getByLabel('E-mail').fill(email);
  await stranger.getByLabel('Password', { exact: true }).fill('correct horse battery staple');
  await stranger.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(stranger.getByRole('heading', { name: 'Let SDK client use Who am I?' })).toBeVisible();
  await stranger.context().close();

  await page.goto(provider.sentTo!.href);
  await expect(page.getByRole('heading', { name: 'Let SDK client use Who am I?' })).toBeVisible();
  for (const text of [email, new URL(waiting.address).host, waiting.address, url, 'in Acme']) {
    await expect(page.getByRole('main')).toContainText(text);
  }
  const framed = await page.request.get(page.url());
  expect(framed.headers()['content-security-policy']).toContain("frame-ancestors 'none'");
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  for (const [name, width] of [
    ['wide', 1440],
    ['narrow', 390],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: info.outputPath(`consent-${name}-${colorScheme}.png`) });
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole('button', { name: 'Allow' }).click();
  const transport = new StreamableHTTPClientTransport(new URL(url), { authProvider: provider });
  await transport.finishAuth(await waiting.came);
  waiting.close();
  const client = await connect();
  expect(await answerOf(client)).toMatchObject({ kind: 'oauth', name: 'SDK client', user: { email } });
  await page.goto(`/${slug}/executions`);
  await page
    .getByRole('row', { name: /Who am I/ })
    .getByRole('link')
    .first()
    .click();
  await expect(page.getByText('Called by')).toBeVisible();
  await expect(page.getByLabel('Summary')).toContainText(`App SDK client${email}`);

  await page.goto(`/${slug}/settings?section=connectedApps`);
  const row = page.getByRole('row', { name: /SDK client/ });
  await expect(row).toContainText('Who am I');
  await page.screenshot({ path: info.outputPath('connected-apps.png') });
  await row.getByRole('button', { name: 'Disconnect SDK client' }).click();
  await page.getByRole('dialog').or(page.getByRole('alertdialog')).getByRole('button', { name: 'Disconnect' }).click();
  await expect(page.getByText('No connected apps')).toBeVisible();
  await expect
    .poll(() =>
      answerOf(client).then(
        () => 'answered',
        () => 'refused',
      ),
    )
    .toBe('refused');
  await client.close();
});

test('whoever declines sends the app back with nothing', async ({ page }) => {
  await signUpInBrowser(page);
  const url = await oauthServer(page, 'Not for you');
  const waiting = await callback();
  const provider = new MemoryProvider(waiting.address);
  const client = new Client({ name: 'assistant', version: '1.0.0' });
  const transport = new StreamableHTTPClientTransport(new URL(url), { authProvider: provider });
  await expect(client.connect(transport)).rejects.toThrow();
  await page.goto(provider.sentTo!.href);
  await page.getByRole('button', { name: 'Decline' }).click();
  expect((await waiting.came).get('error')).toBe('access_denied');
  waiting.close();
});

test('mcp-remote brings a server with OAuth to a client that only knows stdio', async ({ page }) => {
  const { email } = await signUpInBrowser(page);
  const url = await oauthServer(page, 'Bridged');
  const folder = mkdtempSync(path.join(tmpdir(), 'toolwright-bridge-'));
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [BRIDGE, url, String(await findFreePort())],
    // Without a desktop it opens no browser of its own, and prints where to go.
    env: { PATH: '/nowhere', HOME: folder, MCP_REMOTE_CONFIG_DIR: folder },
    stderr: 'pipe',
  });
  try {
    const { promise: printed, resolve } = Promise.withResolvers<string>();
    let said = '';
    transport.stderr?.on('data', (text: Buffer) => {
      said += text.toString();
      const address = /^(http\S+\/oauth\/authorize\?\S+)$/m.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    });
    const client = new Client({ name: 'stdio', version: '1.0.0' });
    const connecting = client.connect(transport);
    await page.goto(await printed);
    await page.getByRole('button', { name: 'Allow' }).click();
    await connecting;
    expect(await answerOf(client)).toMatchObject({ kind: 'oauth', user: { email } });
    await client.close();
  } finally {
    await transport.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
