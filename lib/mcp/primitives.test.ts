import type { Client } from '@modelcontextprotocol/client';
import { describe, expect, it, vi } from 'vitest';
import { aWorkflow, type WorkflowBuilder } from '#lib/runner/testing/workflow-builder.ts';
import { clients, modernClient, type AnyClient } from './testing/clients.ts';
import { startWorkflow } from './testing/served-workflow.ts';

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';
const image = { type: 'image', data: PIXEL, mimeType: 'image/png' };
const anyObject = { type: 'object' };

function withReturn(
  builder: WorkflowBuilder,
  key: string,
  type: string,
  config: object,
  answer: object,
): WorkflowBuilder {
  return builder
    .node(key, type, config as Record<string, unknown>)
    .node(`${key}End`, 'core.return', { value: '', ...answer })
    .edge(key, `${key}End`);
}

const toolNamed = (name: string, more: object = {}): object => ({
  name,
  description: name,
  inputSchema: anyObject,
  ...more,
});

/** Runs a check with each client on a server of its own workflow. */
function everyClient(workflow: () => WorkflowBuilder, check: (client: AnyClient, url: string) => Promise<void>): void {
  it.each(clients)('%s', async (_name, connect) => {
    await using server = await startWorkflow(workflow().build());
    const client = await connect(server.url);
    await check(client, server.url);
    await client.close();
    expect(server.reported).toEqual([]);
  });
}

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

describe('prompts', () => {
  const config = {
    name: 'review',
    title: 'Review',
    description: 'Reviews a text',
    arguments: [
      { name: 'language', description: 'Of the answer', required: true, suggestions: 'English, Estonian, Korean' },
      { name: 'tone' },
    ],
  };
  const content = [
    { type: 'resource', uri: 'docs://list', mimeType: 'text/plain', text: 'Be short' },
    image,
    { type: 'text', role: 'assistant', text: 'In {{ input.language }}, then.' },
  ];
  everyClient(
    () => {
      const builder = withReturn(aWorkflow(), 'review', 'trigger.prompt', config, { content });
      withReturn(builder, 'plain', 'trigger.prompt', { name: 'plain' }, { value: 'Just this.' });
      return withReturn(builder, 'no', 'trigger.prompt', { name: 'no' }, { value: 'Not today', isError: true });
    },
    async (client) => {
      const { prompts } = await client.listPrompts();
      expect(prompts).toEqual([
        {
          name: 'review',
          title: 'Review',
          description: 'Reviews a text',
          arguments: [
            { name: 'language', description: 'Of the answer', required: true },
            { name: 'tone', required: false },
          ],
        },
        { name: 'plain' },
        { name: 'no' },
      ]);
      const review = await client.getPrompt({ name: 'review', arguments: { language: 'Korean' } });
      expect(review.messages).toEqual([
        {
          role: 'user',
          content: { type: 'resource', resource: { uri: 'docs://list', mimeType: 'text/plain', text: 'Be short' } },
        },
        { role: 'user', content: { type: 'image', data: PIXEL, mimeType: 'image/png' } },
        { role: 'assistant', content: { type: 'text', text: 'In Korean, then.' } },
      ]);
      const plain = await client.getPrompt({ name: 'plain' });
      expect(plain.messages).toEqual([{ role: 'user', content: { type: 'text', text: 'Just this.' } }]);
      await expect(client.getPrompt({ name: 'review', arguments: {} })).rejects.toMatchObject({ code: -32602 });
      await expect(client.getPrompt({ name: 'review', arguments: { language: 'en', x: 'y' } })).rejects.toThrow(/x/);
      await expect(client.getPrompt({ name: 'unknown' })).rejects.toMatchObject({ code: -32602 });
      await expect(client.getPrompt({ name: 'no' })).rejects.toThrow('Not today');
      const ref = { type: 'ref/prompt', name: 'review' } as const;
      const { completion } = await client.complete({ ref, argument: { name: 'language', value: 'e' } });
      expect(completion).toEqual({ values: ['English', 'Estonian', 'Korean'], total: 3, hasMore: false });
      const none = await client.complete({ ref, argument: { name: 'tone', value: 'x' } });
      expect(none.completion.values).toEqual([]);
      const unknown = { ref: { ...ref, name: 'nope' }, argument: { name: 'a', value: '' } };
      await expect(client.complete(unknown)).rejects.toMatchObject({ code: -32602 });
    },
  );
});

