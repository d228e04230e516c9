import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Connection } from '#lib/contracts/api/connections.ts';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import { isEnded, type Execution } from '#lib/contracts/execution.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { createOutboundHttp, type OutboundGuard } from '#lib/outbound/outbound-http.ts';
import { deployWorkflow } from '#lib/services/deployments/deploy-workflow.ts';
import { executeNode } from '#lib/services/executions/execute-node.ts';
import { executeWorkflow } from '#lib/services/executions/execute-workflow.ts';
import { getExecution } from '#lib/services/executions/get-execution.ts';
import { chain, toolTrigger } from '#lib/services/testing/definitions.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { exportWorkflow } from '#lib/services/workflows/export-workflow.ts';
import { isError, validateWorkflow } from '#lib/services/workflows/validate-workflow.ts';
import { newId } from '#lib/shared/ids.ts';
import type { ConnectionDeps } from './connection-deps.ts';
import { createConnection } from './create-connection.ts';
import { deleteConnection } from './delete-connection.ts';
import { getConnection } from './get-connection.ts';
import { listConnections } from './list-connections.ts';
import { testConnection } from './test-connection.ts';
import { useEchoServer } from './testing/echo-server.ts';
import { updateConnection } from './update-connection.ts';

const TOKEN = 'canary-token-5f0c1b';

