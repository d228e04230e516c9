import { createServer, request as ask, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { testPrincipal } from '#lib/mcp/testing/endpoint-server.ts';
import { CallGate } from './call-limits.ts';
import { serveMcp, type McpRoutePorts } from './mcp-route.ts';
import { forward } from './session-forward.ts';

async function listening(serve: RequestListener): Promise<{ port: number } & AsyncDisposable> {
  const server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Sends a call; the function hangs up. */
function call(port: number): () => void {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'echo' } });
  const outgoing = ask({
    port,
    path: '/mcp/acme/echo',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  });
  outgoing.on('error', () => {});
  outgoing.end(body);
  return () => void outgoing.destroy();
}

it('a caller who leaves while they are let in takes no place, and starts nothing', async () => {
  const gate = new CallGate({ ofCalls: async () => null });
  const record = {
    id: 'server',
    workspaceId: testPrincipal.workspaceId,
    workflowSlug: 'echo',
    access: 'key' as const,
    settings: { limits: { concurrentCalls: 1 } },
  };
  const asked = Promise.withResolvers<void>();
  const admitted = Promise.withResolvers<null>();
  let handled = 0;
  const server = { record, live: { served: {} }, endpoint: { handle: async () => void (handled += 1) } };
  const ports = {
    runner: { refusal: () => null },
    limits: { ofAddress: async () => null, refusal: async () => null },
    addressOf: () => '127.0.0.1',
    identify: async () => ({ at: () => ({ ...testPrincipal, apiKey: { ...testPrincipal.apiKey!, servers: null } }) }),
    directory: { find: () => server },
    gate,
    called: () => {},
    quota: {
      admit: () => {
        asked.resolve();
        return admitted.promise;
      },
    },
  } as unknown as McpRoutePorts;
  const served = Promise.withResolvers<void>();
  const left = Promise.withResolvers<void>();
  await using front = await listening((request, response) => {
    response.once('close', left.resolve);
    void serveMcp(ports, request, response, 'trace').then(served.resolve, served.reject);
  });
  const leave = call(front.port);
  await asked.promise;
  leave();
  await left.promise;
  admitted.resolve(null);
  await served.promise;
  expect(handled).toBe(0);
  expect(gate.enter(record, testPrincipal)).toBeTypeOf('function');
});

it('a request whose caller has left is passed on to nobody', async () => {
  let passedOn = 0;
  await using other = await listening(() => void (passedOn += 1));
  const served = Promise.withResolvers<void>();
  await using front = await listening((request, response) => {
    const owner = { id: 'other', address: `http://127.0.0.1:${other.port}` };
    response.once('close', () =>
      setImmediate(() =>
        forward({ request, response, owner, secret: 's', traceId: 't', address: '127.0.0.1' }).then(
          served.resolve,
          served.reject,
        ),
      ),
    );
    leave();
  });
  const leave = call(front.port);
  await served.promise;
  expect(passedOn).toBe(0);
});
