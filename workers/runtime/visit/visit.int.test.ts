import { load } from 'cheerio';
import { beforeAll, describe, expect, it } from 'vitest';
import { nodeCatalog } from '#lib/catalog/executors.ts';
import type { WorkflowDefinitionInput } from '#lib/contracts/definition.ts';
import { updateServer } from '#lib/services/servers/update-server.ts';
import { prose } from '../../../e2e/hostile/corpus.ts';
import en from '../../../messages/server-page.en.json' with { type: 'json' };
import ko from '../../../messages/server-page.ko.json' with { type: 'json' };
import { useRuntime, type Deployed } from '../testing/runtime-harness.ts';

const harness = useRuntime();
const toolName = 'find_the_secret_thing';
const definition: WorkflowDefinitionInput = {
  schemaVersion: 1,
  nodes: [
    {
      id: 't',
      key: 'find',
      type: 'trigger.tool',
      config: { name: toolName, description: prose.slice(0, 900), inputSchema: { type: 'object', properties: {} } },
    },
    { id: 'r', key: 'end', type: 'core.return', config: { value: 1 } },
  ],
  edges: [{ id: 'e', source: { node: 't', port: 'out' }, target: { node: 'r', port: 'in' } }],
};

const PAGE = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const open = (url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> =>
  fetch(url, { method, redirect: 'manual', headers: { accept: PAGE, ...headers } });
/** Everything but the address itself. */
const lookOf = async (url: string): Promise<object> => {
  const response = await open(url);
  const headers = [...response.headers].filter(([name]) => !['date', 'content-length'].includes(name));
  const [workspace = '', workflow = ''] = new URL(url).pathname.split('/').slice(-2);
  const text = (await response.text()).replaceAll(workspace, 'WS').replaceAll(workflow, 'WF');
  return { status: response.status, headers, text };
};

describe('a server’s address in a browser', () => {
  let server: Deployed;
  beforeAll(async () => {
    server = await harness.deploy('Hidden gem', definition);
  });

  it('looks the same for one that wants a key, for another tenant’s and for none', async () => {
    const stranger = await harness.stranger();
    const foreign = await stranger.deploy('Their gem', definition);
    const unknown = server.url.replace(/[^/]+$/, 'nothing-here');
    const nowhere = server.url.replace(/\/mcp\/.*/, '/mcp/no-workspace/no-workflow');
    const own = await lookOf(server.url);
    expect(own).toMatchObject({ status: 401, text: expect.stringContaining(en.locked.slice(0, 30)) });
    for (const url of [foreign.url, unknown, nowhere]) expect(await lookOf(url)).toEqual(own);
    const { text } = own as { text: string };
    expect(text).not.toMatch(/secret_thing|Hidden gem/i);
  });

  it('is a page without scripts that says how to connect', async () => {
    const response = await open(server.url);
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(response.headers.get('set-cookie')).toBeNull();
    const page = load(await response.text());
    expect(page('script, img, link, iframe, form')).toHaveLength(0);
    const codes = page('pre')
      .map((_, each) => page(each).text())
      .get();
    expect(codes[0]).toBe(server.url);
    expect(codes[1]).toMatch(
      /^claude mcp add --transport http \S+ http\S+ --header "Authorization: Bearer YOUR_API_KEY"$/,
    );
    expect(JSON.parse(codes[2] ?? '')).toMatchObject({ mcpServers: { 'hidden-gem': { url: server.url } } });
  });

  it('lists what a public server offers, as text', async () => {
    const change = { id: server.workflowId, access: 'public' as const };
    await updateServer({ ...harness.deps, catalog: nodeCatalog }, harness.principal, change);
    await expect.poll(async () => (await open(server.url)).status, { timeout: 10_000 }).toBe(200);
    const page = load(await (await open(server.url)).text());
    expect(page('h1').text()).toBe('Hidden gem');
    expect(page('dt').text()).toBe(toolName);
    expect(page('dd').text().length).toBeGreaterThan(100);
    expect(page('script, img, link, iframe, form')).toHaveLength(0);
    expect(page('pre').text()).not.toContain('Authorization');
    await updateServer({ ...harness.deps, catalog: nodeCatalog }, harness.principal, { ...change, access: 'key' });
    await expect.poll(async () => (await open(server.url)).status, { timeout: 10_000 }).toBe(401);
  });

  it('speaks the reader’s language, and HEAD has no body', async () => {
    const korean = await open(server.url, { 'accept-language': 'ko-KR,ko;q=0.9' });
    expect(await korean.text()).toContain(ko.locked);
    const head = await open(server.url, {}, 'HEAD');
    expect([head.status, await head.text()]).toEqual([401, '']);
    expect(Object.keys(ko)).toEqual(Object.keys(en));
  });

  it('leaves clients of the protocol alone', async () => {
    const clients: Record<string, string>[] = [
      { accept: 'text/event-stream' },
      { accept: 'application/json, text/event-stream' },
      { accept: 'text/html, text/event-stream' },
      { accept: '*/*' },
      { accept: PAGE, authorization: 'Bearer tw_nonsense' },
    ];
    for (const headers of clients) {
      const response = await open(server.url, headers);
      expect(response.headers.get('content-type')).toBe('application/json');
    }
    const posted = await fetch(server.url, { method: 'POST', headers: { accept: PAGE }, body: '{}' });
    expect(posted.headers.get('content-type')).toBe('application/json');
  });
});
