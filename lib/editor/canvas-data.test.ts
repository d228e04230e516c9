import { describe, expect, it } from 'vitest';
import type { Step } from '#lib/contracts/execution.ts';
import type { AppEvent } from '#lib/contracts/events.ts';
import { layoutPositions } from './auto-layout.ts';
import { cardSize } from './card-size.ts';
import { copyToText, parseClipboard } from './clipboard.ts';
import { diffDefinitions } from './diff-definitions.ts';
import { freePlace } from './free-place.ts';
import { newNode, searchNodeTypes } from './new-node.ts';
import { keyFromTitle, uniqueKey } from './node-keys.ts';
import { foldEvent, startedView, viewOfExecution, wireState } from './run-view.ts';
import { aDefinition, aNode, describeTest, testTypes } from './testing/fixtures.ts';

describe('auto layout', () => {
  it('puts every node right of its predecessors, without overlaps', () => {
    const keys = Array.from({ length: 60 }, (_, index) => `n${index}`);
    const wires = keys.flatMap((key, index) =>
      [index * 2 + 1, index * 2 + 2].filter((next) => next < keys.length).map((next) => `${key} -> n${next}`),
    );
    const definition = aDefinition(
      keys.map((key) => aNode(key)),
      [...wires, 'n0 -> n59', 'n3 -> n50'],
    );
    const positions = layoutPositions(definition, describeTest);
    for (const edge of definition.edges) {
      expect(positions.get(edge.target.node)!.x).toBeGreaterThan(positions.get(edge.source.node)!.x + cardSize.width);
    }
    const places = [...positions.values()];
    for (const [index, a] of places.entries()) {
      for (const b of places.slice(index + 1)) {
        expect(Math.abs(a.x - b.x) >= cardSize.width || Math.abs(a.y - b.y) >= cardSize.height).toBe(true);
      }
    }
    expect(layoutPositions(definition, describeTest)).toEqual(positions);
  });

  it('survives cycles and an empty canvas', () => {
    expect(layoutPositions(aDefinition([aNode('a'), aNode('b')], ['a -> b', 'b -> a']), describeTest).size).toBe(2);
    expect(layoutPositions(aDefinition([]), describeTest).size).toBe(0);
  });
});

describe('clipboard', () => {
  it('crosses as text, with the edges between the copied nodes only', () => {
    const definition = aDefinition([aNode('a'), aNode('b'), aNode('c')], ['a -> b', 'b -> c']);
    const text = copyToText(definition, new Set(['a', 'b']))!;
    const content = parseClipboard(text)!;
    expect(content.nodes.map((node) => node.key)).toEqual(['a', 'b']);
    expect(content.edges.map((edge) => edge.id)).toEqual(['a-out-b']);
  });

  it('takes nothing else', () => {
    expect(copyToText(aDefinition([aNode('a')]), new Set(['x']))).toBeNull();
    expect(parseClipboard('hello')).toBeNull();
    expect(parseClipboard('{"format":"toolwright.clipboard"}')).toBeNull();
    expect(parseClipboard('{"nodes":[]}')).toBeNull();
  });
});

describe('new nodes', () => {
  it('get free keys made of their titles', () => {
    expect(keyFromTitle('HTTP request')).toBe('httpRequest');
    expect(keyFromTitle('요청')).toBe('step');
    expect(keyFromTitle('3D')).toBe('d');
    expect(uniqueKey('set', new Set(['set', 'set2']))).toBe('set3');
    const node = newNode(testTypes[1]!, aDefinition([aNode('set')]), { id: 'x', position: { x: 1.4, y: 2 } });
    expect(node).toMatchObject({ key: 'set2', type: 'set', position: { x: 1, y: 2 }, config: { value: {} } });
    expect(node.config).not.toBe(testTypes[1]!.defaults);
    const korean = { ...testTypes[1]!, title: '값 만들기', englishTitle: 'Set' };
    const second = newNode(korean, aDefinition([]), { id: 'y', position: { x: 0, y: 0 } });
    expect(second).toMatchObject({ key: 'set', name: '값 만들기' });
  });

  it('find a free place beside a node', () => {
    const definition = aDefinition([aNode('a'), aNode('b', 'set', { position: { x: 320, y: 0 } })]);
    const place = freePlace(definition, 'a', describeTest);
    expect(place.x).toBe(320);
    expect(place.y).toBeGreaterThan(cardSize.height);
  });

  it('are found by words, titles first', () => {
    expect(searchNodeTypes(testTypes, 'set')[0]!.type).toBe('set');
    expect(searchNodeTypes(testTypes, 'logic')[0]!.type).toBe('switch');
    expect(searchNodeTypes(testTypes, 'nonsense')).toEqual([]);
    expect(searchNodeTypes(testTypes, '')).toHaveLength(testTypes.length);
  });
});

