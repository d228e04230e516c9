import { expect, it } from 'vitest';
import { createEditorStore } from '#lib/editor/store.ts';
import { aDefinition, aNode, testTypes } from '#lib/editor/testing/fixtures.ts';
import { flowEdgesOf, flowNodesOf, type FlowWords } from './flow-elements.ts';

const words: FlowWords = { node: 'node', wire: 'wire', wireBetween: (from, to) => `${from} to ${to}` };

it('a change that moves nothing gives React Flow the lists that it has: typing draws no canvas', () => {
  const nodes = ['a', 'b', 'c'].map((id, index) => aNode(id, 'set', { position: { x: index * 300, y: 0 } }));
  const editor = createEditorStore({ definition: aDefinition(nodes, ['a -> b', 'b -> c']), nodeTypes: testTypes });
  const drawn = () => editor.store.getState();
  const cards = flowNodesOf(drawn(), [], words, editor.describe);
  const wires = flowEdgesOf(drawn(), [], words);
  const before = drawn().definition;
  editor.dispatch({ type: 'setConfig', nodeId: 'b', field: 'value', value: 'typed' });
  expect(drawn().definition).not.toBe(before);
  expect(flowNodesOf(drawn(), cards, words, editor.describe)).toBe(cards);
  expect(flowEdgesOf(drawn(), wires, words)).toBe(wires);
  editor.dispatch({ type: 'moveNodes', moves: [{ id: 'b', x: 300, y: 40 }] });
  const moved = flowNodesOf(drawn(), cards, words, editor.describe);
  expect(moved.map((node, index) => node === cards[index])).toEqual([true, false, true]);
  expect(flowNodesOf(drawn(), moved.slice(1), words, editor.describe)).toHaveLength(3);
});
