import { afterEach, expect, it, vi } from 'vitest';
import { createResourceNews } from './resource-news.ts';

afterEach(() => vi.useRealTimers());

it('tells the first news at once and further ones together, each address once', async () => {
  vi.useFakeTimers();
  const told: unknown[] = [];
  const news = createResourceNews({ bus: { publish: async (_channel, message) => void told.push(message) } });
  const update = (uri: string, workflowId = 'w'): Promise<void> => news.updated({ workspaceId: 's', workflowId, uri });
  await update('a');
  expect(told).toEqual([{ workspaceId: 's', workflowId: 'w', uris: ['a'] }]);
  for (const uri of ['b', 'a', 'b', 'c']) await update(uri);
  await update('a', 'other');
  expect(told).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(250);
  expect(told[2]).toEqual({ workspaceId: 's', workflowId: 'w', uris: ['a', 'b', 'c'] });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(told).toHaveLength(3);
  await update('d');
  expect(told).toHaveLength(4);
});

it('tells as many as a message holds, and the rest in the next', async () => {
  vi.useFakeTimers();
  const sizes: number[] = [];
  const publish = async (_channel: unknown, message: unknown): Promise<void> => {
    sizes.push((message as { uris: string[] }).uris.length);
  };
  const news = createResourceNews({ bus: { publish } });
  for (let index = 0; index < 61; index++) await news.updated({ workspaceId: 's', workflowId: 'w', uri: `u${index}` });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sizes).toEqual([1, 50, 10]);
});
