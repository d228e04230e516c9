import { describe, expect, it } from 'vitest';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import { applyCommand, runCommand } from './apply-command.ts';
import { layoutPositions } from './auto-layout.ts';
import { applyChange, invertChange } from './change.ts';
import { copyElements } from './clipboard.ts';
import { completeAt } from './completion.ts';
import { connectionRefusal } from './connection-rules.ts';
import { boxOf, collapsedIn, containerAt, containerBoxes, isFoldedAway } from './containers.ts';
import { diffDefinitions } from './diff-definitions.ts';
import { freePlace } from './free-place.ts';
import { previewScope, previewTemplate } from './preview.ts';
import { startedView, type RunView } from './run-view.ts';
import { scopeShape } from './scope-shape.ts';
import { aContext, aDefinition, aNode, describeTest } from './testing/fixtures.ts';

const at = (x: number, y: number) => ({ position: { x, y } });
const inside = (parentId: string, x: number, y: number) => ({ parentId, ...at(x, y) });

/** `start -> fetch -> outer(each: a -> inner(each: b)) -> after`. */
function nested(): WorkflowDefinition {
  return aDefinition(
    [
      aNode('b', 'set', inside('inner', 800, 240)),
      aNode('start', 'start', at(-640, 0)),
      aNode('fetch', 'set', at(-320, 0)),
      aNode('outer', 'each', { ...at(0, 0), config: { items: '{{ steps.fetch.orders }}' } }),
      aNode('a', 'set', inside('outer', 40, 80)),
      aNode('inner', 'each', { ...inside('outer', 400, 80), config: { items: '{{ item.lines }}' } }),
      aNode('after', 'set', at(1400, 0)),
    ],
    ['start -> fetch', 'fetch -> outer', 'outer -> after', 'a -> inner'],
  );
}

const nodeOf = (definition: WorkflowDefinition, id: string) => definition.nodes.find((node) => node.id === id)!;
const refusalOf = (definition: WorkflowDefinition, command: Parameters<typeof applyCommand>[1]) => {
  const outcome = applyCommand(definition, command, aContext());
  return outcome.ok ? null : outcome.code;
};

