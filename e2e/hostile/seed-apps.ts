import type { ApiClient } from '../../lib/client/create-client.ts';
import { HttpBrowser } from '../../lib/testing/http-browser.ts';
import { deployDraft } from '../../scripts/deploy-workflow.ts';
import { allow } from '../mcp/oauth-person.ts';
import { names, prose } from './corpus.ts';

/** A server that asks for OAuth, clients with hostile names that are allowed to use it, and the page where one more asks. */
export async function seedApps(client: ApiClient): Promise<string> {
  const { id } = await client.call('createWorkflow', {
    body: {
      name: names[2]!,
      definition: {
        schemaVersion: 1,
        nodes: [
          {
            id: 't',
            key: 'start',
            type: 'trigger.tool',
            config: { name: 'a', description: 'a', inputSchema: { type: 'object' } },
          },
          { id: 'r', key: 'result', type: 'core.return', config: { value: 1 } },
        ],
        edges: [{ id: 'e', source: { node: 't', port: 'out' }, target: { node: 'r', port: 'in' } }],
      },
    },
  });
  const { url } = await deployDraft(client, id);
  await client.call('updateServer', { params: { id }, body: { access: 'oauth' } });
  let asking = '';
  for (const name of [...names.slice(0, 8), prose.slice(0, 500)]) {
    asking = await authorizationOf(url, name);
    const back = await allow({ client }, asking);
    await redeem(asking, back);
  }
  const browser = new HttpBrowser();
  const interaction = (await browser.get(asking)).headers.get('location') ?? '';
  const page = new URL((await browser.get(interaction)).headers.get('location') ?? '');
  return page.pathname + page.search;
}

const VERIFIER = 'v'.repeat(43);
const CHALLENGE = Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(VERIFIER))).toString(
  'base64url',
);

/** Where a new client of that name sends its person. */
async function authorizationOf(resource: string, name: string): Promise<string> {
  const redirect = `http://127.0.0.1:9/${encodeURIComponent(name.toWellFormed().slice(0, 100))}`;
  const { origin } = new URL(resource);
  const registered = await fetch(`${origin}/oauth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_name: name, redirect_uris: [redirect] }),
  });
  const { client_id: clientId } = (await registered.json()) as { client_id: string };
  const address = new URL(`${origin}/oauth/authorize`);
  for (const [key, value] of Object.entries({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirect,
    resource,
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
  })) {
    address.searchParams.set(key, value);
  }
  return address.href;
}

/** Comes for the token: only then an app is in the list. */
async function redeem(asking: string, back: URL): Promise<void> {
  const { origin, searchParams } = new URL(asking);
  const response = await fetch(`${origin}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: back.searchParams.get('code') ?? '',
      code_verifier: VERIFIER,
      client_id: searchParams.get('client_id') ?? '',
      redirect_uri: searchParams.get('redirect_uri') ?? '',
    }),
  });
  if (!response.ok) throw new Error(await response.text());
}
