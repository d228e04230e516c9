import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyCommand, runCommand } from './apply-command.ts';
import { applyChange, invertChange } from './change.ts';
import { copyElements } from './clipboard.ts';
import type { Command } from './command.ts';
import { aContext, aDefinition, aNode } from './testing/fixtures.ts';

const tool = aNode('tool', 'start');
const chain = () =>
  aDefinition([tool, aNode('a'), aNode('b'), aNode('end', 'end')], ['tool -> a', 'a -> b', 'b -> end']);

function refusal(definition: ReturnType<typeof chain>, command: Command): string | null {
  const outcome = applyCommand(definition, command, aContext());
  return outcome.ok ? null : outcome.code;
}

describe('connect', () => {
  it('draws a wire once, forwards only', () => {
    const definition = aDefinition([tool, aNode('a'), aNode('b')], ['tool -> a']);
    const out = { node: 'a', port: 'out' };
    const wired = runCommand(
      definition,
      { type: 'connect', source: out, target: { node: 'b', port: 'in' } },
      aContext(),
    );
    expect(wired.edges.at(-1)).toEqual({ id: 'id1', source: out, target: { node: 'b', port: 'in' } });
    expect(refusal(wired, { type: 'connect', source: out, target: { node: 'b', port: 'in' } })).toBe('duplicate_edge');
    expect(refusal(wired, { type: 'connect', source: out, target: { node: 'a', port: 'in' } })).toBe('self_connection');
    const back = { type: 'connect', source: { node: 'b', port: 'out' }, target: { node: 'a', port: 'in' } } as const;
    expect(refusal(wired, back)).toBe('cycle');
  });

  it('knows the ports', () => {
    const definition = aDefinition([tool, aNode('a'), aNode('end', 'end')]);
    const to = { node: 'a', port: 'in' };
    expect(refusal(definition, { type: 'connect', source: { node: 'end', port: 'out' }, target: to })).toBe(
      'wrong_port',
    );
    expect(
      refusal(definition, {
        type: 'connect',
        source: { node: 'a', port: 'nope' },
        target: { node: 'end', port: 'in' },
      }),
    ).toBe('wrong_port');
    expect(
      refusal(definition, {
        type: 'connect',
        source: { node: 'a', port: 'out' },
        target: { node: 'tool', port: 'in' },
      }),
    ).toBe('wrong_port');
    expect(refusal(definition, { type: 'connect', source: { node: 'x', port: 'out' }, target: to })).toBe(
      'unknown_element',
    );
    expect(
      refusal(definition, {
        type: 'connect',
        source: { node: 'a', port: 'error' },
        target: { node: 'end', port: 'in' },
      }),
    ).toBeNull();
  });
});

describe('addNode', () => {
  it('goes behind a port', () => {
    const definition = aDefinition([tool]);
    const next = runCommand(
      definition,
      { type: 'addNode', node: aNode('new'), from: { node: 'tool', port: 'out' } },
      aContext(),
    );
    expect(next.nodes.map((node) => node.id)).toEqual(['tool', 'new']);
    expect(next.edges).toMatchObject([{ source: { node: 'tool', port: 'out' }, target: { node: 'new', port: 'in' } }]);
  });

  it('goes into the middle of an edge', () => {
    const next = runCommand(chain(), { type: 'addNode', node: aNode('new'), splitEdge: 'a-out-b' }, aContext());
    const wires = next.edges.map((edge) => `${edge.source.node} -> ${edge.target.node}`);
    expect(wires.sort()).toEqual(['a -> new', 'b -> end', 'new -> b', 'tool -> a']);
  });

  it('refuses a taken key, and wires no trigger', () => {
    expect(refusal(chain(), { type: 'addNode', node: aNode('a', 'set', { id: 'z' }) })).toBe('key_taken');
    expect(refusal(chain(), { type: 'addNode', node: aNode('z', 'set', { id: 'a' }) })).toBe('id_taken');
    const trigger = aNode('other', 'start');
    const next = runCommand(chain(), { type: 'addNode', node: trigger, from: { node: 'a', port: 'out' } }, aContext());
    expect(next.edges).toHaveLength(3);
  });
});

