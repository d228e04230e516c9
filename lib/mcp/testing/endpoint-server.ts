import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Principal } from '#lib/contracts/principal.ts';
import { newId } from '#lib/shared/ids.ts';
import type { RunEnd } from '#lib/runner/ports.ts';
import type { CallTimes } from '../call-times.ts';
import { createMcpEndpoint, type McpEndpoint } from '../mcp-endpoint.ts';
import { serveVersion, type ServedVersion, type ToolSource } from '../served-version.ts';
import { SessionStore, type SessionLimits } from '../sessions/session-store.ts';
import { parseStrictJson } from '../strict-json.ts';
import type { CallRunner, ReadFile, ServedCall } from '../tool-runner.ts';

export const testPrincipal: Principal = {
  kind: 'apiKey',
  userId: newId(),
  email: 'builder@example.com',
  workspaceId: newId(),
  workspaceSlug: 'acme',
  role: 'editor',
  apiKey: { id: newId(), scopes: ['mcp:call'], servers: null },
  traceId: 'trace',
};

export function aTool(name: string, parts: Partial<ToolSource> = {}): ToolSource {
  return {
    key: name,
    name,
    description: `Runs ${name}`,
    inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
    validateInput: (value) =>
      typeof (value as { text?: unknown }).text === 'string'
        ? { ok: true, value }
        : { ok: false, errors: [{ path: '/text', code: 'type', message: 'must be a string' }] },
    validateOutput: (value) => ({ ok: true, value }),
    ...parts,
  };
}

export function aServedVersion(tools: readonly ToolSource[], number = 1): ServedVersion {
  return serveVersion({
    workspaceId: testPrincipal.workspaceId,
    workflow: { id: newId(), slug: 'echo', name: 'Echo', description: 'Repeats things' },
    version: { id: newId(), number },
    tools,
    nodes: [{ id: 'n1', key: 'fetch', name: 'Fetch' }],
  });
}

export function anEnd(parts: Partial<RunEnd> = {}): RunEnd {
  return {
    status: 'success',
    isError: false,
    output: null,
    error: null,
    finishedAt: 0,
    durationUs: 1,
    steps: [],
    ...parts,
  };
}

export const testTimes: CallTimes = { keepAliveMs: 15_000, taskAfterMs: 5_000, holdMs: 50_000 };

export interface EndpointServer extends AsyncDisposable {
  url: string;
  endpoint: McpEndpoint;
  /** What later requests are served with. */
  serve(version: ServedVersion): void;
  /** Whose later requests are. */
  actAs(principal: Principal): void;
  sessions: SessionStore;
  reported: unknown[];
}

/** No run of these tests leaves its process. */
const unparked = (): never => {
  throw new Error('No run is parked here');
};

/** An endpoint behind a real HTTP server, without the runtime's guards. */
export async function startEndpoint(
  version: ServedVersion,
  run: (call: ServedCall) => Promise<RunEnd>,
  readFile: ReadFile = async () => null,
  times: CallTimes = testTimes,
  limits: Partial<SessionLimits> = {},
): Promise<EndpointServer> {
  const reported: unknown[] = [];
  const runner: CallRunner = { run, answer: unparked, follow: unparked, leave: unparked };
  const sessions = new SessionStore({ name: async () => crypto.randomUUID(), now: Date.now, limits });
  const fileAddress = (id: string): string => `http://web.example/files/${id}`;
  const report = (error: unknown): void => void reported.push(error);
  const endpoint = createMcpEndpoint({ runner, report, readFile, times, fileAddress }, sessions);
  let current = version;
  let principal = testPrincipal;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const parsed = request.method === 'POST' ? parseStrictJson(text, 128) : undefined;
    const body = parsed?.ok ? parsed.value : undefined;
    const caller = { version: current, principal, traceId: 'trace-1' };
    await endpoint.handle({ request, response, body, caller });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    endpoint,
    sessions,
    reported,
    serve: (next) => {
      current = next;
    },
    actAs: (next) => {
      principal = next;
    },
    [Symbol.asyncDispose]: async () => {
      sessions.close();
      await endpoint.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