describe('a container on the canvas', () => {
  it('reaches around its body, nested ones too, and is found by the point that it covers', () => {
    const definition = nested();
    const boxes = containerBoxes(definition, describeTest);
    const [outer, inner] = [boxes.get('outer')!, boxes.get('inner')!];
    const b = boxOf(nodeOf(definition, 'b'), boxes, describeTest);
    expect(inner.x + inner.width).toBeGreaterThan(b.x + b.width);
    expect(outer.x + outer.width).toBeGreaterThan(inner.x + inner.width);
    expect(outer.y + outer.height).toBeGreaterThan(inner.y + inner.height);
    expect(containerAt(definition, boxes, { x: 820, y: 260 })).toBe('inner');
    expect(containerAt(definition, boxes, { x: 820, y: 260 }, new Set(['inner']))).toBe('outer');
    expect(containerAt(definition, boxes, { x: 60, y: 100 })).toBe('outer');
    expect(containerAt(definition, boxes, { x: -300, y: 10 })).toBeNull();
  });

  it('folded it is as large as a card, takes nothing in by pointer, and opens for what comes into it', () => {
    const open = nested();
    const fold = applyCommand(
      open,
      { type: 'setCollapsed', nodeIds: ['outer', 'nobody'], collapsed: true },
      aContext(),
    );
    if (!fold.ok) throw new Error(fold.code);
    const folded = applyChange(open, fold.change);
    expect(folded.layout).toEqual({ groups: [], notes: [], collapsed: ['outer'] });
    expect(applyChange(folded, invertChange(fold.change))).toEqual(open);
    const boxes = containerBoxes(folded, describeTest);
    expect(boxes.get('outer')!.width).toBe(240);
    for (const point of [
      { x: 20, y: 20 },
      { x: 820, y: 260 },
    ])
      expect(containerAt(folded, boxes, point)).toBeNull();
    const nodes = new Map(folded.nodes.map((node) => [node.id, node]));
    const hidden = folded.nodes.filter((node) => isFoldedAway(node, nodes, collapsedIn(folded)));
    expect(hidden.map(({ id }) => id)).toEqual(['b', 'a', 'inner']);

    const into = { type: 'setParent', nodeIds: ['after'], parentId: 'inner' } as const;
    const moved = runCommand(folded, into, aContext());
    expect(nodeOf(moved, 'after').parentId).toBe('inner');
    expect(moved.layout).toBeUndefined();
    const notInto = runCommand(folded, { type: 'moveNodes', moves: [{ id: 'after', x: 0, y: 900 }] }, aContext());
    expect(notInto.layout).toEqual(folded.layout);

    const note = { id: 'n', text: '', position: { x: 0, y: 0 } };
    const noted = runCommand(folded, { type: 'addNote', note }, aContext());
    expect(noted.layout).toMatchObject({ notes: [{ id: 'n' }], collapsed: ['outer'] });
    const gone = runCommand(noted, { type: 'deleteElements', ids: ['outer'] }, aContext());
    const after = runCommand(gone, { type: 'setCollapsed', nodeIds: ['start'], collapsed: false }, aContext());
    expect(after.layout).toEqual({ groups: [], notes: [note] });
  });

  it('takes its body along when it moves, and back with undo', () => {
    const definition = nested();
    const outcome = applyCommand(
      definition,
      { type: 'moveNodes', moves: [{ id: 'outer', x: 100, y: 40 }] },
      aContext(),
    );
    if (!outcome.ok) throw new Error(outcome.code);
    const moved = applyChange(definition, outcome.change);
    expect(nodeOf(moved, 'b').position).toEqual({ x: 900, y: 280 });
    expect(nodeOf(moved, 'fetch').position).toEqual({ x: -320, y: 0 });
    expect(applyChange(moved, invertChange(outcome.change))).toEqual(definition);
  });

  it('takes nodes in and lets them out; wires that would cross its border go', () => {
    const definition = nested();
    const within = runCommand(
      definition,
      { type: 'moveNodes', moves: [{ id: 'after', x: 60, y: 300, parentId: 'outer' }] },
      aContext(),
    );
    expect(nodeOf(within, 'after').parentId).toBe('outer');
    expect(within.edges.map((edge) => edge.id)).not.toContain('outer-out-after');
    const out = runCommand(
      definition,
      { type: 'moveNodes', moves: [{ id: 'a', x: 0, y: 900, parentId: null }] },
      aContext(),
    );
    expect(nodeOf(out, 'a').parentId ?? null).toBeNull();
    expect(out.edges.map((edge) => edge.id)).not.toContain('a-out-inner');
  });

  it('grows to the left and upwards around what is put there, and so do those around it', () => {
    const moved = runCommand(nested(), { type: 'moveNodes', moves: [{ id: 'b', x: -200, y: -100 }] }, aContext());
    expect(nodeOf(moved, 'inner').position).toEqual({ x: -240, y: -180 });
    expect(nodeOf(moved, 'outer').position).toEqual({ x: -280, y: -260 });
    expect(nodeOf(moved, 'a').position).toEqual({ x: 40, y: 80 });
  });

  it('refuses triggers, itself, too many in one another, and wires across its border', () => {
    const definition = nested();
    const into = (id: string, parentId: string) =>
      refusalOf(definition, { type: 'moveNodes', moves: [{ id, x: 0, y: 0, parentId }] });
    expect(into('start', 'outer')).toBe('trigger_in_loop');
    expect(into('outer', 'inner')).toBe('loop_in_itself');
    expect(into('fetch', 'a')).toBe('unknown_element');
    const end = (node: string, port: string) => ({ node, port });
    expect(connectionRefusal(definition, describeTest, end('fetch', 'out'), end('a', 'in'))).toBe('crosses_loop');
    const tower = aDefinition(
      [1, 2, 3, 4, 5].map((level) => aNode(`l${level}`, 'each', level > 1 ? { parentId: `l${level - 1}` } : {})),
    );
    const node = aNode('l6', 'each', { parentId: 'l5' });
    expect(refusalOf(tower, { type: 'addNode', node })).toBe('loops_too_deep');
    expect(refusalOf(tower, { type: 'addNode', node: aNode('x', 'set', { parentId: 'l5' }) })).toBeNull();
  });

  it('gives a node that comes with a wire the body in which the wire runs', () => {
    const added = runCommand(
      nested(),
      { type: 'addNode', node: aNode('mid', 'set'), splitEdge: 'a-out-inner' },
      aContext(),
    );
    expect(nodeOf(added, 'mid').parentId).toBe('outer');
    const behind = runCommand(
      nested(),
      { type: 'addNode', node: aNode('end2', 'set', { parentId: 'outer' }), from: { node: 'after', port: 'out' } },
      aContext(),
    );
    expect(nodeOf(behind, 'end2').parentId ?? null).toBeNull();
  });

  it('takes and gives nodes by keyboard, at free places', () => {
    const within = runCommand(nested(), { type: 'setParent', nodeIds: ['fetch'], parentId: 'outer' }, aContext());
    const boxes = containerBoxes(within, describeTest);
    expect(nodeOf(within, 'fetch').parentId).toBe('outer');
    const others = within.nodes.filter((node) => node.parentId === 'outer' && node.id !== 'fetch');
    const place = boxOf(nodeOf(within, 'fetch'), boxes, describeTest);
    for (const other of others.map((node) => boxOf(node, boxes, describeTest))) {
      const apart = place.x >= other.x + other.width || place.y >= other.y + other.height || other.x >= place.x + 240;
      expect(apart).toBe(true);
    }
    const out = runCommand(within, { type: 'setParent', nodeIds: ['fetch'], parentId: null }, aContext());
    const outer = containerBoxes(out, describeTest).get('outer')!;
    expect(nodeOf(out, 'fetch').position.y).toBeGreaterThanOrEqual(outer.y + outer.height);
  });

  it('is copied, pasted and deleted with its body', () => {
    const definition = nested();
    const content = copyElements(definition, new Set(['outer']))!;
    expect(content.nodes.map((node) => node.id).sort()).toEqual(['a', 'b', 'inner', 'outer']);
    const pasted = runCommand(definition, { type: 'paste', content }, aContext());
    const copy = pasted.nodes.find((node) => node.key === 'outer2')!;
    const body = pasted.nodes.filter((node) => node.parentId === copy.id);
    expect(body.map((node) => node.key).sort()).toEqual(['a2', 'inner2']);
    expect(pasted.nodes).toHaveLength(11);
    expect(runCommand(pasted, { type: 'deleteElements', ids: [copy.id] }, aContext()).nodes).toHaveLength(7);
  });

  it('takes what is pasted into it; a copy of a body node stays in its body', () => {
    const definition = nested();
    const content = copyElements(definition, new Set(['after']))!;
    const pasted = runCommand(definition, { type: 'paste', content, at: { x: 60, y: 260 } }, aContext());
    expect(pasted.nodes.at(-1)!.parentId).toBe('outer');
    const twin = runCommand(
      definition,
      { type: 'paste', content: copyElements(definition, new Set(['a']))! },
      aContext(),
    );
    expect(twin.nodes.at(-1)!.parentId).toBe('outer');
    const trigger = copyElements(definition, new Set(['start']))!;
    expect(refusalOf(definition, { type: 'paste', content: trigger, at: { x: 60, y: 260 } })).toBe('trigger_in_loop');
  });

  it('is tidied up with its body inside and nothing over it', () => {
    const definition = nested();
    const tidy = runCommand(definition, { type: 'autoLayout' }, aContext());
    const boxes = containerBoxes(tidy, describeTest);
    const box = (id: string) => boxOf(nodeOf(tidy, id), boxes, describeTest);
    const [outer, inner, b, after] = [box('outer'), box('inner'), box('b'), box('after')];
    expect(inner.x).toBeGreaterThan(outer.x);
    expect(inner.x + inner.width).toBeLessThan(outer.x + outer.width);
    expect(inner.y).toBeGreaterThan(outer.y + 40);
    expect(b.x + b.width).toBeLessThan(inner.x + inner.width);
    expect(after.x).toBeGreaterThanOrEqual(outer.x + outer.width);
    expect(layoutPositions(tidy, describeTest)).toEqual(layoutPositions(definition, describeTest));
  });

  it('lets new nodes lie beside it, not under it', () => {
    const definition = nested();
    const outer = containerBoxes(definition, describeTest).get('outer')!;
    expect(freePlace(definition, 'outer', describeTest).x).toBeGreaterThanOrEqual(outer.x + outer.width);
  });

  it('is named in a difference when a node changed its body', () => {
    const definition = nested();
    const moved = runCommand(definition, { type: 'setParent', nodeIds: ['after'], parentId: 'outer' }, aContext());
    const change = diffDefinitions(definition, moved).find((entry) => entry.id === 'after');
    expect(change?.fields).toEqual([{ path: 'parentId', from: undefined, to: 'outer' }]);
  });

  it('costs little in a definition of a thousand nodes', () => {
    const nodes = Array.from({ length: 1_000 }, (_, index) =>
      index % 100 === 0
        ? aNode(`n${index}`, 'each', at(index * 10, 0))
        : aNode(`n${index}`, 'set', inside(`n${index - (index % 100)}`, index * 10, 100)),
    );
    const definition = aDefinition(nodes);
    const started = performance.now();
    for (let round = 0; round < 20; round += 1) containerBoxes(definition, describeTest);
    expect((performance.now() - started) / 20).toBeLessThan(20);
  });
});

