import { beforeAll, describe, expect, it } from 'vitest';
import { mintApiKey } from '#lib/auth/api-key-format.ts';
import { nodeCatalog } from '#lib/catalog/executors.ts';
import type { Collection } from '#lib/contracts/api/collections.ts';
import type { WorkflowDefinitionInput } from '#lib/contracts/definition.ts';
import { createApiKey } from '#lib/services/api-keys/create-api-key.ts';
import { getCollection } from '#lib/services/collections/get-collection.ts';
import { createCollection, deleteCollection, updateCollection } from '#lib/services/collections/save-collection.ts';
import { listDeployments } from '#lib/services/deployments/list-deployments.ts';
import { startDeployment } from '#lib/services/deployments/start-deployment.ts';
import { stopDeployment } from '#lib/services/deployments/stop-deployment.ts';
import { addWorkflow } from '#lib/services/workflows/create-workflow.ts';
import { workflowDefinitionSchema } from '#lib/contracts/definition.ts';
import { ask, call } from './testing/ask-server.ts';
import { useRuntime, type Deployed } from './testing/runtime-harness.ts';

const harness = useRuntime();

const saying = (answers: Record<string, string>): WorkflowDefinitionInput => ({
  schemaVersion: 1,
  nodes: Object.entries(answers).flatMap(([name, value]) => [
    {
      id: `${name}T`,
      key: `${name}T`,
      type: 'trigger.tool',
      config: { name, description: name, inputSchema: { type: 'object' } },
    },
    { id: name, key: name, type: 'core.return', config: { value } },
  ]),
  edges: Object.keys(answers).map((name) => ({
    id: `${name}E`,
    source: { node: `${name}T`, port: 'out' },
    target: { node: name, port: 'in' },
  })),
});

const deps = () => ({ ...harness.deps, catalog: nodeCatalog });
const gather = (members: Parameters<typeof createCollection>[2]['members'], name = 'Front desk') =>
  createCollection(deps(), harness.principal, { name, members });
const names = async (url: string, key = harness.key): Promise<string[] | number> => {
  const { status, json } = await ask(url, 'tools/list', {}, key);
  return json.result?.tools?.map((tool) => tool.name) ?? status;
};
const said = async (url: string, tool: string, key = harness.key): Promise<string | undefined> =>
  (await call(url, tool, {}, key)).json.result?.content[0]?.text;
const becomes = (url: string, expected: string[] | number) =>
  expect.poll(() => names(url), { timeout: 10_000 }).toEqual(expected);

