import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Principal } from '#lib/contracts/principal.ts';
import { postgres } from '#lib/connectors/postgres/connector.ts';
import { createOutboundHttp, type OutboundGuard } from '#lib/outbound/outbound-http.ts';
import { createDatabases } from '#lib/outbound/postgres/databases.ts';
import { memoryPorts } from '#lib/runner/testing/memory-ports.ts';
import { runNode } from '#lib/runner/testing/run-node.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import type { ConnectionDeps } from './connection-deps.ts';
import { createConnectionSource, type ProcessConnections } from './connection-source.ts';
import { createConnection } from './create-connection.ts';
import { deleteConnection } from './delete-connection.ts';

const CANARY = 'canary-signing-secret-77c1';

describe('nodes with stored connections that are not HTTP', () => {
  const world = useWorld();
  let guard: OutboundGuard;
  let deps: ConnectionDeps;
  let connections: ProcessConnections;
  let databases: ReturnType<typeof createDatabases>;
  beforeAll(() => {
    guard = createOutboundHttp({ outboundAllow: ['localhost', '127.0.0.0/8'] });
    deps = { ...world.deps, outbound: guard };
    connections = createConnectionSource(world.deps);
    databases = createDatabases({ guard, fieldsOf: (request) => connections.fields(request, postgres) });
  });
  afterAll(async () => {
    await databases.close();
    await guard.close();
  });

  const create = async (owner: Principal, connector: string, fields: object, personal = false): Promise<string> => {
    const body = { name: connector, connector, fields, personal } as Parameters<typeof createConnection>[2];
    return (await createConnection(deps, owner, body)).id;
  };
  const database = (owner: Principal, personal = false): Promise<string> => {
    const url = new URL(world.config.databaseUrl);
    return create(
      owner,
      'postgres',
      {
        host: url.hostname,
        port: Number(url.port || 5432),
        database: url.pathname.slice(1),
        user: url.username,
        password: decodeURIComponent(url.password),
        tls: 'off',
      },
      personal,
    );
  };
  /** A node in a run of this person. */
  const run = (who: Principal, type: string, config: Record<string, unknown>) => {
    const own = { workspaceId: who.workspaceId, actorId: who.userId };
    const ports = memoryPorts({
      query: (request) => databases.query({ ...request, ...own }),
      connection: (request) => connections.open({ ...request, ...own }),
    });
    return runNode(type, config, null, ports);
  };
  const ask = (who: Principal, connectionId: string) =>
    run(who, 'postgres.query', { connectionId, sql: 'SELECT 1 AS one' });

  it('a database is asked by its own workspace alone, and by its person if it is personal', async () => {
    const [owner, stranger] = [await world.newWorkspace(), await world.newWorkspace()];
    const shared = await database(owner);
    const personal = await database(owner, true);
    for (const id of [shared, personal]) {
      expect((await ask(owner, id)).output).toMatchObject({ rows: [{ one: 1 }] });
      expect((await ask(stranger, id)).error).toMatchObject({ code: 'connection_not_found' });
    }
    const colleague = { ...stranger, workspaceId: owner.workspaceId };
    expect((await ask(colleague, personal)).error).toMatchObject({ code: 'connection_not_found' });
  });

  it('a deleted connection is of no use a second later, although its sockets were open', async () => {
    const owner = await world.newWorkspace();
    const id = await database(owner);
    expect((await ask(owner, id)).error).toBeNull();
    await deleteConnection(deps, owner, { id, force: 'true' });
    await expect
      .poll(async () => (await ask(owner, id)).error?.code, { timeout: 1_500, interval: 100 })
      .toBe('connection_not_found');
  });

  it('connections of other kinds are refused, and say what is wanted', async () => {
    const owner = await world.newWorkspace();
    const [signing, db] = [await create(owner, 'signingSecret', { secret: CANARY }), await database(owner)];
    expect((await ask(owner, signing)).error).toMatchObject({
      code: 'connection_unsuitable',
      message: expect.stringContaining('PostgreSQL'),
    });
    const hashed = await run(owner, 'data.hash', { value: 'abc', connectionId: db });
    expect(hashed.error).toMatchObject({ code: 'connection_unsuitable' });
    expect(JSON.stringify(hashed.error)).not.toContain(CANARY);
  });

  it('a stored signing secret signs', async () => {
    const owner = await world.newWorkspace();
    const connectionId = await create(owner, 'signingSecret', { secret: CANARY });
    const { output } = await run(owner, 'data.hash', { value: 'abc', algorithm: 'sha1', connectionId });
    expect(output).toBe(createHmac('sha1', CANARY).update('abc').digest('hex'));
  });
});
