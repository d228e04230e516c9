import { describe, expect, test } from 'vitest';
import type { Member } from '#lib/contracts/api/members.ts';
import type { Role } from '#lib/contracts/principal.ts';
import { newId } from '#lib/shared/ids.ts';
import { useWeb, type SignedUp } from './testing/web-harness.ts';

const web = useWeb();
interface Placed extends SignedUp {
  memberId: string;
}

/** Somebody whose only workspace is `team`. */
const join = async (team: SignedUp, role: Role): Promise<Placed> => {
  const person = await web.signUp();
  await web.db.pool.query('DELETE FROM membership WHERE user_id = $1', [person.user.id]);
  const memberId = newId();
  const values = [memberId, team.workspace.id, person.user.id, role];
  await web.db.pool.query('INSERT INTO membership (id, workspace_id, user_id, role) VALUES ($1, $2, $3, $4)', values);
  web.deps.credentials.forget();
  return { ...person, memberId };
};
const membersOf = async (token: string): Promise<Member[]> =>
  (await web.call<{ items: Member[] }>('GET', '/members', { token })).json.items;
const ownIdOf = async (person: SignedUp): Promise<string> =>
  (await membersOf(person.token)).find(({ user }) => user.id === person.user.id)!.id;
const setRole = (token: string, id: string, role: Role) =>
  web.call('PATCH', `/members/${id}`, { token, body: { role } });
const remove = (token: string, id: string) => web.call('DELETE', `/members/${id}`, { token });
const rolesIn = async (workspaceId: string): Promise<string[]> => {
  const { rows } = await web.db.pool.query<{ role: string }>('SELECT role FROM membership WHERE workspace_id = $1', [
    workspaceId,
  ]);
  return rows.map(({ role }) => role).sort();
};

describe('members', () => {
  test('everyone in the workspace sees who belongs to it, page by page', async () => {
    const team = await web.signUp();
    const viewer = await join(team, 'viewer');
    const items = await membersOf(team.token);
    expect((await membersOf(viewer.token)).map(({ id }) => id)).toEqual(items.map(({ id }) => id));
    expect(items.map(({ user, role }) => [user.email, role])).toEqual([
      [team.email, 'owner'],
      [viewer.email, 'viewer'],
    ]);
    const first = await web.call<{ items: Member[]; nextCursor: string }>('GET', '/members?limit=1', {
      token: team.token,
    });
    expect(first.json.items).toEqual([items[0]]);
    const rest = await web.call('GET', `/members?limit=1&cursor=${first.json.nextCursor}`, { token: team.token });
    expect(rest.json).toEqual({ items: [items[1]], nextCursor: null });
  });

  test('nobody gives a role above their own or touches who has one', async () => {
    const team = await web.signUp();
    const [admin, editor] = [await join(team, 'admin'), await join(team, 'editor')];
    const ownerId = await ownIdOf(team);
    expect((await setRole(admin.token, editor.memberId, 'owner')).status).toBe(403);
    expect((await setRole(admin.token, admin.memberId, 'owner')).status).toBe(403);
    expect((await setRole(admin.token, ownerId, 'viewer')).status).toBe(403);
    expect((await remove(admin.token, ownerId)).status).toBe(403);
    expect((await setRole(editor.token, editor.memberId, 'admin')).status).toBe(403);
    expect((await remove(editor.token, admin.memberId)).status).toBe(403);
    expect(await rolesIn(team.workspace.id)).toEqual(['admin', 'editor', 'owner']);
    expect(await setRole(admin.token, editor.memberId, 'viewer')).toMatchObject({
      status: 200,
      json: { role: 'viewer' },
    });
    expect((await setRole(team.token, admin.memberId, 'owner')).status).toBe(200);
  });

  test('a new role counts within a second, for tokens and for keys', async () => {
    const team = await web.signUp();
    const editor = await join(team, 'editor');
    const key = await web.call<{ key: string }>('POST', '/api-keys', { token: editor.token, body: { name: 'k' } });
    await setRole(team.token, editor.memberId, 'viewer');
    for (const token of [editor.token, key.json.key]) {
      expect((await web.call('POST', '/workflows', { token, body: { name: 'x' } })).status).toBe(403);
    }
  });

  test('the last owner can neither leave, nor be removed, nor step down', async () => {
    const team = await web.signUp();
    const ownerId = await ownIdOf(team);
    for (const answer of [await remove(team.token, ownerId), await setRole(team.token, ownerId, 'admin')]) {
      expect(answer).toMatchObject({ status: 409, json: { code: 'conflict' } });
    }
    expect(await rolesIn(team.workspace.id)).toEqual(['owner']);
  });

  test('two owners who remove each other, or both step down, at once leave one', async () => {
    for (let round = 0; round < 5; round += 1) {
      const team = await web.signUp();
      const second = await join(team, 'owner');
      const firstId = await ownIdOf(team);
      const acts =
        round % 2 === 0
          ? [remove(team.token, second.memberId), remove(second.token, firstId)]
          : [setRole(team.token, firstId, 'viewer'), setRole(second.token, second.memberId, 'viewer')];
      const statuses = (await Promise.all(acts)).map(({ status }) => status);
      expect(statuses.filter((status) => status < 300)).toHaveLength(1);
      expect((await rolesIn(team.workspace.id)).filter((role) => role === 'owner')).toHaveLength(1);
    }
  });

  test('who is removed loses tokens, keys and streams here within a second, and old keys stay dead', async () => {
    const team = await web.signUp();
    const editor = await join(team, 'editor');
    const key = await web.call<{ key: string }>('POST', '/api-keys', { token: editor.token, body: { name: 'k' } });
    const streams = await Promise.all(
      [editor.token, key.json.key].map((token) => web.open('GET', '/events', { token })),
    );
    expect((await remove(team.token, editor.memberId)).status).toBe(204);
    const removedAt = Date.now();
    await Promise.all(streams.map((stream) => stream.text()));
    expect(Date.now() - removedAt).toBeLessThan(1_200);
    const headers = { 'x-workspace': team.workspace.id };
    expect((await web.call('GET', '/workflows', { token: editor.token, headers })).status).toBe(404);
    expect((await web.call('GET', '/workflows', { token: key.json.key })).status).toBe(401);
    const values = [newId(), team.workspace.id, editor.user.id];
    await web.db.pool.query(
      `INSERT INTO membership (id, workspace_id, user_id, role) VALUES ($1, $2, $3, 'editor')`,
      values,
    );
    web.deps.credentials.forget();
    expect((await web.call('GET', '/workflows', { token: editor.token })).status).toBe(200);
    expect((await web.call('GET', '/workflows', { token: key.json.key })).status).toBe(401);
    const audit = await web.call('GET', '/audit', { token: team.token });
    expect(audit.text).toContain('member.removed');
  });

  test('everyone may leave by themselves; a key cannot make its owner leave', async () => {
    const team = await web.signUp();
    const viewer = await join(team, 'viewer');
    const key = await web.call<{ key: string }>('POST', '/api-keys', { token: viewer.token, body: { name: 'k' } });
    expect((await remove(key.json.key, viewer.memberId)).status).toBe(403);
    expect((await remove(viewer.token, viewer.memberId)).status).toBe(204);
    expect(await rolesIn(team.workspace.id)).toEqual(['owner']);
  });

  test('another workspace’s member does not exist', async () => {
    const [team, eve] = [await web.signUp(), await web.signUp()];
    const viewer = await join(team, 'viewer');
    expect((await setRole(eve.token, viewer.memberId, 'editor')).status).toBe(404);
    expect((await remove(eve.token, viewer.memberId)).status).toBe(404);
    expect(await rolesIn(team.workspace.id)).toEqual(['owner', 'viewer']);
  });
});