describe('a collection', () => {
  let sales: Deployed;
  let support: Deployed;
  let desk: Collection;
  beforeAll(async () => {
    sales = await harness.deploy('Sales', saying({ hello: 'of sales', order: 'ordered' }));
    support = await harness.deploy('Support', saying({ hello: 'of support', ticket: 'opened' }));
    desk = await gather([
      { workflowId: sales.workflowId, names: {} },
      { workflowId: support.workflowId, names: { hello: 'hello_support', ticket: null } },
    ]);
  });

  it('has the tools of its members under one address, each a run of its own workflow', async () => {
    expect(desk.url).toMatch(/\/mcp\/acme\/front-desk$/);
    expect(await names(desk.url)).toEqual(['hello', 'order', 'hello_support']);
    expect(await said(desk.url, 'hello')).toBe('of sales');
    expect(await said(desk.url, 'hello_support')).toBe('of support');
    expect((await call(desk.url, 'ticket', {}, harness.key)).json.error?.message).toContain('Unknown tool: ticket');
    const { rows } = await harness.db.pool.query<{ workflow_id: string }>(
      'SELECT workflow_id FROM execution ORDER BY id DESC LIMIT 2',
    );
    expect(rows.map((row) => row.workflow_id)).toEqual([support.workflowId, sales.workflowId]);
  });

  it('refuses two tools under one name, with the places', async () => {
    const members = [sales, support].map(({ workflowId }) => ({ workflowId, names: {} }));
    await expect(gather(members)).rejects.toMatchObject({
      code: 'invalid',
      errors: [{ path: '/members/1/names/hello', code: 'name_taken' }],
    });
    await expect(updateCollection(deps(), harness.principal, { id: desk.id, members })).rejects.toMatchObject({
      code: 'invalid',
    });
    expect(await names(desk.url)).toEqual(['hello', 'order', 'hello_support']);
  });

  it('never has the address of a workflow, nor a workflow that of a collection', async () => {
    const members = [{ workflowId: sales.workflowId, names: {} }];
    const second = await gather(members, 'Sales');
    expect(second.slug).toBe('sales-2');
    expect(await names(sales.url)).toEqual(['hello', 'order']);
    const named = await harness.deploy('Front desk', saying({ other: 'x' }));
    expect(named.url).toMatch(/front-desk-2$/);
    await deleteCollection(deps(), harness.principal, { id: second.id });
    await becomes(second.url, 404);
    expect((await gather(members, 'Sales')).slug).toBe('sales-3');
  });

  it('loses the tools of a member that is stopped, and has them again', async () => {
    const { items } = await listDeployments(harness.deps, harness.principal, {
      workflowId: support.workflowId,
      status: 'active',
      limit: 1,
    });
    const id = items[0]!.id;
    await stopDeployment(harness.deps, harness.principal, { id });
    await becomes(desk.url, ['hello', 'order']);
    const now = await getCollection(deps(), harness.principal, { id: desk.id });
    expect(now.members.map(({ live }) => live)).toEqual([true, false]);
    await startDeployment(harness.deps, harness.principal, { id });
    await becomes(desk.url, ['hello', 'order', 'hello_support']);
  });

  it('has a workflow that is deployed only later', async () => {
    const definition = workflowDefinitionSchema.parse(saying({ later: 'came' }));
    const draft = { name: 'Later', description: '', tags: [], definition, action: 'workflow.created' as const };
    const workflowId = await addWorkflow(harness.deps, harness.principal, draft);
    const waiting = await gather([{ workflowId, names: {} }], 'Waiting');
    expect(await names(waiting.url)).toEqual([]);
    const live = await harness.deploy('Later still', saying({ later: 'came' }));
    await harness.db.pool.query(
      `INSERT INTO server (workflow_id, workspace_id, active_deployment_id, generation)
       SELECT $1, workspace_id, active_deployment_id, 1 FROM server WHERE workflow_id = $2`,
      [workflowId, live.workflowId],
    );
    await becomes(waiting.url, ['later']);
  });

  it('has keys of its own, which reach none of its workflows, and theirs do not reach it', async () => {
    const mint = async (server: string, tools?: string[]): Promise<string> =>
      (
        await createApiKey({ ...harness.deps, apiKeys: { mint: mintApiKey } }, harness.principal, {
          name: 'one server',
          servers: [server],
          ...(tools && { tools }),
        })
      ).key;
    const ofDesk = await mint(desk.id);
    expect(await said(desk.url, 'hello_support', ofDesk)).toBe('of support');
    expect(await names(sales.url, ofDesk)).toBe(403);
    expect(await names(desk.url, await mint(sales.workflowId))).toBe(403);
    const ofTool = await mint(desk.id, ['hello_support']);
    expect(await names(desk.url, ofTool)).toEqual(['hello_support']);
    expect(await said(desk.url, 'hello_support', ofTool)).toBe('of support');
    expect((await call(desk.url, 'hello', {}, ofTool)).json.error?.code).toBe(-32602);
  });

  it('may be public although its workflows’ own servers are not', async () => {
    expect((await ask(desk.url, 'tools/list')).status).toBe(401);
    await updateCollection(deps(), harness.principal, { id: desk.id, access: 'public' });
    await expect.poll(async () => (await ask(desk.url, 'tools/list')).status, { timeout: 10_000 }).toBe(200);
    const answer = await call(desk.url, 'hello');
    expect(answer.json.result?.content[0]?.text).toBe('of sales');
    expect(answer.text).not.toContain('executionId');
    expect((await ask(sales.url, 'tools/list')).status).toBe(401);
  });

  it('may ask for OAuth: then it says where to sign in', async () => {
    await updateCollection(deps(), harness.principal, { id: desk.id, access: 'oauth' });
    const challenge = async () => (await ask(desk.url, 'tools/list')).headers.get('www-authenticate') ?? '';
    await expect.poll(challenge, { timeout: 10_000 }).toContain('resource_metadata=');
    const [, address = ''] = /resource_metadata="([^"]+)"/.exec(await challenge()) ?? [];
    expect(await (await fetch(address)).json()).toMatchObject({ resource: desk.url });
    expect((await fetch(address.replace('front-desk', 'sales'))).status).toBe(404);
  });

  it('takes no workflow of another workspace', async () => {
    const stranger = await harness.stranger();
    const theirs = await stranger.deploy('Theirs', saying({ secret: 'x' }));
    await expect(gather([{ workflowId: theirs.workflowId, names: {} }])).rejects.toMatchObject({ code: 'invalid' });
  });
});
