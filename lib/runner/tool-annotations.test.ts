import { expect, it } from 'vitest';
import { annotationsOf } from './tool-annotations.ts';
import { compiled } from './testing/run-workflow.ts';
import { aWorkflow } from './testing/workflow-builder.ts';

type Node = [type: string, config: Record<string, unknown>];

/** The hints of a tool with these nodes behind it, as letters: reads only, destroys, can be repeated, reaches outside. */
function hintsOf(...nodes: Node[]): string {
  const tool = { name: 'tool', description: '', inputSchema: { type: 'object' } };
  const builder = aWorkflow().node('start', 'trigger.tool', tool);
  nodes.forEach(([type, config], index) => builder.node(`n${index}`, type, config));
  builder.chain('start', ...nodes.map((_, index) => `n${index}`));
  // Another trigger's nodes are none of the tool's.
  builder.node('other', 'trigger.manual').node('post', 'http.request', { method: 'POST', url: 'https://x.test' });
  const { annotations } = compiled(builder.edge('other', 'post').build()).tools[0]!;
  const { readOnlyHint, destructiveHint, idempotentHint, openWorldHint } = annotations;
  return [readOnlyHint && 'r', destructiveHint && 'd', idempotentHint && 'i', openWorldHint && 'o']
    .filter(Boolean)
    .join('');
}

const request = (method: string, more: object = {}): Node => [
  'http.request',
  { method, url: 'https://x.test', ...more },
];

it.each([
  ['ri', [['data.set', { value: 1 }]]],
  ['rio', [request('GET')]],
  ['do', [request('POST')]],
  ['dio', [request('POST', { idempotent: true })]],
  ['dio', [request('DELETE')]],
  ['do', [request('GET'), request('POST')]],
  ['rio', [['postgres.query', { connectionId: 'x', sql: 'select 1', params: [], readOnly: true }]]],
  ['do', [['postgres.query', { connectionId: 'x', sql: 'select 1', params: [] }]]],
  ['di', [['memory.set', { key: 'a', value: 1 }]]],
  ['do', [['logic.workflow', { workflowId: 'x', input: {} }]]],
] as [string, Node[]][])('hints are never milder than the nodes of a tool: %s for %j', (hints, nodes) => {
  expect(hintsOf(...nodes)).toBe(hints);
});

it('a template decides nothing: then the worst that the node can do counts', () => {
  expect(hintsOf(['postgres.query', { sql: 'select 1', readOnly: '{{ input.safe }}' }])).toBe('do');
});

it('what the builder says stands, and what they leave out does not contradict it', () => {
  const writes = { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true };
  const reads = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };
  expect(annotationsOf(undefined, writes)).toEqual(writes);
  expect(annotationsOf({ destructiveHint: false }, writes)).toEqual({ ...writes, destructiveHint: false });
  expect(annotationsOf({ readOnlyHint: true }, writes)).toEqual({ ...reads, openWorldHint: true });
  expect(annotationsOf({ readOnlyHint: false }, reads)).toEqual({
    ...reads,
    readOnlyHint: false,
    destructiveHint: true,
  });
  expect(annotationsOf({ readOnlyHint: false, destructiveHint: false }, reads)).toMatchObject({
    destructiveHint: false,
  });
});
