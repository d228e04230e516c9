import { describe, expect, it } from 'vitest';
import { describeNodeType } from '#lib/catalog/definitions.ts';
import { aWorkflow, type WorkflowBuilder } from '#lib/runner/testing/workflow-builder.ts';
import { planWorkflow } from './plan.ts';
import { validateDefinition } from './validate.ts';

const inside = { parentId: 'loop' };
const looped = (config: Record<string, unknown> = {}): WorkflowBuilder =>
  aWorkflow()
    .node('start', 'trigger.manual')
    .node('loop', 'logic.forEach', { items: '{{ input }}', ...config })
    .edge('start', 'loop');
const problems = (workflow: WorkflowBuilder) =>
  validateDefinition(workflow.build(), describeNodeType).filter(({ code }) => code !== 'no_return');
const compileCodes = (workflow: WorkflowBuilder) => {
  const result = planWorkflow(workflow.build(), describeNodeType);
  return result.ok ? [] : result.problems.map(({ code, nodeId, edgeId }) => [code, nodeId ?? edgeId]);
};

describe('Loops that do not compile', () => {
  it('edges across the border of a loop', () => {
    const workflow = looped().node('a', 'data.set', { value: 1 }, inside).node('b', 'data.set', { value: 1 });
    workflow.edge('loop', 'a').edge('a', 'b');
    expect(compileCodes(workflow)).toEqual([
      ['edge_across_border', 'e2'],
      ['edge_across_border', 'e3'],
    ]);
    const bodies = looped().node('l2', 'logic.forEach', { items: '{{ input }}' });
    bodies.node('a', 'data.set', { value: 1 }, inside).node('b', 'data.set', { value: 1 }, { parentId: 'l2' });
    expect(compileCodes(bodies.edge('a', 'b'))).toEqual([['edge_across_border', 'e2']]);
  });
  it('a trigger in a body', () => {
    expect(compileCodes(looped().node('t', 'trigger.manual', {}, inside))).toEqual([['wrong_parent', 't']]);
  });
  it('a wrong parent: one that does not exist, is no loop, or is the node itself', () => {
    const workflow = looped()
      .node('a', 'data.set', { value: 1 }, { parentId: 'nobody' })
      .node('b', 'data.set', { value: 1 }, { parentId: 'start' })
      .node('c', 'logic.forEach', { items: '{{ [] }}' }, { parentId: 'd' })
      .node('d', 'logic.forEach', { items: '{{ [] }}' }, { parentId: 'c' });
    expect(compileCodes(workflow)).toEqual([
      ['wrong_parent', 'a'],
      ['wrong_parent', 'b'],
      ['wrong_parent', 'c'],
      ['wrong_parent', 'd'],
    ]);
  });
  it('loops nest five deep, not six', () => {
    const nested = (depth: number): WorkflowBuilder => {
      const workflow = looped();
      let parentId = 'loop';
      for (let level = 2; level <= depth; level++) {
        workflow.node(`l${level}`, 'logic.forEach', { items: '{{ [] }}' }, { parentId });
        parentId = `l${level}`;
      }
      return workflow.node('a', 'data.set', { value: 1 }, { parentId });
    };
    expect(compileCodes(nested(5))).toEqual([]);
    expect(compileCodes(nested(6))).toEqual([['limit_exceeded', 'l6']]);
  });
});

describe('Problems of loops', () => {
  it('a sound loop has none', () => {
    const workflow = looped({ concurrency: 5, onItemError: 'collect' })
      .node('inner', 'logic.forEach', { items: '{{ item.list }}' }, inside)
      .node(
        'a',
        'data.set',
        { value: '{{ [item, index, loops.loop.item, loops.inner.index, steps.start] }}' },
        { parentId: 'inner' },
      )
      .node('after', 'data.set', { value: '{{ steps.loop.length }}' })
      .edge('loop', 'after');
    expect(problems(workflow)).toEqual([]);
  });
  it('no empty body', () => {
    expect(problems(looped())).toMatchObject([{ severity: 'error', code: 'loop_empty', nodeId: 'loop' }]);
  });
  it('items that are written out and no list', () => {
    const workflow = looped({ items: { a: 1 } }).node('a', 'data.set', { value: 1 }, inside);
    expect(problems(workflow)).toMatchObject([{ severity: 'error', code: 'invalid_config', path: '/items' }]);
    expect(problems(looped({ items: [1] }).node('a', 'data.set', { value: 1 }, inside))).toEqual([]);
  });
  it.each([0, 51, 1.5])('a concurrency of %d', (concurrency) => {
    const workflow = looped({ concurrency }).node('a', 'data.set', { value: 1 }, inside);
    expect(problems(workflow)).toMatchObject([{ code: 'invalid_config', path: '/concurrency' }]);
  });
  it('outside, body steps do not exist: use steps.KEY of the loop', () => {
    const workflow = looped()
      .node('a', 'data.set', { value: 1 }, inside)
      .node('after', 'data.set', { value: '{{ steps.a }}' })
      .edge('loop', 'after');
    const [problem] = problems(workflow);
    expect(problem).toMatchObject({ severity: 'error', code: 'step_in_loop', nodeId: 'after' });
    expect(problem!.hint).toContain('steps.loop');
  });
  it('inside, the loop itself and steps behind it are not upstream', () => {
    const workflow = looped()
      .node('a', 'data.set', { value: '{{ [steps.loop, steps.after] }}' }, inside)
      .node('after', 'data.set', { value: 1 })
      .edge('loop', 'after');
    expect(problems(workflow).map(({ code }) => code)).toEqual(['step_not_upstream', 'step_not_upstream']);
  });
  it('item, index and loops outside of loops; a loop that does not lie around the node', () => {
    const outside = looped()
      .node('b', 'data.set', { value: '{{ [item, index, loops] }}' })
      .edge('loop', 'b')
      .node('a', 'data.set', { value: '{{ loops.lop.item }}' }, inside);
    expect(problems(outside).map(({ code, hint }) => [code, hint])).toEqual([
      ['unknown_name', undefined],
      ['unknown_name', undefined],
      ['unknown_name', undefined],
      ['unknown_loop', 'Did you mean "loop"?'],
    ]);
  });
  it('nodes that a return in the same body may cut off, and no others', () => {
    const workflow = looped()
      .node('a', 'data.set', { value: 1 }, inside)
      .node('r', 'core.return', { value: 1 }, inside)
      .node('end', 'core.return', { value: 1 })
      .edge('loop', 'end');
    expect(problems(workflow)).toMatchObject([{ severity: 'warning', code: 'cut_off', nodeId: 'a' }]);
  });
  it('a body that no trigger leads to', () => {
    const workflow = aWorkflow()
      .node('start', 'trigger.manual')
      .node('loop', 'logic.forEach', { items: '{{ input }}' })
      .node('a', 'data.set', { value: 1 }, inside);
    expect(problems(workflow).map(({ code, nodeId }) => [code, nodeId])).toEqual([
      ['unconnected_input', 'loop'],
      ['unreachable', 'a'],
    ]);
  });
});
