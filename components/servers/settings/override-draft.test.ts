import { describe, expect, it } from 'vitest';
import type { ServerTool } from '#lib/contracts/api/servers.ts';
import { draftsOf, overridesOf } from './override-draft.ts';

const tool: ServerTool = {
  key: 'search',
  original: {
    name: 'search',
    title: null,
    description: 'Finds things',
    inputSchema: {
      type: 'object',
      properties: { query: { type: 'string' }, limit: { type: 'integer' }, tenant: { type: 'string' } },
      required: ['query'],
    },
  },
  served: null,
};

describe('drafts of overrides', () => {
  it('say nothing of a tool that nobody changed', () => {
    expect(overridesOf([tool], draftsOf([tool]))).toEqual({});
  });

  it('become the settings that they were made from', () => {
    const overrides = {
      search: {
        name: 'find',
        parameters: {
          query: { name: 'text', description: 'What to look for' },
          limit: { preset: { value: 10 } },
          tenant: { preset: { value: '42' } },
        },
      },
    };
    expect(overridesOf([tool], draftsOf([tool], overrides))).toEqual(overrides);
  });

  it('read a fixed value by the type of its parameter, and drop what the workflow no longer has', () => {
    const drafts = draftsOf([tool], { search: { parameters: { gone: { hidden: true } } }, other: { hidden: true } });
    const { parameters } = drafts['search']!;
    parameters['limit'] = { name: '', description: '', mode: 'fixed', value: '7' };
    parameters['tenant'] = { name: 'ignored', description: '', mode: 'fixed', value: '7' };
    parameters['query'] = { name: ' ', description: '', mode: 'hidden', value: '' };
    expect(overridesOf([tool], drafts)).toEqual({
      search: {
        parameters: { query: { hidden: true }, limit: { preset: { value: 7 } }, tenant: { preset: { value: '7' } } },
      },
    });
  });
});