describe('renameKey', () => {
  it('rewrites expressions and code, and nothing else', () => {
    const definition = aDefinition([
      aNode('fetch'),
      aNode('b', 'set', {
        config: { value: { n: '{{ steps.fetch.body.length }} of steps.fetch' }, id: '{{ steps.fetch }}' },
      }),
      aNode('c', 'code', {
        config: { code: 'return steps.fetch.a + steps["fetch"].b + mysteps.fetch + steps.fetchAll' },
      }),
    ]);
    const next = runCommand(definition, { type: 'renameKey', nodeId: 'fetch', key: 'load' }, aContext());
    expect(next.nodes[0]!.key).toBe('load');
    expect(next.nodes[1]!.config).toEqual({
      value: { n: '{{ steps.load.body.length }} of steps.fetch' },
      id: '{{ steps.fetch }}',
    });
    expect(next.nodes[2]!.config.code).toBe('return steps.load.a + steps["load"].b + mysteps.fetch + steps.fetchAll');
  });

  it('refuses taken and invalid keys', () => {
    expect(refusal(chain(), { type: 'renameKey', nodeId: 'a', key: 'b' })).toBe('key_taken');
    expect(refusal(chain(), { type: 'renameKey', nodeId: 'a', key: '1a' })).toBe('key_invalid');
    expect(refusal(chain(), { type: 'renameKey', nodeId: 'zzz', key: 'x' })).toBe('unknown_element');
  });
});

describe('setConfig', () => {
  const cases = (...names: string[]) => names.map((name) => ({ name, when: '{{ true }}' }));
  const switched = () =>
    aDefinition(
      [aNode('s', 'switch', { config: { cases: cases('x', 'y') } }), aNode('a'), aNode('b')],
      ['s.x -> a', 's.y -> b', 's.fallback -> b'],
    );

  it('wires follow a renamed port', () => {
    const next = runCommand(
      switched(),
      { type: 'setConfig', nodeId: 's', field: 'cases', value: cases('z', 'y') },
      aContext(),
    );
    expect(next.edges.map((edge) => edge.source.port)).toEqual(['z', 'y', 'fallback']);
  });

  it('wires of a removed port go', () => {
    const next = runCommand(
      switched(),
      { type: 'setConfig', nodeId: 's', field: 'cases', value: cases('y') },
      aContext(),
    );
    expect(next.edges.map((edge) => edge.source.port)).toEqual(['y', 'fallback']);
  });

  it('reordering leaves wires at their names', () => {
    const next = runCommand(
      switched(),
      { type: 'setConfig', nodeId: 's', field: 'cases', value: cases('y', 'x') },
      aContext(),
    );
    expect(next.edges.map((edge) => edge.source.port)).toEqual(['x', 'y', 'fallback']);
  });

  it('takes a field away', () => {
    const next = runCommand(
      switched(),
      { type: 'setConfig', nodeId: 's', field: 'cases', value: undefined },
      aContext(),
    );
    expect(next.nodes[0]!.config).toEqual({});
  });
});

describe('deleteElements', () => {
  it('takes wires and bodies along', () => {
    const definition = aDefinition([tool, aNode('loop'), aNode('body', 'set', { parentId: 'loop' })], ['tool -> loop']);
    const next = runCommand(definition, { type: 'deleteElements', ids: ['loop'] }, aContext());
    expect(next.nodes.map((node) => node.id)).toEqual(['tool']);
    expect(next.edges).toEqual([]);
  });
});

