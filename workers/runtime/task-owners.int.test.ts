import { describe, expect, it, vi } from 'vitest';
import { deleteExpiredRows } from '#lib/db/system/expired-rows.ts';
import { modernClient, TASKS } from './testing/modern-call.ts';
import { useTaskServer } from './testing/task-server.ts';

const tasks = useTaskServer();

describe('whose a task is', () => {
  const unknown = { error: { code: -32602, message: 'There is no such task (any more)' } };

  it('is its caller’s at its server, and to all others as if it were not', async () => {
    const taskId = await tasks.taskOf('job');
    await tasks.endOf(taskId);
    const key = await tasks.newKey({ name: 'another' });
    const stranger = await tasks.harness.stranger();
    const elsewhere = await tasks.another('Elsewhere');
    const foreign = await tasks.another('Foreign', stranger);
    const others = [
      modernClient(tasks.server.url, key),
      modernClient(elsewhere.url, tasks.harness.key),
      modernClient(foreign.url, stranger.key),
    ];
    for (const other of others) {
      for (const method of ['tasks/get', 'tasks/cancel', 'tasks/update']) {
        const params = { taskId, ...(method === 'tasks/update' && { inputResponses: {} }) };
        expect(await other.ask(method, params)).toMatchObject(unknown);
      }
    }
    for (const none of [crypto.randomUUID(), 'no such id', '']) expect(await tasks.get(none)).toMatchObject(unknown);
  });

  it('is nobody’s who does not declare tasks, and its name is in the header', async () => {
    const taskId = await tasks.taskOf('job');
    const undeclared = await tasks.client.ask('tasks/get', { taskId }, { capabilities: {} });
    expect(undeclared).toMatchObject({ status: 400, error: { code: -32021 } });
    const elsewhere = await tasks.client.ask('tasks/get', { taskId }, { headers: { 'mcp-name': 'another' } });
    expect(elsewhere).toMatchObject({ status: 400, error: { code: -32020 } });
    for (const removed of ['tasks/list', 'tasks/result'])
      expect(await tasks.client.ask(removed, { taskId })).toMatchObject({ status: 404, error: { code: -32601 } });
  });

  it('takes nobody who may not call, and no notices for who does not declare it', async () => {
    const taskId = await tasks.taskOf('job');
    const key = await tasks.newKey({ name: 'reads', scopes: ['mcp:read'] });
    expect((await modernClient(tasks.server.url, key).ask('tasks/get', { taskId })).status).toBe(403);
    const notifications = { taskIds: [taskId] };
    const listening = await tasks.client.ask('subscriptions/listen', { notifications }, { capabilities: {} });
    expect(listening).toMatchObject({ status: 400, error: { code: -32021, data: { requiredCapabilities: TASKS } } });
  });

  it('is never one of somebody unknown', async () => {
    const open = await tasks.another('Open');
    await tasks.setServer({ id: open.workflowId, access: 'public', settings: { getRunTool: true } });
    const nobody = modernClient(open.url, null);
    const listed = await vi.waitFor(
      async () => {
        const { status, result } = await nobody.ask('tools/list', {});
        expect(status).toBe(200);
        return (result!['tools'] as { name: string }[]).map(({ name }) => name);
      },
      { timeout: 20_000, interval: 50 },
    );
    expect(listed).not.toContain('get_run');
    const called = await nobody.ask('tools/call', { name: 'job', arguments: {} });
    expect(called.result).toMatchObject({ resultType: 'complete', content: [{ text: 'as content' }] });
    const own = modernClient(open.url, tasks.harness.key);
    const { result } = await own.ask('tools/call', { name: 'job', arguments: {} });
    const taskId = String(result?.['taskId']);
    expect((await own.ask('tasks/get', { taskId })).result).toMatchObject({ taskId });
    expect((await nobody.ask('tasks/get', { taskId })).result).toBeUndefined();
    const asked = await nobody.ask('tools/call', {
      name: 'get_run',
      arguments: { runId: (await tasks.executionOf(taskId)).id },
    });
    expect(asked.result).toMatchObject({ isError: true });
  });

  it('expires', async () => {
    const taskId = await tasks.taskOf('job');
    await tasks.endOf(taskId);
    await tasks.harness.db.pool.query(`UPDATE task SET expires_at = now() WHERE id = $1`, [taskId]);
    expect(await tasks.get(taskId)).toMatchObject(unknown);
    await deleteExpiredRows(tasks.harness.db.pool, Date.now());
    expect((await tasks.harness.db.pool.query('SELECT 1 FROM task WHERE id = $1', [taskId])).rowCount).toBe(0);
  });
});
