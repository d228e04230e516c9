import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { readFixture } from '../../e2e/mcp/fixture.ts';
import { startLoadBalancer, type LoadBalancer } from '../../e2e/mcp/load-balancer.ts';
import { prepareFleet, type Fleet, type Kind, type OwnProcess } from '../../e2e/mcp/separate-processes.ts';
import { useRuntime } from './testing/runtime-harness.ts';

/** Runtimes as processes of their own, to which requests come in turn, and a worker, where runs go on. */
const harness = useRuntime();
let front: LoadBalancer;
let fleet: Fleet;
const running: OwnProcess[] = [];
let url: string;

beforeAll(async () => {
  front = await startLoadBalancer();
  const { authSecret, internalSecret, masterKey } = harness.deps.config;
  fleet = await prepareFleet(
    harness.db.url,
    { web: front.url, mcp: front.url },
    { AUTH_SECRET: authSecret, INTERNAL_SECRET: internalSecret, MASTER_KEY: masterKey ?? '', STOP_DELAY_MS: '0' },
  );
  await Promise.all((['runtime', 'runtime', 'worker'] as const).map(come));
  const deployed = await harness.deploy('Asks', readFixture('conformance').definition);
  url = front.url + new URL(deployed.url).pathname;
});
afterAll(async () => {
  await Promise.all(running.map((each) => each.stop()));
  fleet[Symbol.dispose]();
  await front[Symbol.asyncDispose]();
});

async function come(kind: Kind): Promise<OwnProcess> {
  const started = await fleet.start(kind);
  running.push(started);
  if (kind === 'worker') return started;
  front.add(started);
  await front.serves(started);
  return started;
}

function leave(old: OwnProcess): void {
  running.splice(running.indexOf(old), 1);
  front.remove(old);
}

interface Session extends AsyncDisposable {
  client: Client;
  id: string | undefined;
  asked: number;
}

async function connect(): Promise<Session> {
  const client = new Client({ name: 'e2e', version: '1' }, { capabilities: { elicitation: {} } });
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    requestInit: { headers: { Authorization: `Bearer ${harness.key}` } },
  });
  const session = { client, id: '' as string | undefined, asked: 0, [Symbol.asyncDispose]: () => client.close() };
  client.setRequestHandler('elicitation/create', () => {
    session.asked += 1;
    return { action: 'accept', content: { username: 'ada', email: 'ada@example.com' } };
  });
  await client.connect(transport);
  session.id = transport.sessionId;
  return session;
}

const elicit = ({ client }: Session) =>
  client.callTool({ name: 'test_elicitation', arguments: { message: 'Who are you?' } });

it.each(['is stopped', 'dies'])(
  'a session goes on whichever runtime its requests come to, until its own %s: then another begins',
  { timeout: 120_000 },
  async (how) => {
    await using first = await connect();
    for (let round = 1; round <= 4; round++) {
      const { content } = await elicit(first);
      expect(content).toEqual([{ type: 'text', text: expect.stringContaining('action=accept') }]);
      expect(first.asked).toBe(round);
    }
    const old = running.filter(({ kind }) => kind === 'runtime');
    await come('runtime');
    for (const each of old) {
      leave(each);
      if (how === 'dies') await each.kill();
      else expect(await each.stop()).toBe(0);
    }
    await come('runtime');
    await vi.waitFor(() => expect(first.client.listTools()).rejects.toMatchObject({ status: 404 }), {
      timeout: 15_000,
    });
    await using second = await connect();
    expect(second.id).not.toBe(first.id);
    await elicit(second);
    expect(second.asked).toBe(1);
  },
);
