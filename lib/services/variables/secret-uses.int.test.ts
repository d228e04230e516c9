import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Principal, Role } from '#lib/contracts/principal.ts';
import { createOutboundHttp, type OutboundGuard } from '#lib/outbound/outbound-http.ts';
import type { ConnectionDeps } from '#lib/services/connections/connection-deps.ts';
import { createConnection } from '#lib/services/connections/create-connection.ts';
import { getConnection } from '#lib/services/connections/get-connection.ts';
import { testConnection } from '#lib/services/connections/test-connection.ts';
import { useEchoServer } from '#lib/services/connections/testing/echo-server.ts';
import { updateConnection } from '#lib/services/connections/update-connection.ts';
import { deployWorkflow } from '#lib/services/deployments/deploy-workflow.ts';
import { executeNode } from '#lib/services/executions/execute-node.ts';
import { executeWorkflow } from '#lib/services/executions/execute-workflow.ts';
import { chain, toolTrigger } from '#lib/services/testing/definitions.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { isError, validateWorkflow } from '#lib/services/workflows/validate-workflow.ts';
import { newId } from '#lib/shared/ids.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { deleteVariable } from './delete-variable.ts';
import { getVariable } from './get-variable.ts';
import { putVariable } from './put-variable.ts';

const SECRET = 'canary-secret-4d1e88';
/** What a process keeps of secrets is older than this by then. */
const FORGOTTEN_MS = 1_100;

