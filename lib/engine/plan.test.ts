import { describe, expect, it } from 'vitest';
import { workflowDefinitionSchema, type WorkflowDefinition } from '#lib/contracts/definition.ts';
import { limits } from '#lib/contracts/limits.ts';
import { planWorkflow } from './plan.ts';
import { selectTrigger } from './select-trigger.ts';
import { describeTestType } from './testing/node-types.ts';

type Nodes = { key: string; type: string; [field: string]: unknown }[];

/** Edges are `from:port>to`. */
function definition(nodes: Nodes, edges: string[] = []): WorkflowDefinition {
  return workflowDefinitionSchema.parse({
    schemaVersion: 1,
    nodes: nodes.map((node) => ({ id: node.key, ...node })),
    edges: edges.map((text, index) => {
      const [, node, port, to] = /^(\w+)(?::(\w+))?>(\w+)$/.exec(text)!;
      return { id: `e${index}`, source: { node, port: port ?? 'out' }, target: { node: to, port: 'in' } };
    }),
  });
}

function problemsOf(given: WorkflowDefinition): { code: string; nodeId?: string; edgeId?: string; hint?: string }[] {
  const result = planWorkflow(given, describeTestType);
  return result.ok ? [] : result.problems;
}

const start = { key: 's', type: 'start' };

describe('planWorkflow refuses only what does not compile', () => {
  it('a cycle, with its nodes and the edge that closes it', () => {
    const found = problemsOf(
      definition([start, { key: 'a', type: 'act' }, { key: 'b', type: 'act' }], ['s>a', 'a>b', 'b>a']),
    );
    expect(found).toMatchObject([
      { code: 'cycle', nodeId: 'a', edgeId: 'e2', message: 'These nodes form a circle: a -> b -> a' },
    ]);
  });
  it('a node that leads to itself', () => {
    expect(problemsOf(definition([start, { key: 'a', type: 'act' }], ['s>a', 'a>a']))).toMatchObject([
      { code: 'cycle', edgeId: 'e1' },
    ]);
  });
  it('every separate cycle, and not what lies behind them', () => {
    const nodes = ['a', 'b', 'c', 'd', 'x'].map((key) => ({ key, type: 'act' }));
    const found = problemsOf(definition([start, ...nodes], ['s>a', 'a>b', 'b>a', 'c>d', 'd>c', 'b>x', 'd>x']));
    expect(found.map(({ code, nodeId }) => [code, nodeId])).toEqual([
      ['cycle', 'a'],
      ['cycle', 'c'],
    ]);
  });
  it('an unknown type and an unknown version, each with its node', () => {
    const found = problemsOf(definition([start, { key: 'a', type: 'nope' }, { key: 'b', type: 'act', version: 9 }]));
    expect(found).toMatchObject([
      { code: 'unknown_type', nodeId: 'a' },
      { code: 'unknown_version', nodeId: 'b' },
    ]);
  });
  it('an edge to a node that does not exist', () => {
    expect(problemsOf(definition([start], ['s>gone']))).toMatchObject([{ code: 'dangling_edge', edgeId: 'e0' }]);
  });
  it('an edge at a port that does not exist, with the nearest one', () => {
    const found = problemsOf(
      definition([start, { key: 'i', type: 'if' }, { key: 'a', type: 'act' }], ['s>i', 'i:ture>a']),
    );
    expect(found).toMatchObject([{ code: 'unknown_port', edgeId: 'e1', nodeId: 'i', hint: 'Did you mean "true"?' }]);
  });
  it('an edge into a trigger', () => {
    expect(problemsOf(definition([start, { key: 'a', type: 'act' }], ['a>s']))).toMatchObject([
      { code: 'unknown_port', nodeId: 's' },
    ]);
  });
  it('a double key, naming both nodes', () => {
    const found = problemsOf(
      definition([start, { id: 'one', key: 'a', type: 'act' }, { id: 'two', key: 'a', type: 'act' }]),
    );
    expect(found).toMatchObject([{ code: 'duplicate_key', nodeId: 'two', message: expect.stringContaining('"one"') }]);
  });
  it('a double id', () => {
    const given = definition([start, { key: 'a', type: 'act' }]);
    given.nodes.push({ ...given.nodes[1]!, key: 'b' });
    expect(problemsOf(given)).toMatchObject([{ code: 'duplicate_id', nodeId: 'a' }]);
  });
  it('a parent that does not exist or is no container', () => {
    const found = problemsOf(
      definition([start, { key: 'a', type: 'act', parentId: 'gone' }, { key: 'b', type: 'act', parentId: 'a' }]),
    );
    expect(found).toMatchObject([
      { code: 'wrong_parent', nodeId: 'a' },
      { code: 'wrong_parent', nodeId: 'b' },
    ]);
  });
  it('more nodes than the limit', () => {
    const given = definition([start]);
    for (let index = 0; index < limits.nodes; index++)
      given.nodes.push({ ...given.nodes[0]!, id: `x${index}`, key: `x${index}` });
    expect(problemsOf(given)).toMatchObject([{ code: 'limit_exceeded' }]);
  });
  it('a definition that is too large or nested too deeply, before anything walks through it', () => {
    const large = definition([start, { key: 'a', type: 'act', config: { text: 'x'.repeat(limits.definitionBytes) } }]);
    expect(problemsOf(large)).toMatchObject([{ code: 'limit_exceeded', message: expect.stringContaining('2 MiB') }]);
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level++) deep = [deep];
    const nested = definition([start]);
    nested.nodes[0]!.config = { deep };
    expect(problemsOf(nested)).toMatchObject([
      { code: 'limit_exceeded', message: expect.stringContaining('64 levels') },
    ]);
  });
  it('nothing else: unconnected nodes, wrong config and missing triggers compile', () => {
    expect(problemsOf(definition([{ key: 'a', type: 'act', config: { nonsense: true } }]))).toEqual([]);
    expect(problemsOf(definition([]))).toEqual([]);
  });
  it('takes ports of a switch from its cases', () => {
    const cases = { cases: [{ name: 'x' }] };
    expect(
      problemsOf(
        definition(
          [start, { key: 'w', type: 'switch', config: cases }, { key: 'a', type: 'act' }],
          ['s>w', 'w:x>a', 'w:fallback>a'],
        ),
      ),
    ).toEqual([]);
  });
});

describe('selectTrigger', () => {
  const plan = (...nodes: Nodes) => {
    const result = planWorkflow(definition(nodes), describeTestType);
    if (!result.ok) throw new Error('does not compile');
    return result.plan;
  };
  it('may be left out if exactly one is enabled', () => {
    expect(selectTrigger(plan(start, { key: 't', type: 'start', disabled: true }))).toEqual({ ok: true, trigger: 0 });
  });
  it('else names them', () => {
    const choice = selectTrigger(plan(start, { key: 't', type: 'start' }));
    expect(choice).toMatchObject({
      ok: false,
      code: 'ambiguous_trigger',
      triggers: ['s', 't'],
      said: { message: expect.stringContaining('s, t') },
    });
  });
  it('a disabled trigger does not exist', () => {
    expect(selectTrigger(plan({ key: 't', type: 'start', disabled: true }), 't')).toMatchObject({
      ok: false,
      code: 'unknown_trigger',
    });
    expect(selectTrigger(plan({ key: 't', type: 'start', disabled: true }))).toMatchObject({
      ok: false,
      code: 'no_trigger',
    });
  });
});
