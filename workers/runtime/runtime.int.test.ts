import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { WorkflowDefinitionInput } from '#lib/contracts/definition.ts';
import { newId } from '#lib/shared/ids.ts';
import { useRuntime, type Deployed } from './testing/runtime-harness.ts';

const harness = useRuntime();

/** A tool `wait` that asks the slow server and returns what `value` says. */
const waiting = (ms: number | 'logo.png', value: unknown = 'done'): WorkflowDefinitionInput => ({
  schemaVersion: 1,
  nodes: [
    {
      id: 't',
      key: 'start',
      type: 'trigger.tool',
      config: { name: 'wait', description: 'Waits', inputSchema: { type: 'object' } },
    },
    { id: 'h', key: 'ask', type: 'http.request', config: { method: 'GET', url: `${harness.slowUrl}/${ms}` } },
    { id: 'r', key: 'result', type: 'core.return', config: { value } },
  ],
  edges: [
    { id: 'e1', source: { node: 't', port: 'out' }, target: { node: 'h', port: 'in' } },
    { id: 'e2', source: { node: 'h', port: 'out' }, target: { node: 'r', port: 'in' } },
  ],
});

async function callWait(url: string): Promise<{ status: number; text: string }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${harness.key}`,
      'content-type': 'application/json',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'wait',
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: {
        name: 'wait',
        arguments: {},
        _meta: {
          'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientCapabilities': {},
        },
      },
    }),
  });
  return { status: response.status, text: await response.text() };
}

async function internal(
  path: string,
  body: unknown,
  secret = harness.internalSecret,
): Promise<{ status: number; json: unknown }> {
  const response = await fetch(`http://127.0.0.1:${harness.runtime.internalPort}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, json: await response.json().catch(() => null) };
}

const statusOf = async (id: string): Promise<string | undefined> =>
  (await harness.db.pool.query<{ status: string }>('SELECT status FROM execution WHERE id = $1', [id])).rows[0]?.status;

describe('the internal route', () => {
  const request = (deployed: Deployed, change: object = {}): object => ({
    workspaceId: harness.principal.workspaceId,
    workflowId: deployed.workflowId,
    versionId: deployed.versionId,
    executionId: newId(),
    trigger: 'api',
    triggerKey: 'start',
    input: {},
    traceId: 'a'.repeat(32),
    ...change,
  });

  it('runs a version and answers with an end that is recorded', async () => {
    const deployed = await harness.deploy('Internal', waiting(1));
    const executionId = newId();
    const answer = await internal('/internal/execute', request(deployed, { executionId }));
    expect(answer).toMatchObject({ status: 200, json: { ended: true, end: { status: 'success', output: 'done' } } });
    expect(await statusOf(executionId)).toBe('success');
  });

  it('tries one node with given outputs', async () => {
    const deployed = await harness.deploy('Node', waiting(1, '{{ steps.ask.body.word }}!'));
    const { trigger: _t, triggerKey: _k, ...rest } = request(deployed) as Record<string, unknown>;
    const answer = await internal('/internal/execute-node', {
      ...rest,
      nodeId: 'r',
      steps: { ask: { body: { word: 'hi' } } },
    });
    expect(answer).toMatchObject({ status: 200, json: { step: { status: 'success', output: 'hi!' } } });
    const absent = await internal('/internal/execute-node', { ...rest, nodeId: 'nothing', steps: {} });
    expect(absent).toMatchObject({ status: 404, json: { error: { code: 'not_found' } } });
  });

  it('refuses a call without the secret, a foreign version and nonsense', async () => {
    const deployed = await harness.deploy('Refused', waiting(1));
    expect((await internal('/internal/execute', request(deployed), 'wrong')).status).toBe(401);
    expect((await internal('/internal/execute', request(deployed, { workspaceId: newId() }))).status).toBe(404);
    expect((await internal('/internal/execute', { nonsense: true })).status).toBe(400);
    expect((await internal('/internal/nothing', {})).status).toBe(404);
  });

  it('is not on the public port', async () => {
    const response = await fetch(`http://127.0.0.1:${harness.runtime.port}/internal/execute`, {
      method: 'POST',
      headers: { authorization: `Bearer ${harness.internalSecret}` },
    });
    expect(response.status).toBe(404);
  });
});