describe('a workspace', () => {
  test('is renamed by owners and admins; its slug stays', async () => {
    const team = await web.signUp();
    const [admin, editor] = [await join(team, 'admin'), await join(team, 'editor')];
    const rename = (token: string, name: string) =>
      web.call('PATCH', `/workspaces/${team.workspace.id}`, { token, body: { name } });
    expect((await rename(editor.token, 'Mine')).status).toBe(403);
    expect(await rename(admin.token, 'New name')).toMatchObject({
      status: 200,
      json: { name: 'New name', slug: team.workspace.slug, role: 'admin' },
    });
    expect((await web.call('GET', `/workspaces/${team.workspace.id}`, { token: team.token })).json['name']).toBe(
      'New name',
    );
  });

  test('is deleted by an owner only; then it is gone for everybody, with its keys and servers', async () => {
    const team = await web.signUp();
    const admin = await join(team, 'admin');
    const key = await web.call<{ key: string }>('POST', '/api-keys', { token: team.token, body: { name: 'k' } });
    const workflow = await web.call<{ id: string }>('POST', '/workflows', {
      token: team.token,
      body: { name: 'Flow' },
    });
    const values = [workflow.json.id, team.workspace.id, newId()];
    await web.db.pool.query(
      'INSERT INTO server (workflow_id, workspace_id, active_deployment_id, generation) VALUES ($1, $2, $3, 7)',
      values,
    );
    const path = `/workspaces/${team.workspace.id}`;
    const erase = (token: string) => web.call('DELETE', path, { token });
    expect((await erase(admin.token)).status).toBe(403);
    expect((await erase(key.json.key)).status).toBe(403);
    expect((await erase((await web.signUp()).token)).status).toBe(404);
    const heard: object[] = [];
    const stop = web.deps.bus.subscribe('server.changed', (change) => heard.push(change));
    expect((await erase(team.token)).status).toBe(204);
    for (const token of [team.token, admin.token]) expect((await web.call('GET', path, { token })).status).toBe(404);
    expect((await web.call('GET', '/workflows', { token: key.json.key })).status).toBe(401);
    expect((await erase(team.token)).status).toBe(404);
    const { rows } = await web.db.pool.query(
      'SELECT active_deployment_id, generation FROM server WHERE workspace_id = $1',
      [team.workspace.id],
    );
    expect(rows).toEqual([{ active_deployment_id: null, generation: 8 }]);
    await expect
      .poll(() => heard)
      .toContainEqual({ workspaceId: team.workspace.id, workflowId: workflow.json.id, generation: 8 });
    stop();
    const audit = await web.db.pool.query('SELECT 1 FROM audit_event WHERE workspace_id = $1 AND action = $2', [
      team.workspace.id,
      'workspace.deleted',
    ]);
    expect(audit.rowCount).toBe(1);
  });
});
