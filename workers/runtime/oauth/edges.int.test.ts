import { expect, it, vi } from 'vitest';
import { nodeCatalog } from '#lib/catalog/executors.ts';
import { updateServer } from '#lib/services/servers/update-server.ts';
import { echoDefinition } from '#lib/services/testing/definitions.ts';
import { oauthClient } from '../testing/oauth-client.ts';
import { useRuntime } from '../testing/runtime-harness.ts';

const harness = useRuntime();
const client = oauthClient(harness);

it('the root has the metadata of the only server there is, and nothing where there are several', async () => {
  const root = () => fetch(`${client.base()}/.well-known/oauth-protected-resource`);
  const server = await harness.deploy('the only one', echoDefinition());
  expect((await root()).status).toBe(404);
  const change = { id: server.workflowId, access: 'oauth' as const };
  await updateServer({ ...harness.deps, catalog: nodeCatalog }, harness.principal, change);
  const found = await vi.waitFor(
    async () => {
      const answer = await root();
      expect(answer.status).toBe(200);
      return answer;
    },
    { timeout: 10_000 },
  );
  expect(await found.json()).toMatchObject({ resource: server.url });
  await harness.deploy('another', echoDefinition());
  await vi.waitFor(async () => expect((await root()).status).toBe(404), { timeout: 10_000 });
});

it('an address registers sixty clients an hour, and no other request suffers from it', async () => {
  const answers = await Promise.all(Array.from({ length: 75 }, () => client.register()));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThanOrEqual(5);
  expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused[0]!.json()).toMatchObject({ error: 'temporarily_unavailable' });
  const { rows } = await harness.db.pool.query('SELECT count(*)::int AS n FROM oauth_client');
  expect(rows).toEqual([{ n: answers.length - refused.length }]);
  expect((await fetch(`${client.base()}/.well-known/oauth-authorization-server/oauth`)).status).toBe(200);
  // The library takes every spelling of its addresses.
  const shouted = await fetch(`${client.base()}/oauth/REGISTER`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ redirect_uris: ['http://127.0.0.1/back'] }),
  });
  expect(shouted.status).toBe(429);
  expect((await fetch(`${client.base()}/oauth/token`, { method: 'POST' })).status).toBe(400);
});

it('a person whom nobody can send back is told so, in their language, on a page without scripts', async () => {
  for (const [language, title] of [
    ['en', 'This app cannot be connected'],
    ['ko', '이 앱을 연결할 수 없습니다'],
  ]) {
    const response = await fetch(`${client.base()}/oauth/authorize?client_id=%3Cb%3E`, {
      headers: { accept: 'text/html', 'accept-language': language! },
    });
    const page = await response.text();
    expect([response.status, page.includes(title!), page.includes('<b>')]).toEqual([400, true, false]);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  }
  const lost = await fetch(`${client.base()}/oauth/interaction/unknown`, { headers: { accept: 'text/html' } });
  expect([lost.status, (await lost.text()).includes('This took too long')]).toEqual([400, true]);
});

it('what is none of its addresses does not exist', async () => {
  for (const path of ['/oauth/me', '/oauth/session/end', '/oauth/request', '/oauth/token/introspection', '/oauth/x']) {
    expect((await fetch(`${client.base()}${path}`)).status, path).toBe(404);
  }
  expect((await fetch(`${client.base()}/oauth/interaction/x`, { method: 'POST' })).status).toBe(405);
  const keys = (await (await fetch(`${client.base()}/oauth/jwks`)).json()) as { keys: object[] };
  expect(keys.keys).toHaveLength(1);
  expect(Object.keys(keys.keys[0]!)).not.toContain('d');
});

it('an address asks for so many sign-ins a minute, however it spells what it asks', async () => {
  const ask = (path: string): Promise<number> =>
    fetch(`${client.base()}/oauth/${path}?client_id=unknown`).then(({ status }) => status);
  const statuses = await Promise.all(
    Array.from({ length: 600 }, (_, index) => ask(index % 2 ? 'authorize' : 'AUTHORIZE')),
  );
  expect(new Set(statuses)).toEqual(new Set([400, 429]));
  expect((await fetch(`${client.base()}/oauth/token`, { method: 'POST' })).status).toBe(400);
});