describe('a run in flight', () => {
  it('is canceled over the bus within a second', async () => {
    const deployed = await harness.deploy('Cancel', waiting(10_000));
    const executionId = newId();
    const { workspaceId } = harness.principal;
    const running = internal('/internal/execute', {
      workspaceId,
      workflowId: deployed.workflowId,
      versionId: deployed.versionId,
      executionId,
      trigger: 'api',
      triggerKey: 'start',
      input: {},
      traceId: 'a'.repeat(32),
    });
    await expect.poll(() => statusOf(executionId), { timeout: 10_000 }).toBe('running');
    const canceledAt = Date.now();
    await harness.deps.bus.publish('execution.cancel', { workspaceId, executionId });
    expect(await running).toMatchObject({ json: { ended: true, end: { status: 'canceled' } } });
    expect(Date.now() - canceledAt).toBeLessThan(1_000);
    expect(await statusOf(executionId)).toBe('canceled');
  });

  it('is stopped when its workspace is deleted, and no other workspace’s is', async () => {
    const deployed = await harness.deploy('Deleted', waiting(10_000));
    const executionId = newId();
    const { workspaceId } = harness.principal;
    const running = internal('/internal/execute', {
      workspaceId,
      workflowId: deployed.workflowId,
      versionId: deployed.versionId,
      executionId,
      trigger: 'api',
      triggerKey: 'start',
      input: {},
      traceId: 'a'.repeat(32),
    });
    await expect.poll(() => statusOf(executionId), { timeout: 10_000 }).toBe('running');
    await harness.deps.bus.publish('workspace.deleted', { workspaceId: newId() });
    await sleep(300);
    expect(await statusOf(executionId)).toBe('running');
    await harness.deps.bus.publish('workspace.deleted', { workspaceId });
    expect(await running).toMatchObject({ json: { ended: true, end: { status: 'canceled' } } });
    expect(await statusOf(executionId)).toBe('canceled');
  });
});

describe('files', () => {
  it('that a run made are explained to the caller, others are not', async () => {
    const forged = { $file: { id: newId(), name: 'x', mimeType: 'a/b', size: 1, sha256: 'y' } };
    const { url } = await harness.deploy('Logo', waiting('logo.png', { logo: '{{ steps.ask.body }}', forged }));
    const { status, text } = await callWait(url);
    expect(status, text).toBe(200);
    const { result } = JSON.parse(text) as {
      result: { content: { type: string; text: string }[]; structuredContent: { logo: { $file: { id: string } } } };
    };
    const { id } = result.structuredContent.logo.$file;
    expect(result.content.slice(1)).toEqual([
      { type: 'text', text: expect.stringContaining(`/api/v1/files/${id}/content`) },
    ]);
    expect(result.content[1]!.text).toContain('"logo.png" (image/png, 10 bytes)');
  });
});

describe('servers', () => {
  it('change without the bus, too: the runtime looks each second', async () => {
    const deployed = await harness.deploy('Silent', waiting(1, 'first'));
    expect((await callWait(deployed.url)).text).toContain('first');
    const definition = Buffer.from(JSON.stringify({ ...waiting(1, 'second'), settings: {} }));
    const [versionId, deploymentId] = [newId(), newId()];
    const { pool } = harness.db;
    const { workspaceId } = harness.principal;
    await pool.query(
      `INSERT INTO workflow_version (id, workspace_id, workflow_id, number, hash, definition) VALUES ($1, $2, $3, 2, 'x', $4)`,
      [versionId, workspaceId, deployed.workflowId, definition],
    );
    await pool.query(
      `INSERT INTO deployment (id, workspace_id, workflow_id, version_id, status) VALUES ($1, $2, $3, $4, 'active')`,
      [deploymentId, workspaceId, deployed.workflowId, versionId],
    );
    await pool.query(
      'UPDATE server SET active_deployment_id = $1, generation = generation + 1 WHERE workflow_id = $2',
      [deploymentId, deployed.workflowId],
    );
    await expect.poll(async () => (await callWait(deployed.url)).text, { timeout: 3_000 }).toContain('second');
  });

  it('of a deleted workflow are gone', async () => {
    const deployed = await harness.deploy('Deleted', waiting(1));
    expect((await callWait(deployed.url)).status).toBe(200);
    await harness.db.pool.query('UPDATE workflow SET deleted_at = now() WHERE id = $1', [deployed.workflowId]);
    await expect.poll(async () => (await callWait(deployed.url)).status, { timeout: 3_000 }).toBe(404);
  });
});

describe('health', () => {
  it('is told on both ports, figures only to this machine', async () => {
    for (const port of [harness.runtime.port, harness.runtime.internalPort]) {
      for (const path of ['/healthz', '/readyz', '/metrics']) {
        expect((await fetch(`http://127.0.0.1:${port}${path}`)).status).toBe(200);
      }
    }
    const proxied = await fetch(`http://127.0.0.1:${harness.runtime.port}/metrics`, {
      headers: { 'x-forwarded-for': '203.0.113.9' },
    });
    expect(proxied.status).toBe(404);
  });
});

describe('stopping', () => {
  it('lets calls in flight finish, and takes no new ones', async () => {
    const deployed = await harness.deploy('Drained', waiting(1_500, 'finished'));
    const before = harness.slowRequests;
    const call = callWait(deployed.url);
    await expect.poll(() => harness.slowRequests, { timeout: 10_000 }).toBe(before + 1);
    const stopped = harness.runtime.stop(10_000);
    // Before it closes its door it tells the others, which takes as long as the database does.
    const answer = (): Promise<string> =>
      callWait(deployed.url).then(
        () => 'taken',
        () => 'refused',
      );
    await expect.poll(answer, { timeout: 10_000 }).toBe('refused');
    expect(await call).toMatchObject({ status: 200, text: expect.stringContaining('finished') });
    await stopped;
  });
});
