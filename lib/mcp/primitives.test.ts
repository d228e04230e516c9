import { describe, expect, it } from 'vitest';
import { aWorkflow, type WorkflowBuilder } from '#lib/runner/testing/workflow-builder.ts';
import { modernClient } from './testing/clients.ts';
import { everyClient, image, PIXEL, withReturn } from './testing/every-client.ts';
import { startWorkflow } from './testing/served-workflow.ts';

const anyObject = { type: 'object' };

const toolNamed = (name: string, more: object = {}): object => ({
  name,
  description: name,
  inputSchema: anyObject,
  ...more,
});

describe('an answer of all kinds at once', () => {
  const content = [
    { type: 'text', text: 'The map of {{ input.city }}:' },
    image,
    { type: 'audio', data: 'UklGRg==', mimeType: 'audio/wav' },
    { type: 'resource', uri: 'report://{{ input.city }}', mimeType: 'text/markdown', text: '# {{ input.city }}' },
    { type: 'resource', uri: 'image://{{ input.city }}', mimeType: 'image/png', data: PIXEL },
    { type: 'resource_link', uri: 'https://example.com/{{ input.city }}', name: 'more', title: 'More about it' },
  ];
  everyClient(
    () => withReturn(aWorkflow(), 'map', 'trigger.tool', toolNamed('map'), { content }),
    async (client) => {
      const { content: blocks, structuredContent } = await client.callTool({
        name: 'map',
        arguments: { city: 'Seoul' },
      });
      expect(blocks).toEqual([
        { type: 'text', text: 'The map of Seoul:' },
        { type: 'image', data: PIXEL, mimeType: 'image/png' },
        { type: 'audio', data: 'UklGRg==', mimeType: 'audio/wav' },
        { type: 'resource', resource: { uri: 'report://Seoul', mimeType: 'text/markdown', text: '# Seoul' } },
        { type: 'resource', resource: { uri: 'image://Seoul', mimeType: 'image/png', blob: PIXEL } },
        { type: 'resource_link', uri: 'https://example.com/Seoul', name: 'more', title: 'More about it' },
      ]);
      expect(structuredContent).toBeUndefined();
    },
  );
});

describe('content beside structured output', () => {
  const outputSchema = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };
  const workflow = (n: unknown) => () =>
    withReturn(aWorkflow(), 'count', 'trigger.tool', toolNamed('count', { outputSchema }), {
      value: { n },
      content: [{ type: 'text', text: 'It is counted' }],
    });
  everyClient(workflow(3), async (client) => {
    await client.listTools();
    const answer = await client.callTool({ name: 'count', arguments: {} });
    expect(answer.structuredContent).toEqual({ n: 3 });
    expect(answer.content).toEqual([{ type: 'text', text: 'It is counted' }]);
  });

  describe('that breaks its schema is a clear error', () => {
    everyClient(workflow('three'), async (client) => {
      await client.listTools();
      const answer = await client.callTool({ name: 'count', arguments: {} });
      expect(answer).toMatchObject({ isError: true });
      expect(answer.structuredContent).toBeUndefined();
      expect(JSON.stringify(answer.content)).toMatch(/output schema.*\/n/);
    });
  });
});

describe('files in an answer', () => {
  const picture = (file: unknown): WorkflowBuilder =>
    withReturn(aWorkflow(), 'picture', 'trigger.tool', toolNamed('picture'), { content: [{ type: 'image', file }] });
  it('are read for the caller', async () => {
    await using server = await startWorkflow(picture('{{ input.file }}').build());
    const about = { name: 'p.png', mimeType: 'image/png' };
    const file = await server.files.create(undefined as never, Buffer.from(PIXEL, 'base64'), about);
    const client = await modernClient(server.url);
    const { content } = await client.callTool({ name: 'picture', arguments: { file } });
    expect(content).toEqual([{ type: 'image', data: PIXEL, mimeType: 'image/png' }]);
    await client.close();
  });
  it('are refused, in words, when they are none of this run', async () => {
    await using server = await startWorkflow(picture('{{ input.file }}').build());
    const client = await modernClient(server.url);
    const forged = { $file: { id: 'x', name: 'x', mimeType: 'image/png', size: 1, sha256: '0' } };
    const answer = await client.callTool({ name: 'picture', arguments: { file: forged } });
    expect(answer).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('may not use') }] });
    const plain = await client.callTool({ name: 'picture', arguments: { file: 'no file' } });
    expect(plain).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('content/0/file') }] });
    await client.close();
  });
});

describe('what a tool says of itself', () => {
  const icons = [{ src: 'https://example.com/i.png', mimeType: 'image/png', sizes: '48x48', theme: 'dark' }];
  everyClient(
    () => {
      const builder = withReturn(aWorkflow(), 'b', 'trigger.tool', toolNamed('b_first', { title: 'First', icons }), {});
      builder
        .node('a', 'trigger.tool', toolNamed('a_second', { annotations: { destructiveHint: false } }) as never)
        .node('post', 'http.request', { method: 'POST', url: 'https://example.com' })
        .edge('a', 'post');
      return builder.settings({ instructions: 'Ask for b_first before a_second.' });
    },
    async (client) => {
      const { tools } = await client.listTools();
      expect(tools.map(({ name }) => name)).toEqual(['b_first', 'a_second']);
      expect(tools[0]).toMatchObject({
        title: 'First',
        icons: [{ src: 'https://example.com/i.png', mimeType: 'image/png', sizes: ['48x48'] }],
        annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
      });
      expect(tools[1]?.annotations).toEqual({
        readOnlyHint: false,
        destructiveHint: false,
        idempotentHint: false,
        openWorldHint: true,
      });
      expect(client.getInstructions()).toBe('Ask for b_first before a_second.');
    },
  );
});

it('a server without prompts and resources does not say that it knows them', async () => {
  await using server = await startWorkflow(
    withReturn(aWorkflow(), 'one', 'trigger.tool', toolNamed('one'), {}).build(),
  );
  const client = await modernClient(server.url);
  expect(client.getServerCapabilities()).toEqual({ tools: { listChanged: true } });
  await client.close();
});
