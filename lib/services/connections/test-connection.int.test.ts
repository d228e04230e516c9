import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '#lib/contracts/api/connections.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { createOutboundHttp, type OutboundGuard } from '#lib/outbound/outbound-http.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import type { ConnectionDeps } from './connection-deps.ts';
import { createConnection } from './create-connection.ts';
import { getConnection } from './get-connection.ts';
import { testConnection } from './test-connection.ts';
import { useEchoServer } from './testing/echo-server.ts';
import { startMailServer } from './testing/mail-server.ts';
import { updateConnection } from './update-connection.ts';

const TOKEN = 'canary-token-5f0c1b';

describe('trying a connection', () => {
  const world = useWorld();
  const echo = useEchoServer((request, response) => {
    if (request.url !== '/refused') return false;
    response.writeHead(401).end();
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
  const tried = async (owner: Principal, body: Partial<Body>) => {
    const { id } = await create(owner, body);
    return testConnection(deps, owner, { id });
  };
  it('asks the test address with the credentials, and keeps how it went', async () => {
    const owner = await world.newWorkspace();
    const { id } = await create(owner, { fields: { token: TOKEN, testUrl: `${echo.url}/me` } });
    expect(await testConnection(deps, owner, { id })).toMatchObject({ ok: true, durationMs: expect.any(Number) });
    expect(echo.seen.at(-1)).toMatchObject({ url: '/me', headers: { authorization: `Bearer ${TOKEN}` } });
    expect(await getConnection(deps, owner, { id })).toMatchObject({
      lastTestOk: true,
      lastTestedAt: expect.any(String),
    });
    await updateConnection(deps, owner, { id, fields: { testUrl: `${echo.url}/refused` } });
    expect(await testConnection(deps, owner, { id })).toMatchObject({
      ok: false,
      message: expect.stringContaining('401'),
    });
  });

  it('select 1 on a real Postgres; a wrong password is refused in its words', async () => {
    const owner = await world.newWorkspace();
    const url = new URL(world.environment['DATABASE_URL']!);
    // Our own database may be reached only because host:port is named; the guard of a second installation knows none.
    const guard = createOutboundHttp({ outboundAllow: ['127.0.0.1', 'localhost'] });
    const fields = {
      host: url.hostname,
      port: Number(url.port),
      database: url.pathname.slice(1),
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      tls: 'off',
    };
    const { id } = await create(owner, { connector: 'postgres', hosts: undefined, fields });
    expect(await testConnection({ ...deps, outbound: guard }, owner, { id })).toMatchObject({ ok: true });
    expect(await testConnection(deps, owner, { id })).toMatchObject({
      ok: false,
      message: expect.stringContaining('internal'),
    });
    await updateConnection(deps, owner, { id, fields: { password: 'wrong-password' } });
    const wrong = await testConnection({ ...deps, outbound: guard }, owner, { id });
    expect(wrong).toMatchObject({ ok: false, message: expect.stringContaining('password authentication failed') });
    expect(wrong.message).not.toContain('wrong-password');
    await guard.close();
  });

  it('greets a mail server, signs in, sends nothing', async () => {
    const owner = await world.newWorkspace();
    const mail = await startMailServer();
    const base = { host: '127.0.0.1', port: mail.port, security: 'none' };
    expect(await tried(owner, { connector: 'smtp', hosts: undefined, fields: base })).toMatchObject({ ok: true });
    expect(mail.commands.join(' ')).toMatch(/^EHLO/);
    const good = { ...base, user: 'ada', password: 'sesame-open' };
    expect(await tried(owner, { connector: 'smtp', hosts: undefined, fields: good })).toMatchObject({ ok: true });
    const bad = await tried(owner, { connector: 'smtp', hosts: undefined, fields: { ...good, password: TOKEN } });
    expect(bad).toMatchObject({ ok: false, message: expect.stringContaining('refused') });
    expect(mail.commands.some((command) => command.startsWith('MAIL'))).toBe(false);
    mail.close();
  });

  it.each(['postgres', 'smtp'])('%s: internal addresses are refused, and no socket opened', async (connector) => {
    const owner = await world.newWorkspace();
    const mail = await startMailServer();
    const guard = createOutboundHttp({ outboundAllow: [] });
    const common = { host: 'localhost', port: mail.port, user: 'u', password: 'p' };
    const fields = connector === 'smtp' ? { ...common, security: 'none' } : { ...common, database: 'd', tls: 'off' };
    const { id } = await create(owner, { connector, hosts: undefined, fields });
    const result = await testConnection({ ...deps, outbound: guard }, owner, { id });
    expect(result).toMatchObject({ ok: false, message: expect.stringContaining('internal address') });
    expect(mail.sockets()).toBe(0);
    mail.close();
    await guard.close();
  });
});
