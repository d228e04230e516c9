import { template } from './template-builder.ts';

export const topStories = template({
  id: 'top-stories',
  name: 'Filter and shape a list',
  description:
    'Fetches a public list (Hacker News search), keeps what is above a threshold and returns a short shape of it.',
  category: 'data',
  sampleInput: { topic: 'postgres', minPoints: 50 },
  nodes: [
    {
      key: 'search',
      type: 'trigger.tool',
      name: 'Find stories',
      at: [0, 0],
      config: {
        name: 'find_stories',
        description: 'Stories of Hacker News about a topic, the best ones first.',
        inputSchema: {
          type: 'object',
          properties: {
            topic: { type: 'string', minLength: 1, description: 'Words to look for' },
            minPoints: { type: 'integer', minimum: 0, default: 10, description: 'Leave out what has fewer points' },
          },
          required: ['topic'],
        },
        annotations: { readOnlyHint: true, openWorldHint: true },
      },
    },
    {
      key: 'fetch',
      type: 'http.request',
      name: 'Search Hacker News',
      at: [1, 0],
      config: {
        method: 'GET',
        url: 'https://hn.algolia.com/api/v1/search',
        query: { query: '{{ input.topic }}', tags: 'story', hitsPerPage: 50 },
      },
      policy: { timeoutMs: 10_000, retry: { maxAttempts: 3, backoffMs: 300 } },
    },
    {
      key: 'best',
      type: 'data.set',
      name: 'Keep the best',
      at: [2, 0],
      config: {
        value:
          '{{ steps.fetch.body.hits.filter(story => story.points >= input.minPoints).sort((a, b) => b.points - a.points).slice(0, 10) }}',
      },
    },
    {
      key: 'answer',
      type: 'core.return',
      name: 'Answer',
      at: [3, 0],
      config: {
        value: {
          count: '{{ steps.best.length }}',
          stories:
            '{{ steps.best.map(story => ({ title: story.title, url: story.url, points: story.points, author: story.author })) }}',
        },
      },
    },
  ],
  wires: ['search > fetch', 'fetch > best', 'best > answer'],
});
