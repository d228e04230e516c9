import { template, type TemplateNode } from './template-builder.ts';

const ask = (key: string, name: string, repo: string, row: number): TemplateNode => ({
  key,
  type: 'http.request',
  name,
  at: [1, row],
  config: {
    method: 'GET',
    url: `https://cdn.jsdelivr.net/npm/{{ input.${repo} }}/package.json`,
    headers: { accept: 'application/json' },
  },
  policy: { timeoutMs: 10_000, retry: { maxAttempts: 3, backoffMs: 300 } },
});

export const comparePackages = template({
  id: 'compare-packages',
  name: 'Two requests at once',
  description: 'Asks for two npm packages at the same time, waits for both and compares them.',
  category: 'logic',
  sampleInput: { first: 'zod', second: 'ajv' },
  nodes: [
    {
      key: 'compare',
      type: 'trigger.tool',
      name: 'Compare packages',
      at: [0, 0],
      config: {
        name: 'compare_packages',
        description: 'Newest version, licence and number of dependencies of two npm packages, side by side.',
        inputSchema: {
          type: 'object',
          properties: {
            first: { type: 'string', minLength: 1, maxLength: 100 },
            second: { type: 'string', minLength: 1, maxLength: 100 },
          },
          required: ['first', 'second'],
        },
        annotations: { readOnlyHint: true, openWorldHint: true },
      },
    },
    ask('left', 'First package', 'first', 0),
    ask('right', 'Second package', 'second', 1),
    { key: 'both', type: 'logic.merge', name: 'Both are there', at: [2, 0], config: { mode: 'all' } },
    {
      key: 'answer',
      type: 'core.return',
      name: 'Answer',
      at: [3, 0],
      config: {
        value: {
          packages:
            '{{ [steps.both.left.body, steps.both.right.body].map(one => ({ name: one.name, version: one.version, licence: one.license, dependencies: Object.keys(one.dependencies ?? {}).length })) }}',
        },
      },
    },
  ],
  wires: ['compare > left', 'compare > right', 'left > both', 'right > both', 'both > answer'],
});
