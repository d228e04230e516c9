import { describe, expect, it } from 'vitest';
import { miniGraph, tintOf } from './mini-graph.ts';

const node = (id: string, type: string, x: number) => ({
  id,
  key: id,
  type,
  version: 1,
  name: id,
  position: { x, y: 0 },
  config: {},
});

describe('miniGraph', () => {
  it('shrinks the canvas and wires the nodes', () => {
    const graph = miniGraph({
      nodes: [node('a', 'trigger.tool', 0), node('b', 'core.return', 300)],
      edges: [{ id: 'e', source: { node: 'a', port: 'out' }, target: { node: 'b', port: 'in' } }],
    });
    expect(graph.nodes).toEqual([
      { id: 'a', category: 'trigger', x: 0, y: 0 },
      { id: 'b', category: 'output', x: 57, y: 0 },
    ]);
    expect(graph.wires).toHaveLength(1);
    expect(graph.viewBox).toBe('-66.5 -19 220 56');
  });

  it('skips wires that dangle and pictures an empty canvas', () => {
    const edges = [{ id: 'e', source: { node: 'a', port: 'out' }, target: { node: 'gone', port: 'in' } }];
    expect(miniGraph({ nodes: [node('a', 'data.set', 0)], edges }).wires).toEqual([]);
    expect(miniGraph({ nodes: [], edges: [] }).viewBox).toBe('0 0 220 56');
  });
});

describe('tintOf', () => {
  it.each([
    ['trigger.tool', 'trigger'],
    ['core.fail', 'output'],
    ['logic.if', 'logic'],
    ['http.request', 'integration'],
    ['constructor.x', 'integration'],
  ])('tints %s as %s', (type, tint) => {
    expect(tintOf(type)).toBe(tint);
  });
});
