import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { describe, expect, it, vi } from 'vitest';
import type { WorkflowDefinitionInput } from '#lib/contracts/definition.ts';
import { wireIdentity } from '#lib/server/identity-wiring.ts';
import { createApiKey } from '#lib/services/api-keys/create-api-key.ts';
import { useRuntime } from './testing/runtime-harness.ts';

const harness = useRuntime();

type NodeInput = WorkflowDefinitionInput['nodes'][number];

/** Chains of nodes, one for each list; ids are keys. */
function drawn(...chains: NodeInput[][]): WorkflowDefinitionInput {
  const edges = chains.flatMap((nodes) =>
    nodes.slice(1).map((node, index) => ({
      id: `to-${node.id}`,
      source: { node: nodes[index]!.id, port: 'out' },
      target: { node: node.id, port: 'in' },
    })),
  );
  return { schemaVersion: 1, nodes: chains.flat(), edges };
}

const node = (id: string, type: string, config: Record<string, unknown>): NodeInput => ({ id, key: id, type, config });
const tool = (id: string): NodeInput =>
  node(id, 'trigger.tool', { name: id, description: id, inputSchema: { type: 'object' } });
const logo = (id: string): NodeInput => node(id, 'http.request', { method: 'GET', url: `${harness.slowUrl}/logo.png` });

async function connected(url: string, key: string): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } });
  const requestInit = { headers: { authorization: `Bearer ${key}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit }));
  return client;
}

const everything = (): WorkflowDefinitionInput =>
  drawn(
    [
      tool('picture'),
      logo('fetched'),
      node('shown', 'core.return', { value: '', content: [{ type: 'image', file: '{{ steps.fetched.body }}' }] }),
    ],
    [
      node('ask', 'trigger.prompt', { name: 'ask', arguments: [{ name: 'about', required: true }] }),
      node('said', 'core.return', { value: 'Tell me about {{ input.about }}' }),
    ],
    [
      node('doc', 'trigger.resource', { name: 'doc', uriTemplate: 'docs://{id}' }),
      node('read', 'core.return', { value: { id: '{{ input.params.id }}' } }),
    ],
    [
      node('file', 'trigger.resource', { name: 'file', uri: 'docs://logo/file' }),
      logo('again'),
      node('bytes', 'core.return', { value: '{{ steps.again.body }}' }),
    ],
  );

describe('a server of tools, prompts and resources', () => {
  it('records each as a run of its trigger, and names the run in the answer', async () => {
    const { url } = await harness.deploy('Everything', everything());
    const client = await connected(url, harness.key);
    const prompt = await client.getPrompt({ name: 'ask', arguments: { about: 'moons' } });
    const resource = await client.readResource({ uri: 'docs://a%2Fb' });
    expect(prompt.messages).toEqual([{ role: 'user', content: { type: 'text', text: 'Tell me about moons' } }]);
    expect(resource.contents).toEqual([{ uri: 'docs://a%2Fb', mimeType: 'application/json', text: '{"id":"a/b"}' }]);
    const ids = [prompt, resource].map(({ _meta }) => _meta?.['toolwright/executionId']);
    const { rows } = await harness.db.pool.query(
      'SELECT id, trigger, trigger_key, status FROM execution WHERE id = ANY($1) ORDER BY id',
      [ids],
    );
    expect(rows).toEqual([
      { id: ids[0], trigger: 'prompt', trigger_key: 'ask', status: 'success' },
      { id: ids[1], trigger: 'resource', trigger_key: 'doc', status: 'success' },
    ]);
    await client.close();
  });

  it('shows files that its runs made: as an image of a tool, as the bytes of a resource', async () => {
    const { url } = await harness.deploy('Pictures', everything());
    const client = await connected(url, harness.key);
    const [picture] = (await client.callTool({ name: 'picture', arguments: {} })).content;
    expect(picture).toMatchObject({ type: 'image', mimeType: 'image/png' });
    const { contents } = await client.readResource({ uri: 'docs://logo/file' });
    expect(contents).toEqual([
      { uri: 'docs://logo/file', mimeType: 'image/png', blob: (picture as { data: string }).data },
    ]);
    await client.close();
  });

  it('starts nothing for a key that may only list', async () => {
    const { url } = await harness.deploy('Listed', everything());
    const { key } = await createApiKey(wireIdentity(harness.deps), harness.principal, {
      name: 'reader',
      scopes: ['mcp:read'],
    });
    const client = await connected(url, key);
    expect((await client.listPrompts()).prompts).toHaveLength(1);
    expect((await client.listResources()).resources).toHaveLength(1);
    await expect(client.getPrompt({ name: 'ask', arguments: { about: 'x' } })).rejects.toThrow(/403|may list/);
    await expect(client.readResource({ uri: 'docs://x' })).rejects.toThrow(/403|may list/);
    await client.close();
  });

  it('does not read a file of another workspace, whoever names it', async () => {
    const stranger = await harness.stranger();
    const { url } = await harness.deploy('Mine', everything());
    const client = await connected(url, harness.key);
    await client.callTool({ name: 'picture', arguments: {} });
    await client.close();
    const { rows } = await harness.db.pool.query<{ facts: object }>(
      `SELECT json_build_object('id', id, 'name', name, 'mimeType', mime_type, 'size', size, 'sha256', encode(sha256, 'hex')) AS facts
       FROM file WHERE workspace_id = $1 ORDER BY id DESC LIMIT 1`,
      [harness.principal.workspaceId],
    );
    const forged = drawn([
      tool('picture'),
      node('shown', 'core.return', { value: '', content: [{ type: 'image', file: { $file: rows[0]!.facts } }] }),
    ]);
    const theirs = await stranger.deploy('Theirs', forged);
    const other = await connected(theirs.url, stranger.key);
    const answer = await other.callTool({ name: 'picture', arguments: {} });
    expect(answer).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('may not use') }] });
    await other.close();
  });
});

describe('a resource that changes', () => {
  it('is told to those who follow it, whichever process the run is in', async () => {
    const { url } = await harness.deploy(
      'Followed',
      drawn(
        [
          tool('change'),
          node('tell', 'mcp.resourceUpdated', { uri: 'docs://{{ input.id }}' }),
          node('end', 'core.return', { value: 'told' }),
        ],
        [
          node('doc', 'trigger.resource', { name: 'doc', uriTemplate: 'docs://{id}' }),
          node('read', 'core.return', { value: '{{ input.uri }}' }),
        ],
      ),
    );
    await harness.deps.bus.ready();
    const client = await connected(url, harness.key);
    const told: string[] = [];
    client.setNotificationHandler('notifications/resources/updated', ({ params }) => void told.push(params.uri));
    await client.listen({ resourceSubscriptions: ['docs://7'] });
    for (const id of ['8', '7']) {
      const answer = await client.callTool({ name: 'change', arguments: { id } });
      expect(answer.content).toEqual([{ type: 'text', text: 'told' }]);
    }
    await vi.waitFor(() => expect(told).toEqual(['docs://7']), { timeout: 10_000 });
    const [annotations] = (await client.listTools()).tools.map((one) => one.annotations);
    expect(annotations).toMatchObject({ readOnlyHint: false, idempotentHint: true, openWorldHint: false });
    await client.close();
  });
});
