import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { Deployment } from '../../lib/contracts/api/deployments.ts';
import type { WorkflowFile } from '../../lib/contracts/api/workflows.ts';
import { serverSnippets } from '../../lib/client/snippets.ts';
import { deployWorkflow } from '../../scripts/deploy-workflow.ts';
import { signUp, type Builder } from '../sign-up.ts';
import { inspectorClient, legacyClient, modernClient, oldClient } from './clients.ts';
import { readFixture, toolNames } from './fixture.ts';
import { callBody, callHeaders, rawRequest } from './raw-call.ts';

const fixture = readFixture('clients');
let builder: Builder;
let deployment: Deployment;
let key: string;

beforeAll(async () => {
  builder = await signUp(inject('productApi'));
  deployment = await deployWorkflow(builder.client, fixture);
  ({ key } = await builder.client.call('createApiKey', {
    body: { name: 'clients', scopes: ['mcp:call'], servers: [deployment.workflowId] },
  }));
});

describe.each([
  ['SDK v2 at 2026-07-28', modernClient],
  ['SDK v2, legacy', legacyClient],
  ['SDK v1 at 2025-11-25', oldClient],
  ['the Inspector', inspectorClient],
])('%s', (_name, connect) => {
  it('lists the tools of the workflow in its order', async () => {
    await using client = await connect(deployment.url, key);
    expect(await client.toolNames()).toEqual(toolNames(fixture));
  });

  it('gets the same structured answer as everybody', async () => {
    await using client = await connect(deployment.url, key);
    const answer = await client.call('echo', { text: 'hello' });
    expect(answer.structuredContent).toEqual({ text: 'hello', length: 5 });
    expect(answer.content).toEqual([{ type: 'text', text: '{"text":"hello","length":5}' }]);
    expect(answer.isError ?? false).toBe(false);
  });
});

describe('answers', () => {
  it('fill in the defaults of the schema', async () => {
    await using client = await modernClient(deployment.url, key);
    expect((await client.call('list_numbers', {})).structuredContent).toEqual([1, 2, 3]);
  });

  it('say no without failing', async () => {
    await using client = await modernClient(deployment.url, key);
    expect(await client.call('refuse', { text: 'not today' })).toMatchObject({ isError: true, content: [{ text: 'No: not today' }] });
  });

  it('name the node and the field that failed', async () => {
    await using client = await modernClient(deployment.url, key);
    const answer = await client.call('broken_step', { text: 'x' });
    expect(answer.isError).toBe(true);
    expect(answer.content[0]?.text).toMatch(/brokenSet.*value/);
  });

  it('say which argument is wrong, and run nothing', async () => {
    await using client = await modernClient(deployment.url, key);
    const answer = await client.call('echo', { text: 7 });
    expect(answer.isError).toBe(true);
    expect(answer.content[0]?.text).toMatch(/\/text: must be string/);
  });

  it('leave a run in the log for each call, with its steps', async () => {
    await using client = await modernClient(deployment.url, key);
    const answer = (await client.call('echo', { text: 'logged' })) as { _meta?: Record<string, string> };
    const id = answer._meta?.['toolwright/executionId'] ?? '';
    const execution = await builder.client.call('getExecution', { params: { id } });
    expect(execution).toMatchObject({
      status: 'success',
      trigger: 'tool',
      triggerKey: 'echo',
      input: { text: 'logged' },
      output: { text: 'logged', length: 6 },
    });
    expect(execution.steps.map((step) => [step.key, step.status])).toEqual([
      ['echo', 'success'],
      ['echoReturn', 'success'],
    ]);
  });
});

