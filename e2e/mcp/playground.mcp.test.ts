import { beforeAll, describe, expect, inject, it } from 'vitest';
import { eras, openSession, type Question, type Session } from '../../lib/client/playground/playground-session.ts';
import { recordedFetch, type RecordedExchange } from '../../lib/client/playground/recorded-fetch.ts';
import type { Deployment } from '../../lib/contracts/api/deployments.ts';
import type { WorkflowFile } from '../../lib/contracts/api/workflows.ts';
import { workflowDefinitionSchema } from '../../lib/contracts/definition.ts';
import { deployWorkflow } from '../../scripts/deploy-workflow.ts';
import { signUp, type Builder } from '../sign-up.ts';
import { readFixture, toolNames } from './fixture.ts';

const fixture = readFixture('clients');
let builder: Builder;
let deployment: Deployment;

beforeAll(async () => {
  builder = await signUp(inject('productApi'));
  deployment = await deployWorkflow(builder.client, fixture);
});

function askingWorkflow(era: string): WorkflowFile {
  const edge = (source: string, target: string) => ({
    id: `${source}-${target}`,
    source: { node: source, port: 'out' },
    target: { node: target, port: 'in' },
  });
  const place = { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] };
  const definition = workflowDefinitionSchema.parse({
    schemaVersion: 1,
    nodes: [
      {
        id: 't',
        key: 'order',
        type: 'trigger.tool',
        config: { name: 'send_order', description: 'Sends', inputSchema: { type: 'object' } },
      },
      { id: 'q', key: 'ask', type: 'human.input', config: { message: 'Where to?', schema: place } },
      { id: 'r', key: 'end', type: 'core.return', config: { value: '{{ steps.ask }}' } },
    ],
    edges: [edge('t', 'q'), edge('q', 'r')],
  });
  return { ...fixture, name: `Asks at ${era}`, definition };
}

describe.each(eras)('the playground at %s', (era) => {
  const exchanges = new Map<number, RecordedExchange>();
  const open = (): Promise<Session> =>
    openSession({
      era,
      url: deployment.url,
      fetch: recordedFetch(
        (exchange, signal) => builder.client.exchangeMcp(deployment.workflowId, exchange, signal),
        (exchange) => exchanges.set(exchange.id, exchange),
      ),
      onQuestion: async () => ({ action: 'cancel' }),
      onNotice: () => undefined,
    });
  const { signal } = new AbortController();

  it('shows what the server offers, calls it, and shows what went over the wire', async () => {
    const session = await open();
    expect(session.offer.tools.map(({ name }) => name)).toEqual(toolNames(fixture));
    const answer = await session.run({ kind: 'tool', name: 'echo', arguments: { text: 'hello' } }, signal);
    expect(answer).toMatchObject({
      structuredContent: { text: 'hello', length: 5 },
      _meta: { 'toolwright/executionId': expect.any(String) },
    });
    const prompt = await session.run({ kind: 'prompt', name: 'greeting', arguments: { who: 'Kim' } }, signal);
    expect(prompt).toMatchObject({ messages: [{ role: 'user' }, { role: 'assistant' }] });
    const page = await session.run({ kind: 'resource', uri: 'docs://pages/7' }, signal);
    expect(page).toMatchObject({ contents: [{ text: 'This is page 7.' }] });
    await session.close();

    const seen = [...exchanges.values()];
    const methods = seen.map(({ rpcMethod }) => rpcMethod);
    expect(methods).toEqual(expect.arrayContaining(['tools/list', 'tools/call', 'prompts/get', 'resources/read']));
    expect(methods.includes('initialize')).toBe(era === '2025-11-25');
    const called = seen.find(({ rpcMethod }) => rpcMethod === 'tools/call');
    expect(called).toMatchObject({ method: 'POST', status: 200, url: deployment.url, state: 'done' });
    expect(called?.requestHeaders['mcp-protocol-version']).toBe(era);
    expect(called?.responseBody).toContain('"length":5');
    expect(JSON.stringify(seen)).not.toMatch(/authorization|Bearer/i);
  });

  it('puts a question of the workflow to whoever called it', async () => {
    const asking = await deployWorkflow(builder.client, askingWorkflow(era));
    const asked: Question[] = [];
    const session = await openSession({
      era,
      url: asking.url,
      fetch: recordedFetch(
        (exchange, abort) => builder.client.exchangeMcp(asking.workflowId, exchange, abort),
        () => undefined,
      ),
      onQuestion: async (question) => {
        asked.push(question);
        return { action: 'accept', content: { place: 'Busan' } };
      },
      onNotice: () => undefined,
    });
    const answer = await session.run({ kind: 'tool', name: 'send_order', arguments: {} }, signal);
    expect(asked).toMatchObject([{ message: 'Where to?', schema: { properties: { place: { type: 'string' } } } }]);
    expect(JSON.stringify(answer)).toContain('Busan');
    await session.close();
  });

  it('says what the tool refuses, and what the protocol does', async () => {
    const session = await open();
    const refused = await session.run({ kind: 'tool', name: 'refuse', arguments: { text: 'no' } }, signal);
    expect(refused).toMatchObject({ isError: true });
    await expect(session.run({ kind: 'resource', uri: 'docs://nothing' }, signal)).rejects.toThrow();
    await session.close();
  });
});
