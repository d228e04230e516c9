import { expect, test } from 'vitest';
import { createMailer } from '#lib/mail/mailer.ts';
import { runExport } from '#lib/services/exports/run-export.ts';
import { useWeb } from './testing/web-harness.ts';

const web = useWeb();

test('a person gets what is stored about them, as a private attachment, and nothing of anybody else', async () => {
  const [ada, eve] = [await web.signUp(), await web.signUp()];
  await web.call('POST', '/api-keys', { token: ada.token, body: { name: 'mine' } });
  const answer = await web.call('GET', '/users/me/export', { token: ada.token });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="toolwright-account-/);
  expect(answer.headers.get('cache-control')).toContain('private, no-store');
  expect(JSON.parse(answer.text)).toMatchObject({
    profile: { id: ada.user.id, email: ada.email },
    sessions: [{ kind: 'token' }],
    memberships: [{ role: 'owner', workspace: { slug: ada.workspace.slug } }],
    apiKeys: [{ name: 'mine' }],
    connectedApps: [],
  });
  expect(JSON.parse(answer.text).auditEvents.map(({ action }: { action: string }) => action)).toContain(
    'api-key.created',
  );
  expect(answer.text).not.toMatch(/argon2|hash/i);
  for (const text of [eve.email, eve.user.id, eve.workspace.id]) expect(answer.text).not.toContain(text);
});

test('a key takes no person away, and nobody signed in gets nothing', async () => {
  const ada = await web.signUp();
  const { json } = await web.call<{ key: string }>('POST', '/api-keys', { token: ada.token, body: { name: 'k' } });
  expect((await web.call('GET', '/users/me/export', { token: json.key })).status).toBe(403);
  expect((await web.call('GET', '/users/me/export')).status).toBe(401);
});

test('an archive is asked for, followed, fetched in parts, and gone once it is deleted', async () => {
  const [ada, eve] = [await web.signUp(), await web.signUp()];
  const { token } = ada;
  const begun = await web.call<{ id: string }>('POST', '/exports', { token });
  expect(begun).toMatchObject({ status: 202, json: { status: 'queued', size: null } });
  expect(await web.call('POST', '/exports', { token })).toMatchObject({ status: 409, json: { code: 'in_progress' } });
  const { id } = begun.json;
  const path = `/exports/${id}/content`;
  expect((await web.call('GET', path, { token })).status).toBe(404);
  const { deps } = web;
  const mail = createMailer({ config: deps.config, logger: deps.logger });
  await runExport({ ...deps, mail }, { exportId: id, workspaceId: ada.workspace.id });
  const { json } = await web.call<{ items: { size: number }[] }>('GET', '/exports', { token });
  expect(json.items).toMatchObject([{ id, status: 'done' }]);
  const whole = await web.open('GET', path, { token });
  expect(whole.headers.get('content-type')).toBe('application/zip');
  expect(whole.headers.get('content-disposition')).toContain(`attachment; filename="${ada.workspace.slug}-`);
  const bytes = Buffer.from(await whole.arrayBuffer());
  expect([bytes.length, bytes.subarray(0, 2).toString()]).toEqual([json.items[0]!.size, 'PK']);
  const part = await web.open('GET', path, { token, headers: { range: 'bytes=10-19' } });
  expect([part.status, Buffer.from(await part.arrayBuffer())]).toEqual([206, bytes.subarray(10, 20)]);
  expect((await web.call('GET', path, { token: eve.token })).status).toBe(404);
  expect((await web.call('DELETE', `/exports/${id}`, { token })).status).toBe(204);
  expect((await web.call('GET', path, { token })).status).toBe(404);
});
