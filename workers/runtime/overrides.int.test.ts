import { beforeAll, describe, expect, it } from 'vitest';
import { nodeCatalog } from '#lib/catalog/executors.ts';
import { createCore, type Core } from '#lib/server/core.ts';
import type { WorkflowDefinitionInput } from '#lib/contracts/definition.ts';
import type { ServerSettings } from '#lib/contracts/server-settings.ts';
import { previewDeployment } from '#lib/services/deployments/preview-deployment.ts';
import { getServer } from '#lib/services/servers/get-server.ts';
import { previewServer, updateServer } from '#lib/services/servers/update-server.ts';
import { ask, call } from './testing/ask-server.ts';
import { useRuntime, type Deployed } from './testing/runtime-harness.ts';

const harness = useRuntime();

const mirror: WorkflowDefinitionInput = {
  schemaVersion: 1,
  nodes: [
    {
      id: 't',
      key: 'search',
      type: 'trigger.tool',
      config: {
        name: 'search',
        description: 'Finds',
        inputSchema: {
          type: 'object',
          properties: { query: { type: 'string' }, tenant: { type: 'string' } },
          required: ['query', 'tenant'],
        },
      },
    },
    { id: 'r', key: 'same', type: 'core.return', config: { value: '{{ input }}' } },
  ],
  edges: [{ id: 'e', source: { node: 't', port: 'out' }, target: { node: 'r', port: 'in' } }],
};
const tools: ServerSettings['tools'] = {
  search: { name: 'find', parameters: { query: { name: 'text' }, tenant: { preset: { value: 'acme' } } } },
};

describe('overrides of a server', () => {
  let server: Deployed;
  const deps = () => ({ ...harness.deps, catalog: nodeCatalog });
  const set = (settings: Omit<ServerSettings, 'v'>) =>
    updateServer(deps(), harness.principal, { id: server.workflowId, settings });
  const listed = async (): Promise<string> =>
    JSON.stringify((await ask(server.url, 'tools/list', {}, harness.key)).json.result?.tools);
  beforeAll(async () => {
    server = await harness.deploy('Search', mirror);
  });

  it('reach every caller within a moment, and the run gets what its workflow knows', async () => {
    expect(await listed()).toContain('"search"');
    const view = await set({ tools });
    expect(view).toMatchObject({ warnings: [], tools: [{ key: 'search', served: { name: 'find' } }] });
    await expect.poll(listed, { timeout: 10_000 }).toContain('"find"');
    expect(await listed()).not.toMatch(/tenant|query|acme/);
    const { result } = (await call(server.url, 'find', { text: 'cats', tenant: 'other' }, harness.key)).json;
    expect(JSON.parse(result!.content[0]!.text)).toEqual({ query: 'cats', tenant: 'acme' });
    expect((await call(server.url, 'search', {}, harness.key)).json.error?.message).toContain('This server has: find');
  });

  it('are refused where they do not fit, each with its place, and nothing changes', async () => {
    const before = await getServer(deps(), harness.principal, { id: server.workflowId });
    const wrong = { search: { parameters: { query: { hidden: true as const }, gone: { name: 'x' } } } };
    await expect(set({ tools: wrong })).rejects.toMatchObject({
      code: 'invalid',
      errors: [
        { path: '/settings/tools/search/parameters/query', code: 'does_not_fit' },
        { path: '/settings/tools/search/parameters/gone', code: 'unknown_parameter' },
      ],
    });
    expect(await getServer(deps(), harness.principal, { id: server.workflowId })).toEqual(before);
  });

  it('are compared as a deploy is: what takes something from callers breaks them', async () => {
    const levelOf = async (next: ServerSettings['tools']) =>
      (await previewServer(deps(), harness.principal, { id: server.workflowId, settings: { tools: next ?? {} } }))
        .contract?.level;
    expect(await levelOf(tools)).toBe('compatible');
    const described = { search: { ...tools!['search'], description: 'Finds more' } };
    expect(await levelOf(described)).toBe('compatible');
    expect(await levelOf({})).toBe('breaking');
    expect(await levelOf({ search: { ...tools!['search'], hidden: true } })).toBe('breaking');
  });

  it('that name what a new version no longer has are passed over, and the deploy says so', async () => {
    const core: Core = createCore('web', harness.deps.config);
    const [trigger, answer] = mirror.nodes;
    const config = { ...trigger!.config, inputSchema: { type: 'object', properties: { tenant: { type: 'string' } } } };
    const draft = { ...mirror, nodes: [{ ...trigger!, config }, answer!] };
    await core.db.pool.query('UPDATE workflow SET draft = $2, draft_hash = $3 WHERE id = $1', [
      server.workflowId,
      Buffer.from(JSON.stringify(draft)),
      'another draft',
    ]);
    const preview = await previewDeployment(deps(), harness.principal, { id: server.workflowId });
    expect(preview.warnings).toMatchObject([{ path: '/tools/search/parameters/query' }]);
    await core.close();
  });
});
