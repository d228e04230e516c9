import { connect, type Socket } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { aWorkflow } from '#lib/runner/testing/workflow-builder.ts';
import { withReturn } from '../testing/every-client.ts';
import { openSession } from '../testing/raw-session.ts';
import { startWorkflow } from '../testing/served-workflow.ts';

let reader: Socket | undefined;
afterEach(() => reader?.destroy());

it(
  'a client that opens its stream and never reads it is cut before what it is told piles up',
  { timeout: 30_000 },
  async () => {
    const config = { name: 'doc', uriTemplate: 'docs://{id}' };
    await using server = await startWorkflow(
      withReturn(aWorkflow(), 'doc', 'trigger.resource', config, { value: 'A' }).build(),
    );
    const session = await openSession(server.url);
    const uri = `docs://${'x'.repeat(1_800)}`;
    const follow = await session.send({ id: 1, method: 'resources/subscribe', params: { uri } });
    expect(await follow.text()).toContain('"result":{}');
    const { hostname, port, pathname } = new URL(server.url);
    reader = connect(Number(port), hostname).pause();
    reader.on('error', () => {});
    reader.write(
      `GET ${pathname} HTTP/1.1\r\nhost: ${hostname}\r\naccept: text/event-stream\r\nmcp-session-id: ${session.id}\r\n\r\n`,
    );
    await vi.waitUntil(() => server.sessions.streams === 1);
    const told = setInterval(() => server.endpoint.resourcesUpdated(Array.from({ length: 500 }, () => uri)), 20);
    try {
      await vi.waitUntil(() => server.sessions.streams === 0, { timeout: 25_000 });
    } finally {
      clearInterval(told);
    }
    expect((await session.send({ id: 2, method: 'ping' })).status).toBe(200);
  },
);