describe('paste', () => {
  it('gives free keys and lets inner expressions follow', () => {
    const definition = aDefinition(
      [aNode('a'), aNode('b', 'set', { config: { value: '{{ steps.a.x }}' } })],
      ['a -> b'],
    );
    const content = copyElements(definition, new Set(['a', 'b']))!;
    const next = runCommand(definition, { type: 'paste', content, at: { x: 100, y: 50 } }, aContext());
    expect(next.nodes.map((node) => node.key)).toEqual(['a', 'b', 'a2', 'b2']);
    expect(next.nodes[3]!.config).toEqual({ value: '{{ steps.a2.x }}' });
    expect(next.nodes[2]!.position).toEqual({ x: 100, y: 50 });
    expect(next.edges[1]).toMatchObject({ source: { node: 'id1' }, target: { node: 'id2' } });
  });

  it('renames that meet each other do not mix', () => {
    const source = aDefinition([
      aNode('a'),
      aNode('a2'),
      aNode('b', 'set', { config: { value: '{{ steps.a + steps.a2 }}' } }),
    ]);
    const content = copyElements(source, new Set(['a', 'a2', 'b']))!;
    const next = runCommand(source, { type: 'paste', content }, aContext());
    const [a, a2, b] = next.nodes.slice(3);
    expect(b!.config.value).toBe(`{{ steps.${a!.key} + steps.${a2!.key} }}`);
    expect(new Set(next.nodes.map((node) => node.key)).size).toBe(6);
  });
});

describe('every command', () => {
  const ids = fc.constantFrom('tool', 'a', 'b', 'end', 'g', 'n', 'a-out-b', 'nothing');
  const point = fc.record({ x: fc.integer({ min: -500, max: 500 }), y: fc.integer({ min: -500, max: 500 }) });
  const size = { width: 100, height: 100 };
  const command: fc.Arbitrary<Command> = fc.oneof(
    fc.record({
      type: fc.constant('moveNodes' as const),
      moves: fc.array(fc.tuple(ids, point).map(([id, at]) => ({ id, ...at }))),
    }),
    fc.record({ type: fc.constant('deleteElements' as const), ids: fc.array(ids) }),
    fc.record({ type: fc.constant('renameNode' as const), nodeId: ids, name: fc.string({ maxLength: 10 }) }),
    fc.record({ type: fc.constant('renameKey' as const), nodeId: ids, key: fc.constantFrom('a', 'fresh', '!') }),
    fc.record({ type: fc.constant('setCollapsed' as const), nodeIds: fc.array(ids), collapsed: fc.boolean() }),
    fc.record({ type: fc.constant('setDisabled' as const), nodeIds: fc.array(ids), disabled: fc.boolean() }),
    fc.record({ type: fc.constant('setNotes' as const), nodeId: ids, notes: fc.string({ maxLength: 5 }) }),
    fc.record({
      type: fc.constant('setConfig' as const),
      nodeId: ids,
      field: fc.constant('value'),
      value: fc.jsonValue(),
    }),
    fc.record({
      type: fc.constant('connect' as const),
      source: fc.record({ node: ids, port: fc.constantFrom('out', 'error') }),
      target: fc.record({ node: ids, port: fc.constant('in') }),
    }),
    fc.record({
      type: fc.constant('addNode' as const),
      node: fc.constantFrom('x', 'y').map((key) => aNode(key)),
      splitEdge: ids,
    }),
    fc.constant({ type: 'autoLayout' as const }),
    fc.record({
      type: fc.constant('addNote' as const),
      note: point.map((position) => ({ id: 'm', text: 'hi', position })),
    }),
    fc.record({
      type: fc.constant('updateGroup' as const),
      id: ids,
      patch: fc.record({ title: fc.string({ maxLength: 4 }) }),
    }),
    fc.constant({ type: 'replace' as const, definition: aDefinition([aNode('z'), aNode('a')], ['z -> a']) }),
  );

  it('is taken back exactly by its inverse, and leaves the definition it was given alone', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 12 }), (commands) => {
        const context = aContext();
        let definition = {
          ...chain(),
          layout: {
            groups: [{ id: 'g', title: 'G', position: { x: 0, y: 0 }, size }],
            notes: [{ id: 'n', text: 'N', position: { x: 0, y: 0 } }],
          },
        } as ReturnType<typeof chain>;
        for (const entry of commands) {
          const before = JSON.stringify(definition);
          const outcome = applyCommand(definition, entry, context);
          if (!outcome.ok) continue;
          const after = applyChange(definition, outcome.change);
          expect(JSON.stringify(definition)).toBe(before);
          expect(JSON.stringify(applyChange(after, invertChange(outcome.change)))).toBe(before);
          definition = after;
        }
      }),
      { numRuns: 300 },
    );
  });
});