describe('resources', () => {
  const chapter = {
    name: 'chapter',
    uriTemplate: 'docs://{book}/{+chapter}',
    mimeType: 'application/json',
    variables: [{ name: 'book', suggestions: 'handbook, hints' }],
  };
  everyClient(
    () => {
      const builder = withReturn(
        aWorkflow(),
        'all',
        'trigger.resource',
        { name: 'all', uri: 'docs://handbook/all' },
        {
          value: 'Everything',
        },
      );
      withReturn(builder, 'chapter', 'trigger.resource', chapter, { value: '{{ input.params }}' });
      withReturn(
        builder,
        'bytes',
        'trigger.resource',
        { name: 'bytes', uri: 'img://pixel', mimeType: 'image/png' },
        {
          content: [{ type: 'resource', data: PIXEL }],
        },
      );
      return withReturn(
        builder,
        'gone',
        'trigger.resource',
        { name: 'gone', uriTemplate: 'gone://{id}' },
        {
          value: 'Nothing about {{ input.params.id }}',
          isError: true,
        },
      );
    },
    async (client) => {
      expect((await client.listResources()).resources).toEqual([
        { uri: 'docs://handbook/all', name: 'all' },
        { uri: 'img://pixel', name: 'bytes', mimeType: 'image/png' },
      ]);
      expect((await client.listResourceTemplates()).resourceTemplates).toEqual([
        { uriTemplate: 'docs://{book}/{+chapter}', name: 'chapter', mimeType: 'application/json' },
        { uriTemplate: 'gone://{id}', name: 'gone' },
      ]);
      const read = async (uri: string): Promise<unknown> => (await client.readResource({ uri })).contents;
      expect(await read('docs://handbook/all')).toEqual([
        { uri: 'docs://handbook/all', mimeType: 'text/plain', text: 'Everything' },
      ]);
      expect(await read('docs://handbook/a/b%20c')).toEqual([
        { uri: 'docs://handbook/a/b%20c', mimeType: 'application/json', text: '{"book":"handbook","chapter":"a/b c"}' },
      ]);
      expect(await read('img://pixel')).toEqual([{ uri: 'img://pixel', mimeType: 'image/png', blob: PIXEL }]);
      await expect(read('docs://none')).rejects.toMatchObject({ code: -32602 });
      await expect(read('gone://7')).rejects.toThrow('Nothing about 7');
      const { completion } = await client.complete({
        ref: { type: 'ref/resource', uri: chapter.uriTemplate },
        argument: { name: 'book', value: 'hi' },
      });
      expect(completion.values).toEqual(['hints']);
    },
  );
});

describe('a prompt or resource that fails', () => {
  everyClient(
    () =>
      aWorkflow()
        .node('ask', 'trigger.prompt', { name: 'ask' })
        .node('stop', 'core.fail', { message: 'The checklist is locked' })
        .edge('ask', 'stop'),
    async (client) => {
      await expect(client.getPrompt({ name: 'ask' })).rejects.toThrow('The checklist is locked');
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

describe('those who follow a resource', () => {
  const drawn = (name = 'a'): WorkflowBuilder => {
    const builder = withReturn(aWorkflow(), 'a', 'trigger.resource', { name, uri: 'docs://a' }, { value: 'A' });
    return withReturn(builder, 'b', 'trigger.resource', { name: 'b', uriTemplate: 'docs://b/{id}' }, { value: 'B' });
  };
  /** What a client is told, as it comes. */
  async function follow(url: string, uris: string[]): Promise<{ client: Client; told: string[] }> {
    const client = await modernClient(url);
    const told: string[] = [];
    client.setNotificationHandler('notifications/resources/updated', ({ params }) => void told.push(params.uri));
    client.setNotificationHandler('notifications/resources/list_changed', () => void told.push('list'));
    await client.listen({ resourceSubscriptions: uris, resourcesListChanged: true });
    return { client, told };
  }

  it('are told of its updates and of no others', async () => {
    await using server = await startWorkflow(drawn().build());
    const { client, told } = await follow(server.url, ['docs://a', 'docs://b/7']);
    server.endpoint.resourcesUpdated(['docs://a', 'docs://b/8', 'docs://b/7']);
    await vi.waitFor(() => expect(told).toEqual(['docs://a', 'docs://b/7']));
    await client.close();
  });

  it('are told when another version answers it, and of its list if that is another one', async () => {
    await using server = await startWorkflow(drawn().build());
    await using renamed = await startWorkflow(drawn('other').build());
    const { client, told } = await follow(server.url, ['docs://a']);
    server.endpoint.versionChanged(server.version, server.version);
    await vi.waitFor(() => expect(told).toEqual(['docs://a']));
    server.endpoint.versionChanged(server.version, renamed.version);
    await vi.waitFor(() => expect(told).toEqual(['docs://a', 'list', 'docs://a']));
    await client.close();
  });

  it('need no session, so clients of 2025 are not promised any', async () => {
    await using server = await startWorkflow(drawn().build());
    const client = await clients[2]![1](server.url);
    expect(client.getServerCapabilities()).toEqual({ tools: {}, resources: {}, completions: {} });
    await client.close();
  });
});
