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

  it('gets the messages of a prompt', async () => {
    await using client = await connect(deployment.url, key);
    expect(await client.prompt('greeting', { who: 'Kim' })).toEqual([
      { role: 'user', content: { type: 'image', mimeType: 'image/png', data: expect.stringMatching(/^iVBOR/) } },
      { role: 'assistant', content: { type: 'text', text: 'Hello, Kim.' } },
    ]);
  });

  it('reads a resource of a template', async () => {
    await using client = await connect(deployment.url, key);
    expect(await client.read('docs://pages/7')).toEqual([
      { uri: 'docs://pages/7', mimeType: 'text/plain', text: 'This is page 7.' },
    ]);
  });
});

describe('answers', () => {
  it('fill in the defaults of the schema', async () => {
    await using client = await modernClient(deployment.url, key);
    expect((await client.call('list_numbers', {})).structuredContent).toEqual([1, 2, 3]);
  });

  it('say no without failing', async () => {
    await using client = await modernClient(deployment.url, key);
    expect(await client.call('refuse', { text: 'not today' })).toMatchObject({
      isError: true,
      content: [{ text: 'No: not today' }],
    });
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

  it('need no key where the server is public', async () => {
    const open = await deployWorkflow(builder.client, { ...fixture, name: 'Open to all' });
    await builder.client.call('updateServer', { params: { id: open.workflowId }, body: { access: 'public' } });
    const given = { ...target(), url: open.url, key: null, access: 'public' as const };
    const snippets = new Map(serverSnippets(given).map((snippet) => [snippet.id, snippet.text]));
    const called = async (): Promise<string> =>
      (await promisify(execFile)('/bin/sh', ['-c', snippets.get('curl') ?? ''])).stdout;
    await expect.poll(called, { timeout: 20_000 }).toContain('"length":7');
    const folder = mkdtempSync(path.join(import.meta.dirname, '.snippet-'));
    try {
      const file = path.join(folder, 'client.ts');
      writeFileSync(file, snippets.get('sdk') ?? '');
      const { stdout } = await promisify(execFile)(process.execPath, [file]);
      expect(stdout).toContain(`text: "it's $5", length: 7`);
    } finally {
      rmSync(folder, { recursive: true });
    }
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
    const requestedAt = Date.now();
    await deployWorkflow(builder.client, changed);
    const deployedAt = Date.now();
    await sleep(2_000);
    going = false;
    await Promise.all(callers);
    const early = seen.filter(({ at }) => at < requestedAt);
    expect(early.length).toBeGreaterThan(8);
    expect(early.every(({ second }) => !second)).toBe(true);
    const late = seen.filter(({ at }) => at > deployedAt + 1_000);
    expect(late.length).toBeGreaterThan(8);
    expect(late.every(({ second }) => second)).toBe(true);
    expect((await client.toolNames()).length).toBe(toolNames(fixture).length);
    await deployWorkflow(builder.client, fixture);
  });

  function withEcho(file: WorkflowFile, value: unknown): WorkflowFile {
    const nodes = file.definition.nodes.map((node) =>
      node.key === 'echoReturn' ? { ...node, config: { value } } : node,
    );
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
