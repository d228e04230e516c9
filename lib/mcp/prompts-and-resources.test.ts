import type { Client } from '@modelcontextprotocol/client';
import { describe, expect, it, vi } from 'vitest';
import { aWorkflow, type WorkflowBuilder } from '#lib/runner/testing/workflow-builder.ts';
import { modernClient } from './testing/clients.ts';
import { everyClient, image, PIXEL, withReturn } from './testing/every-client.ts';
import { messagesOf, nextOf, openSession } from './testing/raw-session.ts';
import { startWorkflow } from './testing/served-workflow.ts';

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

  it('are told in their session, if they are of 2025', async () => {
    await using server = await startWorkflow(drawn().build());
    const session = await openSession(server.url);
    const ask = async (method: string, uri: string): Promise<unknown> => {
      const answer = await nextOf(messagesOf(await session.send({ id: uri, method, params: { uri } })));
      return answer['error'] ?? answer['result'];
    };
    const told = messagesOf(await session.listen());
    for (const uri of ['docs://a', 'docs://b/7']) expect(await ask('resources/subscribe', uri)).toEqual({});
    expect(await ask('resources/subscribe', 'docs://none')).toMatchObject({ code: -32602 });
    server.endpoint.resourcesUpdated(['docs://a', 'docs://b/8', 'docs://b/7']);
    expect(await nextOf(told)).toMatchObject({ params: { uri: 'docs://a' } });
    expect(await nextOf(told)).toMatchObject({ params: { uri: 'docs://b/7' } });
    expect(await ask('resources/unsubscribe', 'docs://b/7')).toEqual({});
    server.endpoint.resourcesUpdated(['docs://b/7', 'docs://a']);
    expect(await nextOf(told)).toMatchObject({
      method: 'notifications/resources/updated',
      params: { uri: 'docs://a' },
    });
    expect((await session.end()).status).toBe(200);
  });
});