describe('secret variables', () => {
  const world = useWorld({ runtime: true });
  const echo = useEchoServer((request, response) => {
    if (request.url !== '/away') return false;
    response.writeHead(302, { location: `${other.url}/stolen` }).end();
    return true;
  });
  const other = useEchoServer();
  let outbound: OutboundGuard;
  let deps: ConnectionDeps;
  beforeAll(() => {
    outbound = createOutboundHttp(world.config);
    deps = { ...world.deps, outbound };
  });
  afterAll(() => outbound.close());

  const put = (by: Principal, change: Partial<Parameters<typeof putVariable>[2]> = {}) =>
    putVariable(world.deps, by, { name: 'KEY', value: SECRET, secret: true, hosts: [echo.host], ...change });
  const calling = (by: Principal, url: string, headers: object = { Authorization: 'Token {{ vars.KEY }}' }) =>
    world.newWorkflow(
      by,
      chain({
        start: toolTrigger(),
        call: { type: 'http.request', config: { method: 'GET', url, headers } },
        end: { type: 'core.return', config: { value: '{{ steps.call.body }}' } },
      }),
    );
  const run = async (by: Principal, id: string) =>
    (await executeWorkflow(world.deps, by, { id, mode: 'sync', input: { text: 'x' } })).execution;
  const colleague = async (of: Principal, role: Role): Promise<Principal> => {
    const { prisma } = world.deps.db;
    const userId = newId();
    await prisma.user.create({ data: { id: userId, email: `${userId}@example.com`, name: 'Lee' } });
    await prisma.membership.create({ data: { id: newId(), workspaceId: of.workspaceId, userId, role } });
    return { ...of, userId, email: `${userId}@example.com`, role };
  };
  const secretsOf = async (by: Principal): Promise<string> => {
    const { pool } = world.deps.db;
    const { rows } = await pool.query(
      `SELECT e::text AS row FROM execution e WHERE workspace_id = $1 UNION ALL
       SELECT c::text FROM connection c WHERE workspace_id = $1 UNION ALL
       SELECT a::text FROM audit_event a WHERE workspace_id = $1`,
      [by.workspaceId],
    );
    return JSON.stringify(rows);
  };

  describe('in a header', () => {
    it('reach their hosts, for a builder too, and nothing else: not the log, not the answer', async () => {
      const owner = await world.newWorkspace();
      await put(owner);
      const editor = await colleague(owner, 'editor');
      const id = await calling(editor, `${echo.url}/echo`);
      expect((await validateWorkflow(world.deps, editor, { id })).problems.filter(isError)).toEqual([]);
      const execution = await run(editor, id);
      expect(echo.seen.at(-1)?.headers.authorization).toBe(`Token ${SECRET}`);
      expect(execution).toMatchObject({ status: 'success', output: { headers: { authorization: 'Token [hidden]' } } });
      expect(execution.steps[1]?.input).toMatchObject({ headers: { Authorization: 'Token {{ vars.KEY }}' } });
      const step = await executeNode(world.deps, editor, { id, nodeId: 'call' });
      expect(step).toMatchObject({ status: 'success' });
      const said = JSON.stringify([execution, step, await getVariable(world.deps, editor, { name: 'KEY' })]);
      expect(said + (await secretsOf(owner))).not.toContain(SECRET);
    });

    it('go to no other host, redirects included', async () => {
      const owner = await world.newWorkspace();
      await put(owner);
      other.seen.length = 0;
      for (const url of [`${other.url}/x`, `${echo.url}/away`]) {
        const execution = await run(owner, await calling(owner, url));
        expect(execution.error).toMatchObject({
          code: 'secret_host_refused',
          message: expect.stringContaining(`the secret variable "KEY" is not for the host "${other.host}"`),
        });
      }
      expect(other.seen).toEqual([]);
    });

    it('without hosts go nowhere, and the builder is told before', async () => {
      const owner = await world.newWorkspace();
      await put(owner, { hosts: [] });
      const id = await calling(owner, `${echo.url}/echo`);
      await expect(deployWorkflow(world.deps, owner, { id })).rejects.toMatchObject({ code: 'not_deployable' });
      const { problems } = await validateWorkflow(world.deps, owner, { id });
      expect(problems.filter(isError)).toMatchObject([
        { code: 'secret_variable_without_hosts', path: '/headers/Authorization' },
      ]);
      const before = echo.seen.length;
      expect((await run(owner, id)).error?.code).toBe('secret_without_hosts');
      expect(echo.seen).toHaveLength(before);
    });

    it('follow a change within a second, and fail once they are gone', async () => {
      const owner = await world.newWorkspace();
      await put(owner);
      const id = await calling(owner, `${echo.url}/echo`);
      await run(owner, id);
      await put(owner, { value: 'another-secret-1', hosts: undefined });
      await sleep(FORGOTTEN_MS);
      await run(owner, id);
      expect(echo.seen.at(-1)?.headers.authorization).toBe('Token another-secret-1');
      await deleteVariable(world.deps, owner, { name: 'KEY', force: 'true' });
      await sleep(FORGOTTEN_MS);
      expect((await run(owner, id)).status).toBe('error');
    });

    it('that headers cannot carry are a step error without the value', async () => {
      const owner = await world.newWorkspace();
      await put(owner, { value: 'line\r\nX-Evil: 1-canary' });
      const execution = await run(owner, await calling(owner, `${echo.url}/echo`));
      expect(execution.error?.code).toBe('config_invalid');
      expect(JSON.stringify(execution)).not.toContain('canary');
    });
  });

  describe('in a connection', () => {
    const body = (fields: object, connector = 'bearer') => ({
      name: 'Echo',
      connector,
      hosts: [echo.host],
      personal: false,
      fields: fields as Record<string, never>,
    });
    const using = async (by: Principal, connectionId: string) => {
      const call = { type: 'http.request', config: { method: 'GET', url: `${echo.url}/echo`, connectionId } };
      return run(by, await world.newWorkflow(by, chain({ start: toolTrigger(), call })));
    };

    it('stand in for a secret field or a header of a set, follow it, and are shown by name', async () => {
      const owner = await world.newWorkspace();
      await put(owner);
      const made = await createConnection(deps, owner, body({ token: { $variable: 'KEY' } }));
      expect(made).toMatchObject({ ready: true, variables: { '/token': 'KEY' } });
      expect(await using(owner, made.id)).toMatchObject({ status: 'success' });
      expect(echo.seen.at(-1)?.headers.authorization).toBe(`Bearer ${SECRET}`);
      const headers = { 'X-One': { $variable: 'KEY' }, 'X/Two': 'plain-header-value' };
      const refused = createConnection(deps, owner, body({ headers }, 'headers'));
      await expect(refused).rejects.toMatchObject({ code: 'invalid' });
      const set = await createConnection(
        deps,
        owner,
        body(
          { headers: { 'X-One': { $variable: 'KEY' }, 'X-Two': 'plain-header-value' }, testUrl: `${echo.url}/me` },
          'headers',
        ),
      );
      await put(owner, { value: 'rotated-secret-77', hosts: undefined });
      await sleep(FORGOTTEN_MS);
      expect(await testConnection(deps, owner, set)).toMatchObject({ ok: true });
      expect(echo.seen.at(-1)?.headers).toMatchObject({ 'x-one': 'rotated-secret-77', 'x-two': 'plain-header-value' });
      expect(await using(owner, made.id)).toMatchObject({ status: 'success' });
      expect(echo.seen.at(-1)?.headers.authorization).toBe('Bearer rotated-secret-77');
      const renamed = await updateConnection(deps, owner, { id: made.id, name: 'New name' });
      expect(renamed).toMatchObject({ ready: true, variables: { '/token': 'KEY' } });
      const entered = await updateConnection(deps, owner, { id: made.id, fields: { token: 'typed-token' } });
      expect(entered.variables).toEqual({});
      const said = JSON.stringify([made, set, renamed, await secretsOf(owner)]);
      expect(said).not.toContain(SECRET);
      expect(said).not.toContain('rotated-secret-77');
    });

    it('are not lent to other hosts, by nobody and at no time', async () => {
      const owner = await world.newWorkspace();
      await put(owner);
      const editor = await colleague(owner, 'editor');
      const stolen = { ...body({ token: { $variable: 'KEY' } }), hosts: [other.host], personal: true };
      const failed = { code: 'invalid', errors: [expect.objectContaining({ path: '/fields/token' })] };
      await expect(createConnection(deps, editor, stolen)).rejects.toMatchObject(failed);
      const viewer = await colleague(owner, 'viewer');
      const personal = { ...body({ token: { $variable: 'KEY' } }), personal: true };
      await expect(createConnection(deps, viewer, personal)).rejects.toMatchObject({ code: 'forbidden' });
      const made = await createConnection(deps, editor, personal);
      const moved = updateConnection(deps, editor, {
        id: made.id,
        hosts: [other.host],
        fields: { token: { $variable: 'KEY' } },
      });
      await expect(moved).rejects.toMatchObject(failed);
      // Whoever manages variables takes the host away: the connection does not keep it.
      await put(owner, { hosts: [other.host] });
      expect(await testConnection(deps, editor, made)).toMatchObject({
        ok: false,
        message: expect.stringContaining('is not for the host'),
      });
      expect(await using(editor, made.id)).toMatchObject({ error: { code: 'secret_host_refused' } });
    });

    it('unknown, plain and foreign ones look the same', async () => {
      const owner = await world.newWorkspace();
      await put(await world.newWorkspace(), { name: 'FOREIGN' });
      await put(owner, { name: 'PLAIN', secret: false, hosts: undefined, value: 'x' });
      for (const name of ['NOPE', 'PLAIN', 'FOREIGN']) {
        const failed = createConnection(deps, owner, body({ token: { $variable: name } }));
        const message = `there is no secret variable "${name}"`;
        await expect(failed).rejects.toMatchObject({ errors: [{ code: 'secret_not_found', message }] });
      }
    });
  });

  it('say where they are used before they go', async () => {
    const owner = await world.newWorkspace();
    await put(owner);
    const editor = await colleague(owner, 'editor');
    const workflowId = await calling(owner, `${echo.url}/echo`);
    const code = { type: 'data.code', config: { code: 'return vars?.["KEY"];' } };
    const inCode = await world.newWorkflow(owner, chain({ start: toolTrigger(), code }), 'In code');
    await calling(owner, `${echo.url}/KEY`, { a: '{{ vars.KEYS }} vars.KE' });
    const fields = { token: { $variable: 'KEY' } } as object as Record<string, never>;
    const connection = { name: 'Shared', connector: 'bearer', hosts: [echo.host], fields, personal: false };
    const { id } = await createConnection(deps, owner, connection);
    await createConnection(deps, editor, { ...connection, name: 'Hers alone', personal: true });
    const usedBy = {
      workflows: [
        { workflowId, name: 'Echo', draft: true, live: false },
        { workflowId: inCode, name: 'In code', draft: true, live: false },
      ],
      connections: [{ id, name: 'Shared' }],
      othersConnections: 1,
    };
    expect((await getVariable(world.deps, owner, { name: 'KEY' })).usedBy).toEqual(usedBy);
    const refused = deleteVariable(world.deps, owner, { name: 'KEY' });
    await expect(refused).rejects.toMatchObject({ code: 'conflict', details: { usedBy } });
    expect(await getVariable(world.deps, owner, { name: 'KEY' })).toMatchObject({ secret: true });
    await deleteVariable(world.deps, owner, { name: 'KEY', force: 'true' });
    expect(await getConnection(deps, owner, { id })).toMatchObject({ variables: { '/token': 'KEY' } });
    expect(await testConnection(deps, owner, { id })).toMatchObject({ ok: false });
  });

  it('only they name hosts', async () => {
    const owner = await world.newWorkspace();
    const plain = put(owner, { secret: false, value: 'x' });
    await expect(plain).rejects.toMatchObject({ code: 'invalid', errors: [{ path: '/hosts', code: 'not_secret' }] });
    await put(owner);
    expect((await put(owner, { secret: false, value: 'x', hosts: undefined })).variable.hosts).toEqual([]);
  });
});
