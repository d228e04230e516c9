import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { AppEvent } from '#lib/contracts/events.ts';
import { newId } from '#lib/shared/ids.ts';
import type { ApiProblem } from './api-problem.ts';
import { createClient } from './create-client.ts';

const workspaceId = newId();
const cleanups: (() => void)[] = [];
afterEach(() => cleanups.splice(0).forEach((cleanup) => cleanup()));

async function serve(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function message(id: string, type = 'draft.saved'): string {
  const data = { id, type, at: '2026-11-20T10:00:00.000Z', workspaceId, data: { text: '한글' } };
  return `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Resolves when `count` events have arrived. */
function collect(baseUrl: string, count: number, states: string[] = []): Promise<AppEvent[]> {
  return new Promise((resolve) => {
    const events: AppEvent[] = [];
    const stop = createClient({ baseUrl, token: 't', workspace: 'acme' }).subscribe('streamEvents', {
      onState: (state) => states.push(state),
      onEvent: (event) => {
        events.push(event);
        if (events.length === count) resolve(events);
      },
    });
    cleanups.push(stop);
  });
}

describe('subscribe', () => {
  it('reads events cut anywhere, with the client’s credentials', async () => {
    const seen: IncomingMessage['headers'][] = [];
    const baseUrl = await serve((request, response) => {
      seen.push(request.headers);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const bytes = Buffer.from(
        `: hello\n\n${message('1')}data: not json\n\n${message('2', 'unknown.kind')}${message('3')}`,
      );
      for (const byte of bytes) response.write(Buffer.of(byte));
    });
    const events = await collect(baseUrl, 2);
    expect(events.map((event) => event.id)).toEqual(['1', '3']);
    expect(events[0]?.data['text']).toBe('한글');
    expect(seen[0]).toMatchObject({ authorization: 'Bearer t', 'x-workspace': 'acme', accept: 'text/event-stream' });
  });

  it('goes on after the last event when the connection ends', async () => {
    const resumedFrom: unknown[] = [];
    const baseUrl = await serve((request, response) => {
      resumedFrom.push(request.headers['last-event-id']);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(message(String(resumedFrom.length)), () =>
        resumedFrom.length === 1 ? response.end() : undefined,
      );
    });
    const states: string[] = [];
    const events = await collect(baseUrl, 2, states);
    expect(events.map((event) => event.id)).toEqual(['1', '2']);
    expect(resumedFrom).toEqual([undefined, '1']);
    expect(states).toEqual(['open', 'reconnecting', 'open']);
  });

  it('gives up when it is refused for good', async () => {
    let calls = 0;
    const baseUrl = await serve((_, response) => {
      calls += 1;
      response.writeHead(403, { 'content-type': 'application/problem+json' }).end('{}');
    });
    const problem = await new Promise<ApiProblem>((resolve) => {
      const client = createClient({ baseUrl });
      cleanups.push(
        client.subscribe('streamExecution', { params: { id: newId() }, onEvent: () => undefined, onRefused: resolve }),
      );
    });
    expect(problem.status).toBe(403);
    expect(calls).toBe(1);
  });
});
