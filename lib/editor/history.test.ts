import { describe, expect, it } from 'vitest';
import { createEditorStore } from './store.ts';
import { aDefinition, aNode, testTypes } from './testing/fixtures.ts';

function anEditor() {
  let time = 0;
  const editor = createEditorStore({
    definition: aDefinition([aNode('tool', 'start'), aNode('a'), aNode('b')], ['tool -> a', 'a -> b']),
    nodeTypes: testTypes,
    now: () => time,
  });
  return { editor, pass: (ms: number) => (time += ms), definition: () => editor.store.getState().definition };
}

describe('undo and redo', () => {
  it('walk back and forth through every step', () => {
    const { editor, definition } = anEditor();
    const start = definition();
    editor.dispatch({ type: 'deleteElements', ids: ['a'] });
    editor.dispatch({ type: 'renameNode', nodeId: 'b', name: 'Last' });
    const end = definition();
    expect([editor.undo(), editor.undo(), editor.undo()]).toEqual([true, true, false]);
    expect(definition()).toEqual(start);
    expect([editor.redo(), editor.redo(), editor.redo()]).toEqual([true, true, false]);
    expect(definition()).toEqual(end);
  });

  it('typing within a second is one step; a pause, a mark or another field starts a new one', () => {
    const { editor, pass, definition } = anEditor();
    const type = (name: string) => editor.dispatch({ type: 'renameNode', nodeId: 'a', name });
    type('F');
    pass(200);
    type('Fe');
    pass(200);
    type('Fet');
    pass(5_000);
    type('Fetc');
    editor.mark();
    type('Fetch');
    const names: string[] = [];
    while (editor.undo()) names.push(definition().nodes[1]!.name);
    expect(names).toEqual(['Fetc', 'Fet', '']);
  });

  it('a new change ends redo', () => {
    const { editor } = anEditor();
    editor.dispatch({ type: 'renameNode', nodeId: 'a', name: 'x' });
    editor.undo();
    editor.dispatch({ type: 'renameNode', nodeId: 'b', name: 'y' });
    expect(editor.redo()).toBe(false);
  });

  it('commands that change nothing leave no step', () => {
    const { editor } = anEditor();
    editor.dispatch({ type: 'moveNodes', moves: [{ id: 'a', x: 0, y: 0 }] });
    editor.dispatch({ type: 'renameNode', nodeId: 'a', name: '' });
    editor.dispatch({ type: 'setDisabled', nodeIds: ['a'], disabled: false });
    expect(editor.store.getState().history.past).toEqual([]);
  });
});

describe('store', () => {
  it('selects what was added and forgets what was deleted', () => {
    const { editor } = anEditor();
    editor.dispatch({ type: 'addNode', node: aNode('new') });
    expect([...editor.store.getState().selection]).toEqual(['new']);
    editor.dispatch({ type: 'deleteElements', ids: ['new'] });
    expect(editor.store.getState().selection.size).toBe(0);
  });

  it('keeps the identity of untouched nodes and of equal problems', () => {
    const { editor } = anEditor();
    const problem = { severity: 'error' as const, code: 'x', nodeId: 'a', message: 'bad' };
    editor.setProblems([problem]);
    const first = editor.store.getState();
    editor.dispatch({ type: 'moveNodes', moves: [{ id: 'b', x: 50, y: 0 }] });
    editor.setProblems([{ ...problem }]);
    const second = editor.store.getState();
    expect(second.nodesById.get('a')).toBe(first.nodesById.get('a'));
    expect(second.nodesById.get('b')).not.toBe(first.nodesById.get('b'));
    expect(second.problemsByNode.get('a')).toBe(first.problemsByNode.get('a'));
  });

  it('counts refusals, so that equal ones can be told apart', () => {
    const { editor } = anEditor();
    const bad = { type: 'connect', source: { node: 'b', port: 'out' }, target: { node: 'a', port: 'in' } } as const;
    editor.dispatch(bad);
    editor.dispatch(bad);
    expect(editor.store.getState().refusal).toEqual({ code: 'cycle', count: 2 });
  });

  it('a loaded draft starts a new history', () => {
    const { editor } = anEditor();
    editor.dispatch({ type: 'renameNode', nodeId: 'a', name: 'x' });
    editor.load(aDefinition([aNode('other')]));
    expect(editor.undo()).toBe(false);
    expect([...editor.store.getState().nodesById.keys()]).toEqual(['other']);
  });
});