describe('names inside a loop', () => {
  const run: RunView = {
    ...startedView({ kind: 'x' }),
    steps: new Map([
      ['fetch', { status: 'success', output: { orders: [{ lines: [1] }, { lines: ['p', 'q'], total: 7 }] } } as never],
      ['a', { status: 'success', output: 1, iteration: [1] } as never],
      ['b', { status: 'success', output: 1, iteration: [1, 1] } as never],
    ]),
  };

  it('are offered with the item of the last try', () => {
    const scope = scopeShape({ definition: nested(), describe: describeTest, nodeId: 'b', run });
    expect(Object.keys(scope.members!)).toEqual(expect.arrayContaining(['item', 'index', 'loops']));
    expect(scope.members!.item).toMatchObject({ type: 'string', preview: '"q"' });
    const text = '{{ loops.outer.item.';
    expect(completeAt(text, text.length, scope, 'template')?.options.map((option) => option.label)).toEqual(
      expect.arrayContaining(['.lines', '.total']),
    );
    const outside = scopeShape({ definition: nested(), describe: describeTest, nodeId: 'after', run });
    expect(outside.members).not.toHaveProperty('item');
  });

  it('are known from the schema before the first try', () => {
    const orders = { type: 'array', items: { type: 'object', properties: { total: { type: 'number' } } } };
    const definition = aDefinition(
      [
        aNode('start', 'start', { config: { inputSchema: { type: 'object', properties: { orders } } } }),
        aNode('loop', 'each', { config: { items: '{{ input.orders }}' } }),
        aNode('a', 'set', { parentId: 'loop' }),
      ],
      ['start -> loop'],
    );
    const scope = scopeShape({ definition, describe: describeTest, nodeId: 'a', run: null });
    expect(scope.members!.item!.members).toHaveProperty('total');
  });

  it('have their values in previews, and steps before the loop stay in reach', () => {
    const scope = previewScope(nested(), 'b', run);
    const shown = previewTemplate('{{ item + index + loops.outer.index + steps.fetch.orders.length }}', scope);
    expect(shown).toEqual({ kind: 'value', text: '"q112"' });
  });
});
