import { describe, expect, it, vi } from 'vitest';
import { nodeCatalog } from '#lib/catalog/executors.ts';
import type { ServerAccess } from '#lib/contracts/server-settings.ts';
import { deleteExpiredRows } from '#lib/db/system/expired-rows.ts';
import { wireIdentity } from '#lib/server/identity-wiring.ts';
import { removeMember } from '#lib/services/members/remove-member.ts';
import { updateMember } from '#lib/services/members/update-member.ts';
import { updateServer } from '#lib/services/servers/update-server.ts';
import { echoDefinition } from '#lib/services/testing/definitions.ts';
import { deleteWorkflow } from '#lib/services/workflows/delete-workflow.ts';
import { newId } from '#lib/shared/ids.ts';
import { ask, call } from '../testing/ask-server.ts';
import { oauthClient } from '../testing/oauth-client.ts';
import { useRuntime, type Deployed } from '../testing/runtime-harness.ts';

const harness = useRuntime();
const client = oauthClient(harness);
/** What every process does within a second; a busy machine may take longer. */
const SOON = { timeout: 10_000, interval: 50 };

const setAccess = (server: Deployed, access: ServerAccess) =>
  updateServer({ ...harness.deps, catalog: nodeCatalog }, harness.principal, { id: server.workflowId, access });

async function oauthServer(name: string): Promise<Deployed> {
  const server = await harness.deploy(name, echoDefinition());
  await setAccess(server, 'oauth');
  return server;
}

/** Somebody who joins the workspace; returns their membership. */
async function join(role: string): Promise<{ userId: string; membershipId: string }> {
  const { principal } = await harness.stranger();
  const membershipId = newId();
  await harness.db.pool.query('INSERT INTO membership (id, workspace_id, user_id, role) VALUES ($1, $2, $3, $4)', [
    membershipId,
    harness.principal.workspaceId,
    principal.userId,
    role,
  ]);
  return { userId: principal.userId, membershipId };
}

const statusOf = async (url: string, token: string): Promise<number> =>
  (await ask(url, 'tools/list', {}, token)).status;
const refreshError = async (tokens: { clientId: string; refresh_token?: string }): Promise<string> => {
  const response = await client.refresh(tokens.clientId, tokens.refresh_token!);
  return ((await response.json()) as { error: string }).error;
};

describe('what ends a grant', () => {
  it('a role that is lowered counts at once; a membership that ends takes the grant along, also for who comes back', async () => {
    const server = await oauthServer('members only');
    const { userId, membershipId } = await join('editor');
    const tokens = await client.connect(server.url, { person: await client.signIn(userId) });
    expect((await call(server.url, 'echo', { text: 'x' }, tokens.access_token)).status).toBe(200);
    const deps = wireIdentity(harness.deps);
    await updateMember(deps, harness.principal, { id: membershipId, role: 'viewer' });
    await vi.waitFor(async () => {
      expect((await call(server.url, 'echo', { text: 'x' }, tokens.access_token)).status).toBe(403);
    }, SOON);
    expect(await statusOf(server.url, tokens.access_token)).toBe(200);
    await removeMember(deps, harness.principal, { id: membershipId });
    await vi.waitFor(async () => expect(await statusOf(server.url, tokens.access_token)).toBe(401), SOON);
    await harness.db.pool.query(
      `INSERT INTO membership (id, workspace_id, user_id, role) VALUES ($1, $2, $3, 'owner')`,
      [newId(), harness.principal.workspaceId, userId],
    );
    expect(await refreshError(tokens)).toBe('invalid_grant');
  });

  it('an account that is gone', async () => {
    const server = await oauthServer('for a while');
    const { userId } = await join('editor');
    const tokens = await client.connect(server.url, { person: await client.signIn(userId) });
    expect(await statusOf(server.url, tokens.access_token)).toBe(200);
    await harness.db.pool.query('DELETE FROM "user" WHERE id = $1', [userId]);
    await vi.waitFor(async () => expect(await statusOf(server.url, tokens.access_token)).toBe(401), SOON);
    expect(await refreshError(tokens)).toBe('invalid_grant');
  });

  it('a workspace that is gone', async () => {
    const other = await harness.stranger();
    const server = await other.deploy('theirs', echoDefinition());
    const change = { id: server.workflowId, access: 'oauth' as const };
    await updateServer({ ...harness.deps, catalog: nodeCatalog }, other.principal, change);
    const tokens = await client.connect(server.url, { person: await client.signIn(other.principal.userId) });
    expect(await statusOf(server.url, tokens.access_token)).toBe(200);
    await harness.db.pool.query('UPDATE workspace SET deleted_at = now() WHERE id = $1', [other.principal.workspaceId]);
    await vi.waitFor(async () => expect(await statusOf(server.url, tokens.access_token)).toBe(401), SOON);
    expect(await refreshError(tokens)).toBe('invalid_grant');
  });

  it('a server that asks for keys again: nothing here says that it ever was otherwise', async () => {
    const server = await oauthServer('for some time');
    const { access_token: token } = await client.connect(server.url);
    expect(await statusOf(server.url, token)).toBe(200);
    await setAccess(server, 'key');
    await vi.waitFor(async () => {
      const refused = await ask(server.url, 'tools/list', {}, token);
      expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer error="invalid_token"']);
      const { pathname } = new URL(server.url);
      expect((await fetch(`${client.base()}/.well-known/oauth-protected-resource${pathname}`)).status).toBe(404);
    }, SOON);
    expect(await statusOf(server.url, harness.key)).toBe(200);
  });

  it('a server that is deleted, for good: restored, nobody has allowed anything', async () => {
    const server = await oauthServer('deleted');
    const tokens = await client.connect(server.url);
    expect(await statusOf(server.url, tokens.access_token)).toBe(200);
    await deleteWorkflow(harness.deps, harness.principal, { id: server.workflowId });
    await vi.waitFor(async () => expect(await statusOf(server.url, tokens.access_token)).toBe(401), SOON);
    await deleteExpiredRows(harness.deps.db.pool, Date.now());
    await harness.db.pool.query('UPDATE workflow SET deleted_at = NULL WHERE id = $1', [server.workflowId]);
    expect(await refreshError(tokens)).toBe('invalid_grant');
    const { rows } = await harness.db.pool.query('SELECT 1 FROM oauth_grant WHERE server_id = $1', [server.workflowId]);
    expect(rows).toEqual([]);
  });

  it('time: what nobody came for, what nobody used, and clients without a grant are forgotten', async () => {
    const server = await oauthServer('forgotten');
    const unused = await client.newClient();
    const tokens = await client.connect(server.url);
    const days = (count: number) => Date.now() + count * 24 * 3_600_000;
    const known = async (id: string): Promise<boolean> =>
      ((await harness.db.pool.query('SELECT 1 FROM oauth_client WHERE id = $1', [id])).rowCount ?? 0) > 0;
    await deleteExpiredRows(harness.deps.db.pool, days(2));
    expect([await known(unused), await known(tokens.clientId)]).toEqual([false, true]);
    await deleteExpiredRows(harness.deps.db.pool, days(32));
    expect(await known(tokens.clientId)).toBe(false);
    const { rows } = await harness.db.pool.query(
      'SELECT (SELECT count(*)::int FROM oauth_grant) AS grants, (SELECT count(*)::int FROM oauth_artifact) AS artifacts',
    );
    expect(rows).toEqual([{ grants: 0, artifacts: 0 }]);
  });
});
