import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Principal } from '#lib/contracts/principal.ts';
import { NodeFailure, type OutboundRequest, type OutboundResponse } from '#lib/kit/node-executor.ts';
import { createOutboundHttp } from '#lib/outbound/outbound-http.ts';
import { deployWorkflow } from '#lib/services/deployments/deploy-workflow.ts';
import { executeWorkflow } from '#lib/services/executions/execute-workflow.ts';
import { echoDefinition } from '#lib/services/testing/definitions.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { say } from '#lib/shared/say.ts';
import { checkReach } from './check-reach.ts';
import { serverActivity } from './server-activity.ts';

const world = useWorld({ runtime: true, worker: true });

let principal: Principal;
let id: string;

beforeAll(async () => {
  principal = await world.newWorkspace();
  id = await world.newWorkflow(principal, echoDefinition());
  await deployWorkflow(world.deps, principal, { id });
  await vi.waitFor(() => serverActivity(world.deps, principal, { id }), { timeout: 30_000, interval: 50 });
});

describe('a look at the server’s own public address', () => {
  it('reaches this installation through the guard, where the guard lets it', async () => {
    const outbound = createOutboundHttp(world.config);
    const seen = await checkReach({ ...world.deps, config: world.config, outbound }, principal, { id });
    await outbound.close();
    expect(seen).toMatchObject({ verdict: 'loopback', answered: true, status: 401 });
    expect(seen.url).toBe(`${world.config.mcpPublicUrl}/mcp/${principal.workspaceSlug}/echo`);
  });

  it('opens no socket to an internal address that nobody has allowed', async () => {
    const outbound = createOutboundHttp({ ...world.config, outboundAllow: [] });
    for (const [mcpPublicUrl, verdict] of [
      [world.config.mcpPublicUrl, 'loopback'],
      ['https://10.0.0.7', 'private'],
      ['http://169.254.169.254', 'private'],
    ] as const) {
      const config = { ...world.config, mcpPublicUrl };
      const seen = await checkReach({ ...world.deps, config, outbound }, principal, { id });
      expect(seen).toMatchObject({ verdict, answered: null, status: null });
    }
    await outbound.close();
  });

  const url = 'https://mcp.example.com';
  const ours = { headers: { 'x-trace-id': 'ab'.repeat(16) }, body: '{"jsonrpc":"2.0","id":null,"error":{}}' };
  const answer = (
    status: number,
    given: { headers?: object; body?: string; url?: string },
  ): Partial<OutboundResponse> =>
    ({ status, headers: {}, ...given, body: new TextEncoder().encode(given.body ?? '') }) as Partial<OutboundResponse>;
  const refusal = (code: 'outbound_refused' | 'outbound_failed', key: 'host_internal' | 'host_not_found') =>
    new NodeFailure(code, say(key, { host: 'mcp.example.com' }));

  it.each([
    ['outside', url, answer(401, ours), true],
    ['outside', url, answer(200, ours), true],
    ['outside', url, answer(200, { ...ours, headers: { 'content-security-policy': 'sandbox' } }), true],
    ['plainHttp', 'http://mcp.example.com', answer(401, ours), true],
    ['wrongHost', url, answer(403, ours), true],
    ['notOurs', url, answer(200, { body: '<html>' }), false],
    ['notOurs', url, answer(401, { ...ours, headers: {} }), false],
    ['notOurs', url, answer(502, { ...ours, body: 'Bad gateway' }), false],
    ['redirected', url, answer(401, { ...ours, url: 'https://www.example.com/' }), true],
    ['private', url, refusal('outbound_refused', 'host_internal'), null],
    ['unknownName', url, refusal('outbound_failed', 'host_not_found'), false],
    ['unreachable', url, new NodeFailure('outbound_failed', 'No connection'), false],
  ])('says %s of %s', async (verdict, mcpPublicUrl, given, answered) => {
    const asked: OutboundRequest[] = [];
    const outbound = {
      fetch: async (request: OutboundRequest) => {
        asked.push(request);
        if (given instanceof Error) throw given;
        return { url: request.url, ...given } as OutboundResponse;
      },
    };
    const config = { ...world.config, mcpPublicUrl };
    const seen = await checkReach({ ...world.deps, config, outbound }, principal, { id });
    expect(seen).toMatchObject({ verdict, answered });
    // A stranger's request, to the configured address alone.
    expect(asked.map((each) => each.url)).toEqual([`${mcpPublicUrl}/mcp/${principal.workspaceSlug}/echo`]);
    expect(Object.keys(asked[0]?.headers ?? {})).not.toContain('authorization');
  });
});

describe('what a server did lately', () => {
  it('is its last run and the counts of a day', async () => {
    expect(await serverActivity(world.deps, principal, { id })).toEqual({ lastRunAt: null, runs: 0, errors: 0 });
    const run = await executeWorkflow(world.deps, principal, { id, mode: 'sync', input: { text: 'x' } });
    const { lastRunAt, ...counts } = await serverActivity(world.deps, principal, { id });
    expect(lastRunAt).toBe(run.execution.createdAt);
    expect(counts).toEqual({ runs: 1, errors: 0 });
  });
});
