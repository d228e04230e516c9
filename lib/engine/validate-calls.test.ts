import { describe, expect, it } from 'vitest';
import { describeNodeType } from '#lib/catalog/definitions.ts';
import { aWorkflow } from '#lib/runner/testing/workflow-builder.ts';
import { calledWorkflows } from './validate-calls.ts';
import { validateDefinition } from './validate.ts';
import type { KnownWorkflow } from './validation-ports.ts';

const known = (id: string, change: Partial<KnownWorkflow> = {}): KnownWorkflow => ({
  id,
  name: id.toUpperCase(),
  deployed: true,
  calls: [],
  triggers: ['start'],
  ...change,
});
const calling = (config: Record<string, unknown>, disabled = false) =>
  aWorkflow()
    .node('start', 'trigger.manual')
    .node('sub', 'logic.workflow', { input: 1, ...config }, { disabled })
    .node('r', 'core.return', { value: 1 })
    .chain('start', 'sub', 'r')
    .build();
const problems = (workflows: KnownWorkflow[] | undefined, config: Record<string, unknown> = { workflowId: 'b' }) =>
  validateDefinition(calling(config), describeNodeType, { workflowId: 'a', ...(workflows && { workflows }) });
const codes = (...given: Parameters<typeof problems>) => problems(...given).map(({ code, path }) => `${code} ${path}`);

describe('Calls of workflows', () => {
  it('a sound one has no problem, and none is seen without knowing the workflows', () => {
    expect(problems([known('b')])).toEqual([]);
    expect(problems(undefined)).toEqual([]);
  });
  it('a workflow that does not exist', () => {
    expect(codes([known('c')])).toEqual(['workflow_not_found /workflowId']);
  });
  it('deploying a caller of a never-deployed workflow is a problem', () => {
    expect(codes([known('b', { deployed: false })])).toEqual(['workflow_not_deployed /workflowId']);
  });
  it('a cycle of workflows is a problem: itself, through others, or behind the callee', () => {
    expect(codes([known('a')], { workflowId: 'a' })).toEqual(['workflow_cycle /workflowId']);
    const [through] = problems([known('a'), known('b', { calls: ['c'] }), known('c', { calls: ['x', 'a'] })]);
    expect(through).toMatchObject({ code: 'workflow_cycle' });
    expect(through!.message).toContain('A -> B -> C -> A');
    const [behind] = problems([known('b', { calls: ['c'] }), known('c', { calls: ['b'] })]);
    expect(behind!.message).toContain('B -> C -> B');
  });
  it('calls that meet again are no cycle', () => {
    const diamond = [
      known('b', { calls: ['c', 'd'] }),
      known('c', { calls: ['e'] }),
      known('d', { calls: ['e'] }),
      known('e'),
    ];
    expect(problems(diamond)).toEqual([]);
  });
  it('the named trigger must be there, and without a name there must be one', () => {
    expect(codes([known('b')], { workflowId: 'b', trigger: 'nope' })).toEqual(['unknown_trigger /trigger']);
    expect(codes([known('b', { triggers: ['x', 'y'] })])).toEqual(['ambiguous_trigger /trigger']);
    expect(codes([known('b', { triggers: [] })])).toEqual(['no_trigger /workflowId']);
    expect(codes([known('b', { triggers: ['x', 'y'] })], { workflowId: 'b', trigger: 'y' })).toEqual([]);
  });
  it('a disabled call calls nobody', () => {
    expect(calledWorkflows(calling({ workflowId: 'b' }))).toEqual(['b']);
    expect(calledWorkflows(calling({ workflowId: 'b' }, true))).toEqual([]);
  });
});
