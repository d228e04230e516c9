import { describe, expect, it, vi } from 'vitest';
import { createConnection } from '#lib/services/connections/create-connection.ts';
import { newId } from '#lib/shared/ids.ts';
import { useRuntime, type Deployed } from './testing/runtime-harness.ts';

describe('a server runs for the person who deployed it', () => {
  const harness = useRuntime();

  const call = async (deployed: Deployed): Promise<string> => {
    const response = await fetch(deployed.url, {
      method: 'POST',
      headers: {
        accept: 'application/json, text/event-stream',
        authorization: `Bearer ${harness.key}`,
        'content-type': 'application/json',
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'tools/call',
        'mcp-name': 'ask',
      },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: {
          name: 'ask',
          arguments: {},
          _meta: {
            'io.modelcontextprotocol/protocolVersion': '2026-07-28',
            'io.modelcontextprotocol/clientCapabilities': {},
          },
        },
      }),
    });
    return response.text();
  };

  it('their personal connection is used, and not any more once somebody else has deployed it', async () => {
    const { principal, deps, slowUrl } = harness;
    const connection = await createConnection(deps, principal, {
      name: 'Mine',
      connector: 'bearer',
      hosts: [new URL(slowUrl).host],
      fields: { token: 'personal-token' },
      personal: true,
    });
    const edge = (id: string, source: string, target: string) => ({
      id,
      source: { node: source, port: 'out' },
      target: { node: target, port: 'in' },
    });
    const inputSchema = { type: 'object', properties: {} };
    const config = { method: 'GET', url: `${slowUrl}/0`, connectionId: connection.id } as const;
    const deployed = await harness.deploy('Asks', {
      schemaVersion: 1,
      nodes: [
        { id: 'a', key: 'ask', type: 'trigger.tool', config: { name: 'ask', description: 'Asks', inputSchema } },
        { id: 'b', key: 'fetch', type: 'http.request', config },
        { id: 'c', key: 'end', type: 'core.return', config: { value: '{{ steps.fetch.status }}' } },
      ],
      edges: [edge('e1', 'a', 'b'), edge('e2', 'b', 'c')],
    });
    expect(await call(deployed)).toContain('200');
    const key = [deployed.workflowId];
    await harness.db.pool.query('UPDATE deployment SET created_by_id = $2 WHERE workflow_id = $1', [...key, newId()]);
    await harness.db.pool.query('UPDATE server SET generation = generation + 1 WHERE workflow_id = $1', key);
    await vi.waitFor(async () => expect(await call(deployed)).toContain('connection does not exist'), {
      timeout: 10_000,
      interval: 200,
    });
  });
});
