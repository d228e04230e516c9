import { template } from './template-builder.ts';

export const githubRepository = template({
  id: 'github-repository',
  name: 'GitHub repository',
  description: 'Facts about a public repository, with an error port that turns "not found" into a clear answer.',
  category: 'web',
  sampleInput: { owner: 'nodejs', repo: 'node' },
  nodes: [
    {
      key: 'lookup',
      type: 'trigger.tool',
      name: 'Look a repository up',
      at: [0, 0],
      config: {
        name: 'github_repository',
        description: 'Stars, open issues, language and licence of a public GitHub repository.',
        inputSchema: {
          type: 'object',
          properties: {
            owner: { type: 'string', minLength: 1, description: 'User or organisation' },
            repo: { type: 'string', minLength: 1, description: 'Name of the repository' },
          },
          required: ['owner', 'repo'],
        },
        annotations: { readOnlyHint: true, openWorldHint: true },
      },
    },
    {
      key: 'fetch',
      type: 'http.request',
      name: 'Ask GitHub',
      at: [1, 0],
      config: {
        method: 'GET',
        url: 'https://api.github.com/repos/{{ input.owner }}/{{ input.repo }}',
        headers: { accept: 'application/vnd.github+json', 'user-agent': 'toolwright' },
      },
      policy: { timeoutMs: 10_000, onError: 'branch', retry: { maxAttempts: 3, backoffMs: 300 } },
    },
    {
      key: 'answer',
      type: 'core.return',
      name: 'Answer',
      at: [2, 0],
      config: {
        value: {
          fullName: '{{ steps.fetch.body.full_name }}',
          description: '{{ steps.fetch.body.description }}',
          stars: '{{ steps.fetch.body.stargazers_count }}',
          openIssues: '{{ steps.fetch.body.open_issues_count }}',
          language: '{{ steps.fetch.body.language }}',
          licence: '{{ steps.fetch.body.license?.spdx_id ?? "none" }}',
        },
      },
    },
    {
      key: 'failed',
      type: 'core.return',
      name: 'Say why not',
      at: [2, 1],
      config: {
        value: {
          message: 'GitHub did not answer for {{ input.owner }}/{{ input.repo }}: {{ steps.fetch.error.message }}',
        },
        isError: true,
      },
    },
  ],
  wires: ['lookup > fetch', 'fetch > answer', 'fetch.error > failed'],
});
