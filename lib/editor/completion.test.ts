import { describe, expect, it } from 'vitest';
import { completeAt } from './completion.ts';
import { previewScope, previewTemplate } from './preview.ts';
import type { RunView } from './run-view.ts';
import { startedView } from './run-view.ts';
import { scopeShape } from './scope-shape.ts';
import type { Variable } from '#lib/contracts/api/variables.ts';
import type { Step } from '#lib/contracts/execution.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import { editorVariables } from './variables.ts';
import { aDefinition, aNode, describeTest } from './testing/fixtures.ts';

const inputSchema = {
  type: 'object',
  properties: {
    region: { type: 'string', description: 'Continent' },
    min: { type: 'number' },
    'odd name': { type: 'string' },
  },
};
const definition = aDefinition(
  [aNode('tool', 'start', { config: { inputSchema } }), aNode('fetch'), aNode('last'), aNode('aside')],
  ['tool -> fetch', 'fetch -> last'],
);
const output = { status: 200, body: [{ name: 'Chad', tags: ['x'] }] };
const step = {
  nodeId: 'fetch',
  status: 'success',
  output,
  startedAt: '2026-11-20T10:00:00.000Z',
  attempt: 1,
} as unknown as Step;
const run: RunView = {
  ...startedView({ region: 'Africa', min: 3 }),
  status: 'success',
  steps: new Map([['fetch', step]]),
};

const variable = (name: string, value?: JsonValue): Variable => ({
  id: name,
  name,
  secret: value === undefined,
  hosts: value === undefined ? ['api.example'] : [],
  ...(value !== undefined && { value }),
  createdAt: '2026-11-20T10:00:00.000Z',
  updatedAt: '2026-11-20T10:00:00.000Z',
});

/** `|` is the cursor. */
function offered(text: string, mode: 'template' | 'code' = 'template', lastRun: RunView | null = run): string[] | null {
  const scope = scopeShape({ definition, describe: describeTest, nodeId: 'last', run: lastRun });
  const found = completeAt(text.replace('|', ''), text.indexOf('|'), scope, mode);
  return found && found.options.map((option) => option.label);
}

describe('completion', () => {
  it('offers names inside braces only', () => {
    expect(offered('Hello |')).toBeNull();
    expect(offered('Hello {{ | }}')).toEqual(expect.arrayContaining(['input', 'steps', 'vars', 'run', 'Math']));
    expect(offered('{{ input }} |')).toBeNull();
    expect(offered('return |', 'code')).toEqual(expect.arrayContaining(['input', 'steps']));
  });

  it('offers members of the trigger’s schema', () => {
    expect(offered('{{ input.| }}', 'template', null)).toEqual(['.region', '.min', '.odd name']);
    const scope = scopeShape({ definition, describe: describeTest, nodeId: 'last', run: null });
    const found = completeAt('{{ input.', 9, scope, 'template')!;
    expect(found.from).toBe(8);
    expect(found.options.map((option) => option.apply)).toEqual(['.region', '.min', '["odd name"]']);
  });

  it('offers only steps upstream, with what their output was', () => {
    expect(offered('{{ steps.| }}')).toEqual(['.tool', '.fetch']);
    expect(offered('{{ steps.fetch.| }}')).toEqual(expect.arrayContaining(['.status', '.body']));
    expect(offered('{{ steps.fetch.body[0].| }}')).toEqual(['.name', '.tags']);
    expect(offered('{{ steps.fetch.body.| }}')).toEqual(expect.arrayContaining(['.length', '.map', '.filter']));
    expect(offered('{{ steps.nowhere.| }}')).toBeNull();
  });

  it('offers plain variables and their members, the secret ones only where they can be sent', () => {
    const variables = editorVariables([variable('region', { code: 'kr' }), variable('limit', 5), variable('token')]);
    const scope = scopeShape({ definition, describe: describeTest, nodeId: 'last', run: null, variables });
    const labels = (text: string) =>
      completeAt(text, text.length, scope, 'template')?.options.map(({ label }) => label);
    expect(labels('{{ vars.')).toEqual(['.region', '.limit']);
    expect(labels('{{ vars.region.')).toEqual(['.code']);
    const header = scopeShape({
      definition,
      describe: describeTest,
      nodeId: 'last',
      run: null,
      variables,
      carriesSecrets: true,
    });
    expect(completeAt('{{ vars.', 8, header, 'template')?.options.at(-1)).toMatchObject({
      label: '.token',
      detail: 'secret api.example',
    });
    const preview = (text: string) => previewTemplate(text, previewScope(definition, 'last', run, variables));
    expect(preview('{{ vars.limit + 1 }}')).toEqual({ kind: 'value', text: '6' });
    expect(preview('{{ vars.token }}')).toMatchObject({ kind: 'error', message: expect.stringContaining('is secret') });
  });

  it('knows the element in a callback', () => {
    expect(offered('{{ steps.fetch.body.filter((c) => c.| }}')).toEqual(['.name', '.tags']);
    expect(offered('{{ steps.fetch.body.map(c => c?.| }}')).toEqual(['?.name', '?.tags']);
    expect(offered('{{ steps.fetch.body.map((c) => d.| }}')).toBeNull();
  });
});

describe('preview', () => {
  const preview = (text: string, lastRun: RunView | null = run) =>
    previewTemplate(text, previewScope(definition, 'last', lastRun));

  it('shows the value of the last try', () => {
    expect(preview('{{ input.min + 1 }}')).toEqual({ kind: 'value', text: '4' });
    expect(preview('In {{ input.region }}: {{ steps.fetch.body.length }}')).toEqual({
      kind: 'value',
      text: '"In Africa: 1"',
    });
    expect(preview('{{ steps.fetch.nothing }}')).toEqual({ kind: 'value', text: 'undefined' });
  });

  it('is quiet about plain text, and says when there is no data', () => {
    expect(preview('plain')).toEqual({ kind: 'plain' });
    expect(preview('{{ input.min }}', null)).toEqual({ kind: 'noData' });
  });

  it('explains what cannot be', () => {
    expect(preview('{{ input.')).toMatchObject({ kind: 'error' });
    expect(preview('{{ steps.aside }}')).toMatchObject({ kind: 'error' });
    expect(preview('{{ input.region.nope() }}')).toMatchObject({ kind: 'error' });
  });
});