describe('the snippets that people copy', () => {
  const target = (): Parameters<typeof serverSnippets>[0] => ({
    url: deployment.url,
    name: 'clients',
    key,
    tool: { name: 'echo', arguments: { text: "it's $5" } },
  });
  const text = (id: string): string => serverSnippets(target()).find((snippet) => snippet.id === id)?.text ?? '';

  it('work as a program on the SDK', async () => {
    const folder = mkdtempSync(path.join(import.meta.dirname, '.snippet-'));
    try {
      const file = path.join(folder, 'client.ts');
      writeFileSync(file, text('sdk'));
      const { stdout } = await promisify(execFile)(process.execPath, [file]);
      expect(stdout).toContain(`text: "it's $5", length: 7`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('work as a command', async () => {
    const { stdout } = await promisify(execFile)('/bin/sh', ['-c', text('curl')]);
    expect(JSON.parse(stdout)).toMatchObject({ result: { structuredContent: { text: "it's $5", length: 7 } } });
  });
});

describe('a new version', () => {
  it('is seen within a second by clients that stay connected, and drops no call', { timeout: 60_000 }, async () => {
    await using client = await modernClient(deployment.url, key);
    const changed = withEcho(fixture, { text: '{{ input.text }}', version: 'second' });
    const seen: { at: number; second: boolean }[] = [];
    let going = true;
    const callers = Array.from({ length: 4 }, async () => {
      while (going) {
        const answer = await client.call('echo', { text: 'x' });
        expect(answer.isError ?? false).toBe(false);
        seen.push({ at: Date.now(), second: (answer.structuredContent as { version?: string }).version === 'second' });
        await sleep(250);
      }
    });
    await sleep(1_000);
    await deployWorkflow(builder.client, changed);
    const deployedAt = Date.now();
    await sleep(2_000);
    going = false;
    await Promise.all(callers);
    expect(seen.filter(({ at }) => at < deployedAt - 3_000).every(({ second }) => !second)).toBe(true);
    const late = seen.filter(({ at }) => at > deployedAt + 1_000);
    expect(late.length).toBeGreaterThan(8);
    expect(late.every(({ second }) => second)).toBe(true);
    expect((await client.toolNames()).length).toBe(toolNames(fixture).length);
    await deployWorkflow(builder.client, fixture);
  });

  function withEcho(file: WorkflowFile, value: unknown): WorkflowFile {
    const nodes = file.definition.nodes.map((node) => (node.key === 'echoReturn' ? { ...node, config: { value } } : node));
    return { ...file, definition: { ...file.definition, nodes } };
  }
});

describe('a stopped server', () => {
  it('answers 404 and says why, and comes back', async () => {
    const other = await deployWorkflow(builder.client, { ...fixture, name: 'To be stopped' });
    const call = async (): Promise<{ status: number; text: string }> => {
      const { key: all } = await builder.client.call('createApiKey', { body: { name: 'all' } });
      return rawRequest(other.url, { headers: callHeaders(all, 'echo'), body: callBody('echo', { text: 'x' }) });
    };
    expect((await call()).status).toBe(200);
    await builder.client.call('stopDeployment', { params: { id: other.id } });
    await sleep(1_000);
    const stopped = await call();
    expect(stopped.status).toBe(404);
    expect(JSON.parse(stopped.text)).toMatchObject({ error: { message: expect.stringContaining('stopped') } });
    await builder.client.call('startDeployment', { params: { id: other.id } });
    await sleep(1_000);
    expect((await call()).status).toBe(200);
  });
});

describe('keys', () => {
  const call = (withKey: string, url = deployment.url): ReturnType<typeof rawRequest> =>
    rawRequest(url, { headers: callHeaders(withKey, 'echo'), body: callBody('echo', { text: 'x' }) });

  it('are dead a second after they are deleted', async () => {
    const made = await builder.client.call('createApiKey', { body: { name: 'doomed' } });
    expect((await call(made.key)).status).toBe(200);
    await builder.client.call('deleteApiKey', { params: { id: made.id } });
    await sleep(1_000);
    const refused = await call(made.key);
    expect(refused.status).toBe(401);
    expect(refused.headers['www-authenticate']).toMatch(/^Bearer/);
  });

  it('that are missing or bad are 401 for every path under /mcp', async () => {
    for (const place of ['/mcp', '/mcp/', '/mcp/acme', '/mcp/no/such', new URL(deployment.url).pathname]) {
      const bad: Record<string, string>[] = [{}, { authorization: 'Bearer tw_wrong' }, { authorization: 'Basic eDp5' }, { cookie: 'session=x' }];
      for (const headers of bad) {
        const answer = await rawRequest(inject('productMcp') + place, { headers, body: '{}' });
        expect([place, answer.status]).toEqual([place, 401]);
      }
    }
  });

  it('of another workspace see nothing', async () => {
    const stranger = await signUp(inject('productApi'));
    const made = await stranger.client.call('createApiKey', { body: { name: 'stranger' } });
    const foreign = await call(made.key);
    const absent = await call(made.key, `${inject('productMcp')}/mcp/acme-nowhere/nothing`);
    expect([foreign.status, absent.status]).toEqual([404, 404]);
    expect(JSON.parse(foreign.text)).toEqual(JSON.parse(absent.text));
  });

  it('for one server call no other', async () => {
    const other = await deployWorkflow(builder.client, { ...fixture, name: 'Another server' });
    expect((await call(key)).status).toBe(200);
    expect((await call(key, other.url)).status).toBe(403);
  });

  it('that may only read list, but do not call', async () => {
    const { key: reader } = await builder.client.call('createApiKey', { body: { name: 'reader', scopes: ['mcp:read'] } });
    await using client = await modernClient(deployment.url, reader);
    expect(await client.toolNames()).toEqual(toolNames(fixture));
    expect((await call(reader)).status).toBe(403);
  });

  it('may be a member\'s access token', async () => {
    await using client = await modernClient(deployment.url, builder.accessToken);
    expect((await client.call('echo', { text: 'me' })).structuredContent).toEqual({ text: 'me', length: 2 });
  });
});

describe('bad requests get a precise answer', () => {
  const send = (body: string | Buffer, headers: Record<string, string> = {}): ReturnType<typeof rawRequest> =>
    rawRequest(deployment.url, { headers: { ...callHeaders(key, 'echo'), ...headers }, body });
  const good = callBody('echo', { text: 'x' });

  it.each([
    ['no JSON', 'nonsense', 400, -32700],
    ['half of it', good.slice(0, 40), 400, -32700],
    ['no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 400, -32700],
    ['nothing', '', 400, -32700],
    ['a number', '5', 400, -32600],
    ['a batch', `[${good}]`, 400, -32600],
    ['a member twice', good.replace('"id":1', '"id":1,"id":2'), 400, -32600],
    ['nesting without end', '['.repeat(100_000), 400, -32600],
    ['another case', good.replace('"method"', '"Method"'), 400, -32600],
  ])('for %s', async (_what, body, status, code) => {
    const answer = await send(body);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toMatchObject({ jsonrpc: '2.0', error: { code } });
  });

  it('for a body that is too large', async () => {
    const answer = await send(Buffer.alloc(10 * 1024 * 1024, 0x20)).catch((error: NodeJS.ErrnoException) => error.code);
    if (typeof answer === 'object') expect(answer.status).toBe(413);
    else expect(['EPIPE', 'ECONNRESET']).toContain(answer);
    expect((await send(good)).status).toBe(200);
  });

  it.each([
    ['a foreign Origin', { origin: 'https://evil.example' }],
    ['a foreign Host', { host: 'evil.example' }],
  ])('for %s', async (_what, headers) => {
    expect((await send(good, headers)).status).toBe(403);
  });

  it.each(['mcp-method', 'mcp-name', 'mcp-protocol-version'])('for a missing %s', async (missing) => {
    const headers = callHeaders(key, 'echo');
    delete headers[missing];
    const answer = await rawRequest(deployment.url, { headers, body: good });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toMatchObject({ error: { code: -32020 } });
  });

  it('for an unknown tool and an unknown method', async () => {
    const tool = await send(callBody('nothing', {}), { 'mcp-name': 'nothing' });
    expect(JSON.parse(tool.text)).toMatchObject({ error: { code: -32602, message: expect.stringContaining('echo') } });
    const method = await send(good.replace('tools/call', 'tools/destroy'), { 'mcp-method': 'tools/destroy' });
    expect(method.status).toBe(404);
    expect(JSON.parse(method.text)).toMatchObject({ error: { code: -32601 } });
  });

  it('for methods of sessions and for well-known paths', async () => {
    const get = await rawRequest(deployment.url, { method: 'GET', headers: { authorization: `Bearer ${key}`, accept: 'text/event-stream' } });
    expect(get.status).toBe(405);
    for (const name of ['oauth-protected-resource', 'oauth-authorization-server']) {
      const answer = await rawRequest(`${inject('productMcp')}/.well-known/${name}${new URL(deployment.url).pathname}`, { method: 'GET' });
      expect(answer.status).toBe(404);
    }
  });

  it('and every answer is inert', async () => {
    for (const answer of [await send(good), await send('nonsense'), await send(good, { origin: 'https://evil.example' })]) {
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
      expect(answer.headers['content-security-policy']).toBe('sandbox');
      expect(answer.headers['set-cookie']).toBeUndefined();
      expect(answer.headers['x-trace-id']).toMatch(/^[0-9a-f]{32}$/);
    }
  });
});