describe('connections', () => {
  const world = useWorld({ runtime: true, worker: true });
  const other = useEchoServer();
  const echo = useEchoServer((request, response) => {
    if (request.url === '/away') response.writeHead(302, { location: `${other.url}/stolen` }).end();
    else if (request.url === '/round') response.writeHead(307, { location: '/end' }).end();
    else return false;
    return true;
  });
  let outbound: OutboundGuard;
  let deps: ConnectionDeps;
  beforeAll(() => {
    outbound = createOutboundHttp(world.config);
    deps = { ...world.deps, outbound };
  });
  afterAll(() => outbound.close());

  type Body = Parameters<typeof createConnection>[2];
  const create = (principal: Principal, body: Partial<Body> = {}): Promise<Connection> =>
    createConnection(deps, principal, {
      name: 'Echo',
      connector: 'bearer',
      hosts: [echo.host],
      fields: { token: TOKEN },
      personal: false,
      ...body,
    });
  const calling = (url: string, connectionId: string, config: object = {}): WorkflowDefinition =>
    chain({
      start: toolTrigger(),
      call: { type: 'http.request', config: { method: 'GET', url, connectionId, ...config } },
      end: { type: 'core.return', config: { value: '{{ steps.call.body }}' } },
    });
  const run = async (principal: Principal, definition: WorkflowDefinition): Promise<Execution> => {
    const id = await world.newWorkflow(principal, definition);
    return (await executeWorkflow(world.deps, principal, { id, mode: 'sync', input: { text: 'x' } })).execution;
  };
  /** Somebody else in the same workspace. */
  const colleague = async (of: Principal, role: Principal['role']): Promise<Principal> => {
    const { prisma } = world.deps.db;
    const userId = newId();
    await prisma.user.create({ data: { id: userId, email: `${userId}@example.com`, name: 'Lee' } });
    await prisma.membership.create({ data: { id: newId(), workspaceId: of.workspaceId, userId, role } });
    return { ...of, userId, email: `${userId}@example.com`, role };
  };

  describe('storing', () => {
    it('never gives a secret back, and stores none in the clear', async () => {
      const owner = await world.newWorkspace();
      const made = await create(owner, { connector: 'apiKey', fields: { name: 'X-Key', value: TOKEN } });
      expect(made).toMatchObject({ ready: true, personal: false, settings: { place: 'header', name: 'X-Key' } });
      const shown = [
        made,
        await getConnection(deps, owner, made),
        await listConnections(deps, owner, { limit: 50 }),
        await updateConnection(deps, owner, { id: made.id, name: 'New name' }),
      ];
      expect(JSON.stringify(shown)).not.toContain(TOKEN);
      const { rows } = await world.deps.db.pool.query(
        `SELECT c::text || encode(c.secret, 'escape') AS row FROM connection c`,
      );
      expect(JSON.stringify(rows)).not.toContain(TOKEN);
    });

    it.each([
      [{ connector: 'nope' }, '/connector'],
      [{ hosts: undefined }, '/hosts'],
      [{ fields: {} }, '/fields/token'],
      [{ fields: { token: 'a\r\nX-Evil: 1' } }, '/fields/token'],
      [{ fields: { token: TOKEN, more: 1 } }, '/fields/more'],
      [{ fields: { token: TOKEN, testUrl: 'https://elsewhere.example/' } }, '/fields/testUrl'],
      [{ connector: 'apiKey', fields: { name: 'Host', value: TOKEN } }, '/fields/name'],
      [{ connector: 'headers', fields: { headers: { 'bad name': 'x' } } }, '/fields/headers/bad name'],
      [
        { connector: 'postgres', fields: { host: 'db.example.com', database: 'd', user: 'u', password: 'p' } },
        '/hosts',
      ],
    ])('refuses %j', async (body, path) => {
      const owner = await world.newWorkspace();
      const failed = create(owner, body as Partial<Body>);
      await expect(failed).rejects.toMatchObject({ code: 'invalid', errors: [expect.objectContaining({ path })] });
    });

    it('a change of hosts clears the secret, unless it is entered with it', async () => {
      const owner = await world.newWorkspace();
      const { id } = await create(owner);
      const moved = await updateConnection(deps, owner, { id, hosts: [other.host] });
      expect(moved).toMatchObject({ hosts: [other.host], ready: false });
      expect(await testConnection(deps, owner, { id })).toMatchObject({ ok: false });
      const again = await updateConnection(deps, owner, { id, fields: { token: 'another-token' } });
      expect(again.ready).toBe(true);
      const both = await updateConnection(deps, owner, { id, hosts: [echo.host], fields: { token: TOKEN } });
      expect(both).toMatchObject({ hosts: [echo.host], ready: true });
      expect((await updateConnection(deps, owner, { id, name: 'Only the name' })).ready).toBe(true);
    });

    it('the address of a database is where its password goes: a change clears it, TLS too', async () => {
      const owner = await world.newWorkspace();
      const fields = { host: 'db.example.com', database: 'd', user: 'u', password: 'sesame' };
      const { id, hosts } = await create(owner, { connector: 'postgres', hosts: undefined, fields });
      expect(hosts).toEqual(['db.example.com:5432']);
      expect((await updateConnection(deps, owner, { id, fields: { user: 'v' } })).ready).toBe(true);
      expect((await updateConnection(deps, owner, { id, fields: { tls: 'off' } })).ready).toBe(false);
      const mail = { host: 'smtp.example.com', user: 'u', password: 'sesame' };
      const relay = await create(owner, { connector: 'smtp', hosts: undefined, fields: mail });
      expect(relay.settings).toEqual({ host: 'smtp.example.com', port: 587, security: 'starttls', user: 'u' });
      const moved = { id: relay.id, fields: { host: 'smtp.evil.example' } };
      expect((await updateConnection(deps, owner, moved)).ready).toBe(false);
    });
  });

  describe('who may', () => {
    it('an editor uses shared connections, but manages only their own', async () => {
      const owner = await world.newWorkspace();
      const editor = await colleague(owner, 'editor');
      const shared = await create(owner);
      await expect(create(editor)).rejects.toMatchObject({ code: 'forbidden' });
      await expect(updateConnection(deps, editor, { id: shared.id, name: 'x' })).rejects.toMatchObject({
        code: 'forbidden',
      });
      await expect(deleteConnection(deps, editor, { id: shared.id, force: 'true' })).rejects.toMatchObject({
        code: 'forbidden',
      });
      expect((await run(editor, calling(`${echo.url}/a`, shared.id))).status).toBe('success');
      const own = await create(editor, { personal: true });
      expect(own.personal).toBe(true);
      await deleteConnection(deps, editor, { id: own.id, force: 'false' });
    });

    it('a personal connection exists for its owner alone, in runs too', async () => {
      const owner = await world.newWorkspace();
      const editor = await colleague(owner, 'editor');
      const { id } = await create(editor, { personal: true });
      for (const ask of [getConnection, testConnection]) {
        await expect(ask(deps, owner, { id })).rejects.toMatchObject({ code: 'not_found' });
      }
      expect((await listConnections(deps, owner, { limit: 50 })).items).toEqual([]);
      const definition = calling(`${echo.url}/a`, id);
      expect((await run(editor, definition)).status).toBe('success');
      expect(await run(owner, definition)).toMatchObject({ status: 'error', error: { code: 'connection_not_found' } });
      const workflow = await world.newWorkflow(owner, definition);
      await expect(deployWorkflow(world.deps, owner, { id: workflow })).rejects.toMatchObject({
        code: 'not_deployable',
      });
      await world.deps.db.prisma.membership.deleteMany({ where: { userId: editor.userId } });
      await vi.waitFor(async () => expect((await run(editor, definition)).status).toBe('error'), { timeout: 5_000 });
    });

    it('a queued run acts for the person who started it', async () => {
      const owner = await world.newWorkspace();
      const editor = await colleague(owner, 'editor');
      const { id } = await create(editor, { personal: true });
      const workflow = await world.newWorkflow(owner, calling(`${echo.url}/queued`, id));
      const queued = async (principal: Principal): Promise<Execution> => {
        const body = { id: workflow, mode: 'async', input: { text: 'x' } } as const;
        const { execution } = await executeWorkflow(world.deps, principal, body);
        return vi.waitFor(
          async () => {
            const now = await getExecution(world.deps, principal, { id: execution.id });
            expect(isEnded(now.status)).toBe(true);
            return now;
          },
          { timeout: 15_000, interval: 20 },
        );
      };
      expect((await queued(editor)).status).toBe('success');
      expect(await queued(owner)).toMatchObject({ status: 'error', error: { code: 'connection_not_found' } });
    });

    it('another workspace’s connection is like none, at deploy and in a run', async () => {
      const [owner, stranger] = [await world.newWorkspace(), await world.newWorkspace()];
      const { id } = await create(owner);
      for (const connectionId of [id, newId()]) {
        const workflow = await world.newWorkflow(stranger, calling(`${echo.url}/a`, connectionId));
        const { problems } = await validateWorkflow(world.deps, stranger, { id: workflow });
        const missing = { code: 'connection_not_found', nodeId: 'call', path: '/connectionId', severity: 'error' };
        expect(problems.filter(isError)).toEqual([expect.objectContaining(missing)]);
        const tried = await executeNode(world.deps, stranger, { id: workflow, nodeId: 'call' });
        expect(tried).toMatchObject({
          status: 'error',
          error: { code: 'connection_not_found', path: '/connectionId' },
        });
      }
    });
  });

  describe('in a run', () => {
    const kinds: [string, Partial<Body>, (seen: (typeof echo.seen)[number]) => unknown, string][] = [
      ['bearer', {}, (seen) => seen.headers.authorization, `Bearer ${TOKEN}`],
      [
        'apiKey',
        { connector: 'apiKey', fields: { place: 'header', name: 'X-Api-Key', value: TOKEN } },
        (seen) => seen.headers['x-api-key'],
        TOKEN,
      ],
      [
        'apiKey in the query',
        { connector: 'apiKey', fields: { place: 'query', name: 'key', value: TOKEN } },
        (seen) => seen.url,
        `/kind?a=1&key=${TOKEN}`,
      ],
      [
        'basic',
        { connector: 'basic', fields: { username: 'ada', password: TOKEN } },
        (seen) => seen.headers.authorization,
        `Basic ${Buffer.from(`ada:${TOKEN}`).toString('base64')}`,
      ],
      [
        'headers',
        { connector: 'headers', fields: { headers: { 'X-One': TOKEN, 'X-Two': 'two' } } },
        (seen) => `${seen.headers['x-one']} ${seen.headers['x-two']}`,
        `${TOKEN} two`,
      ],
    ];
    it.each(kinds)('%s is added, and an answer that repeats it is cleaned', async (_name, body, sent, expected) => {
      const owner = await world.newWorkspace();
      const { id } = await create(owner, body);
      const execution = await run(owner, calling(`${echo.url}/kind?a=1`, id));
      expect(execution.status, JSON.stringify(execution.error)).toBe('success');
      expect(sent(echo.seen.at(-1)!)).toBe(expected);
      const text = JSON.stringify(execution);
      expect(text).toContain('[hidden]');
      expect(text).not.toContain(TOKEN);
      expect(text).not.toContain(Buffer.from(`ada:${TOKEN}`).toString('base64'));
    });

    it('is refused for a host that it does not name, before anything is sent', async () => {
      const owner = await world.newWorkspace();
      const { id } = await create(owner);
      const before = other.seen.length;
      const execution = await run(owner, calling(`${other.url}/`, id));
      expect(execution).toMatchObject({ status: 'error', error: { code: 'connection_host_refused' } });
      expect(other.seen.length).toBe(before);
    });

    it('is refused after a redirect to another host, and goes along to its own', async () => {
      const owner = await world.newWorkspace();
      const { id } = await create(owner);
      const before = other.seen.length;
      const away = await run(owner, calling(`${echo.url}/away`, id));
      expect(away).toMatchObject({ status: 'error', error: { code: 'connection_host_refused' } });
      expect(other.seen.length).toBe(before);
      expect((await run(owner, calling(`${echo.url}/round`, id))).status).toBe('success');
      expect(echo.seen.at(-1)).toMatchObject({ url: '/end', headers: { authorization: `Bearer ${TOKEN}` } });
    });

    it('replaces a header that the node sets itself', async () => {
      const owner = await world.newWorkspace();
      const { id } = await create(owner);
      await run(owner, calling(`${echo.url}/own`, id, { headers: { Authorization: 'Bearer mine' } }));
      expect(echo.seen.at(-1)!.headers.authorization).toBe(`Bearer ${TOKEN}`);
    });

    it('a deleted one is not used a second later; a cleared or unsuitable one never', async () => {
      const owner = await world.newWorkspace();
      const { id } = await create(owner);
      const definition = calling(`${echo.url}/a`, id);
      expect((await run(owner, definition)).status).toBe('success');
      await deleteConnection(deps, owner, { id, force: 'true' });
      await new Promise((resolve) => setTimeout(resolve, 1_050));
      expect(await run(owner, definition)).toMatchObject({ status: 'error', error: { code: 'connection_not_found' } });
      const cleared = await create(owner);
      await updateConnection(deps, owner, { id: cleared.id, hosts: [other.host] });
      const unready = await run(owner, calling(`${other.url}/`, cleared.id));
      expect(unready).toMatchObject({ status: 'error', error: { code: 'connection_incomplete' } });
      const fields = { host: '127.0.0.1', database: 'd', user: 'u', password: 'p' };
      const database = await create(owner, { connector: 'postgres', hosts: undefined, fields });
      const wrong = await run(owner, calling(`${echo.url}/`, database.id));
      expect(wrong).toMatchObject({ status: 'error', error: { code: 'connection_unsuitable' } });
    });
  });

  describe('where used', () => {
    it('names drafts and live versions; deleting asks first; an export binds nothing', async () => {
      const owner = await world.newWorkspace();
      const { id } = await create(owner);
      const workflowId = await world.newWorkflow(owner, calling(`${echo.url}/a`, id), 'Caller');
      await world.newWorkflow(
        owner,
        chain({ start: { type: 'trigger.manual', config: { sample: id } } }),
        'Mentions it',
      );
      await deployWorkflow(world.deps, owner, { id: workflowId });
      await vi.waitFor(
        async () => {
          const { usedBy } = await getConnection(deps, owner, { id });
          expect(usedBy).toEqual([{ workflowId, name: 'Caller', draft: true, live: true }]);
        },
        { timeout: 10_000 },
      );
      const refusal = { code: 'conflict', details: { usedBy: [expect.objectContaining({ workflowId })] } };
      await expect(deleteConnection(deps, owner, { id, force: 'false' })).rejects.toMatchObject(refusal);
      expect(JSON.stringify(await exportWorkflow(world.deps, owner, { id: workflowId }))).not.toContain(id);
      await deleteConnection(deps, owner, { id, force: 'true' });
      await expect(getConnection(deps, owner, { id })).rejects.toMatchObject({ code: 'not_found' });
    });
  });
});