describe('run view', () => {
  const at = '2026-11-20T10:00:00.000Z';
  const event = (type: AppEvent['type'], data: Record<string, unknown>): AppEvent => ({
    id: '1',
    type,
    at,
    workspaceId: 'w',
    data,
  });
  const running = { ...startedView({}), executionId: 'x', status: 'running' as const };

  it('folds steps and the end of its own execution', () => {
    const started = foldEvent(
      running,
      event('step.started', { executionId: 'x', nodeId: 'a', attempt: 1, status: 'running' }),
    );
    expect(started.steps.get('a')!.status).toBe('running');
    const finished = foldEvent(
      started,
      event('step.finished', { executionId: 'x', nodeId: 'a', attempt: 1, status: 'success', port: 'out' }),
    );
    expect(finished.steps.get('a')!.status).toBe('success');
    expect(
      foldEvent(finished, event('step.started', { executionId: 'x', nodeId: 'a', attempt: 1, status: 'running' })),
    ).toBe(finished);
    expect(foldEvent(finished, event('step.started', { executionId: 'other', nodeId: 'b', status: 'running' }))).toBe(
      finished,
    );
    expect(foldEvent(finished, event('execution.finished', { id: 'x', status: 'error' })).status).toBe('error');
  });

  it('takes the execution that starts in its trace, and no other draft run', () => {
    const asked = startedView({}, 'a'.repeat(32));
    const foreign = event('execution.started', { id: 'y', version: null, traceId: 'b'.repeat(32), status: 'running' });
    expect(foldEvent(asked, foreign)).toBe(asked);
    const ours = event('execution.started', { id: 'x', version: null, traceId: 'a'.repeat(32), status: 'running' });
    expect(foldEvent(startedView({}), ours).executionId).toBeNull();
    const begun = foldEvent(asked, ours);
    expect(begun).toMatchObject({ executionId: 'x', status: 'running' });
    expect(foldEvent(begun, foreign)).toBe(begun);
  });

  it('shows the last attempt of each node', () => {
    const step = (attempt: number, status: string) =>
      ({ nodeId: 'a', key: 'a', attempt, status, seq: attempt }) as unknown as Step;
    const view = viewOfExecution({
      id: 'x',
      status: 'success',
      steps: [step(1, 'error'), step(2, 'success')],
    } as never);
    expect(view.steps.get('a')!.attempt).toBe(2);
  });

  it('colours the wires that were taken', () => {
    const definition = aDefinition([aNode('a'), aNode('b'), aNode('c')], ['a -> b', 'a.error -> c']);
    const step = { nodeId: 'a', status: 'success', port: 'out', attempt: 1 } as unknown as Step;
    const view = { ...running, steps: new Map([['a', step]]) };
    expect(definition.edges.map((edge) => wireState(view, edge))).toEqual(['taken', 'idle']);
    expect(wireState(null, definition.edges[0]!)).toBe('idle');
    const failed = {
      ...running,
      steps: new Map([['a', { ...step, status: 'error', handled: true, port: 'error' } as Step]]),
    };
    expect(definition.edges.map((edge) => wireState(failed, edge))).toEqual(['idle', 'failed']);
  });
});

describe('diffDefinitions', () => {
  it('names what was added, removed and changed, and ignores places', () => {
    const from = aDefinition([aNode('a', 'set', { config: { value: { x: 1, y: 2 } } }), aNode('b')], ['a -> b']);
    const to = aDefinition([
      aNode('a', 'set', { config: { value: { y: 2, x: 1 }, id: 'new' }, position: { x: 9, y: 9 } }),
      aNode('c', 'set', { name: 'See' }),
    ]);
    expect(diffDefinitions(from, to)).toEqual([
      {
        kind: 'changed',
        element: 'node',
        id: 'a',
        label: 'a',
        fields: [{ path: 'config.id', from: undefined, to: 'new' }],
      },
      { kind: 'added', element: 'node', id: 'c', label: 'See', fields: [] },
      { kind: 'removed', element: 'node', id: 'b', label: 'b', fields: [] },
      { kind: 'removed', element: 'edge', id: 'a-out-b', label: 'a → b', fields: [] },
    ]);
    expect(diffDefinitions(from, from)).toEqual([]);
    const settings = { ...from, settings: { ...from.settings, timeoutMs: 5 } };
    expect(diffDefinitions(from, settings)).toMatchObject([
      { element: 'settings', fields: [{ path: 'timeoutMs', to: 5 }] },
    ]);
  });
});
