import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeCatalog } from '#lib/catalog/executors.ts';
import { updateServer } from '#lib/services/servers/update-server.ts';
import { echoDefinition } from '#lib/services/testing/definitions.ts';
import { HttpBrowser } from '#lib/testing/http-browser.ts';
import { findFreePort } from '../../../scripts/free-port.ts';
import { ask } from '../testing/ask-server.ts';
import { challengeOf, oauthClient, REDIRECT } from '../testing/oauth-client.ts';
import { useRuntime, type Deployed } from '../testing/runtime-harness.ts';

const [port, forbidden] = [await findFreePort(), await findFreePort()];
const harness = useRuntime({ OUTBOUND_ALLOW: `localhost:${port}` });
const client = oauthClient(harness);

/** A certificate for localhost that this process trusts. */
function trustedCertificate(): { key: string; cert: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'toolwright-cert-'));
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2', '-nodes'];
  const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', ...subject];
  execFileSync('openssl', [...made, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const pair = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  rmSync(folder, { recursive: true });
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), pair.cert]);
  return pair;
}

const idOf = (name: string, at = port): string => `https://localhost:${at}/${name}`;

describe('documents of clients', () => {
  const asked: string[] = [];
  const servers: Server[] = [];
  let server: Deployed;

  beforeAll(async () => {
    const pair = trustedCertificate();
    const document = (name: string, more: object = {}) => ({
      client_id: idOf(name),
      client_name: 'Documented client',
      redirect_uris: ['http://127.0.0.1/callback'],
      logo_uri: idOf('logo.png'),
      ...more,
    });
    const bodies: Record<string, string> = {
      'good.json': JSON.stringify(document('good.json')),
      'named-otherwise.json': JSON.stringify(document('good.json')),
      'secret.json': JSON.stringify(document('secret.json', { client_secret: 'x' })),
      'large.json': JSON.stringify(document('large.json', { client_name: 'x'.repeat(10_000) })),
      'http.json': JSON.stringify(document('http.json', { redirect_uris: ['http://app.example.com/cb'] })),
      'no.json': 'this is no JSON',
    };
    for (const at of [port, forbidden]) {
      const one = createServer(pair, (request, response) => {
        const name = (request.url ?? '/').slice(1);
        asked.push(`${at} ${name}`);
        if (name === 'elsewhere.json') return response.writeHead(302, { location: '/good.json' }).end();
        const body = bodies[name];
        if (body === undefined) return response.writeHead(404).end();
        return response.setHeader('content-type', 'application/json').end(body);
      });
      servers.push(one);
      await new Promise<void>((resolve) => one.listen(at, '127.0.0.1', resolve));
    }
    server = await harness.deploy('documented', echoDefinition());
    const change = { id: server.workflowId, access: 'oauth' as const };
    await updateServer({ ...harness.deps, catalog: nodeCatalog }, harness.principal, change);
  });

  afterAll(() => {
    for (const one of servers) {
      one.closeAllConnections();
      one.close();
    }
  });

  const open = (clientId: string) =>
    new HttpBrowser().get(
      client.authorizeUrl({ client_id: clientId, resource: server.url, code_challenge: challengeOf('x') }),
    );

  it('a client with a document needs no registration; it is fetched once, its picture never', async () => {
    const clientId = idOf('good.json');
    const tokens = await client.connect(server.url, { clientId });
    expect(REDIRECT).toContain(':7777');
    expect((await ask(server.url, 'tools/list', {}, tokens.access_token)).status).toBe(200);
    expect(asked.filter((each) => each.endsWith('good.json'))).toHaveLength(1);
    expect(asked.some((each) => each.endsWith('logo.png'))).toBe(false);
    const { rows } = await harness.db.pool.query('SELECT client_id, client_name FROM oauth_grant');
    expect(rows).toEqual([{ client_id: clientId, client_name: 'Documented client' }]);
  });

  it.each(['named-otherwise.json', 'secret.json', 'large.json', 'http.json', 'no.json', 'elsewhere.json', 'none.json'])(
    '%s is no client',
    async (name) => {
      const response = await open(idOf(name));
      expect([response.status, response.headers.get('location')]).toEqual([expect.toBeOneOf([400, 401]), null]);
    },
  );

  it('an address that the guard does not allow is not even asked', async () => {
    const response = await open(idOf('good.json', forbidden));
    expect([response.status, response.headers.get('location')]).toEqual([expect.toBeOneOf([400, 401]), null]);
    expect(asked.filter((each) => each.startsWith(`${forbidden} `))).toEqual([]);
  });

  it.each(['http://localhost/x.json', 'https://localhost/../x.json', 'https://u@localhost/x.json', 'file:///x'])(
    '%s is no id of a client',
    async (clientId) => expect((await open(clientId)).headers.get('location')).toBeNull(),
  );
});
