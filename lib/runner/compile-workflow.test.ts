import { describe, expect, it } from 'vitest';
import { nodeCatalog } from '#lib/catalog/executors.ts';
import { compileWorkflow, validateTriggerInput } from './compile-workflow.ts';
import { executeNode } from './execute-node.ts';
import { memoryPorts } from './testing/memory-ports.ts';
import { compiled, run } from './testing/run-workflow.ts';
import { aWorkflow, type WorkflowBuilder } from './testing/workflow-builder.ts';

const schema = {
  type: 'object',
  properties: { repo: { type: 'string' }, page: { type: 'integer', default: 1 } },
  required: ['repo'],
};
const tool = { name: 'find', description: 'Finds', inputSchema: schema, annotations: { readOnlyHint: true } };
const started = (): WorkflowBuilder => aWorkflow().node('start', 'trigger.manual');

describe('compileWorkflow', () => {
  it('lists the enabled tools with their validators', () => {
    const workflow = compiled(
      aWorkflow().node('t', 'trigger.tool', tool).node('off', 'trigger.tool', tool, { disabled: true }).build(),
    );
    expect(workflow.tools).toMatchObject([
      {
        key: 't',
        nodeIndex: 0,
        name: 'find',
        description: 'Finds',
        inputSchema: schema,
        annotations: { readOnlyHint: true },
      },
    ]);
    expect(workflow.tools[0]!.validateInput({ repo: 'x' })).toEqual({ ok: true, value: { repo: 'x', page: 1 } });
    expect(validateTriggerInput(workflow, 0, {})).toMatchObject({ ok: false, errors: [{ path: '/repo' }] });
  });
  it('with a broken schema every input is refused, and says so', () => {
    const workflow = compiled(
      aWorkflow()
        .node('t', 'trigger.tool', { ...tool, inputSchema: { type: 'nope' } })
        .build(),
    );
    expect(workflow.tools[0]!.validateInput({})).toMatchObject({ ok: false, errors: [{ code: 'schema_invalid' }] });
  });
  it('checks results against outputSchema', () => {
    const workflow = compiled(
      aWorkflow()
        .node('t', 'trigger.tool', { ...tool, outputSchema: { type: 'array' } })
        .build(),
    );
    expect([workflow.tools[0]!.validateOutput([]).ok, workflow.tools[0]!.validateOutput({}).ok]).toEqual([true, false]);
  });
  it('fails only for what does not compile', () => {
    expect(compileWorkflow(aWorkflow().node('a', 'nope').build(), nodeCatalog)).toMatchObject({
      ok: false,
      problems: [{ code: 'unknown_type' }],
    });
    expect(
      compileWorkflow(
        aWorkflow().node('t', 'trigger.tool').node('a', 'data.set', { value: '{{ ) }}' }).build(),
        nodeCatalog,
      ).ok,
    ).toBe(true);
  });
});

describe('Resolved config is checked by the type’s schema', () => {
  const timeout = (timeoutMs: unknown, input: unknown = null) =>
    run(started().node('a', 'http.request', { url: 'https://x.test', timeoutMs }).chain('start', 'a').build(), {
      input: input as never,
      ports: memoryPorts({ fetch: async () => ({ status: 200, headers: {}, body: new Uint8Array(), url: '' }) }),
    });
  it('a wholly numeric text passes as number', async () => {
    expect((await timeout('{{ input }}', '250')).steps[1]!.input).toMatchObject({ timeoutMs: 250 });
    expect((await timeout('250')).steps[1]!.input).toMatchObject({ timeoutMs: 250 });
    for (const wrong of ['2x', '', ' ', '0x10', 'Infinity'])
      expect((await timeout('{{ input }}', wrong)).error).toMatchObject({ code: 'config_invalid', path: '/timeoutMs' });
  });
  it('number and boolean pass as text', async () => {
    const fail = (message: unknown, input: unknown) =>
      run(started().node('f', 'core.fail', { message }).chain('start', 'f').build(), { input: input as never });
    expect((await fail('{{ input }}', 5)).error!.message).toBe('5');
    expect((await fail('{{ input }}', true)).error!.message).toBe('true');
  });
  it('nothing else is converted; the error names field and type', async () => {
    const end = await run(started().node('f', 'core.fail', { message: '{{ input }}' }).chain('start', 'f').build(), {
      input: ['x'],
    });
    expect(end.error).toMatchObject({
      code: 'config_invalid',
      path: '/message',
      message: 'Node "f" (core.fail), field "message": expected a text, got a list',
    });
    expect(
      (
        await run(
          started().node('r', 'core.return', { value: 1, isError: '{{ input }}' }).chain('start', 'r').build(),
          { input: 'true' },
        )
      ).error,
    ).toMatchObject({ path: '/isError' });
  });
  it('a missing value is named', async () => {
    const end = await run(started().node('f', 'core.fail', { message: '{{ input.x }}' }).chain('start', 'f').build(), {
      input: {},
    });
    expect(end.error!.message).toBe('Node "f" (core.fail), field "message": is missing');
  });
});

describe('executeNode', () => {
  const ports = memoryPorts();
  const trial = (workflow: ReturnType<typeof compiled>, nodeId: string, steps = {}, input: unknown = null) =>
    executeNode(ports, { workflow, nodeId, input: input as never, steps, workspaceId: 'w', executionId: 'x' });
  it('tries one node with given data, and the journal does not hear of it', async () => {
    const workflow = compiled(
      started()
        .node('a', 'data.set', { value: 1 })
        .node('b', 'data.set', { value: '{{ steps.a + input }}' })
        .chain('start', 'a', 'b')
        .build(),
    );
    expect(await trial(workflow, 'b', { a: 40 }, 2)).toMatchObject({
      nodeId: 'b',
      status: 'success',
      output: 42,
      input: { value: 42 },
      attempt: 1,
      seq: 1,
    });
    expect(ports.journal.entries).toEqual([]);
  });
  it('gives the error of a node that fails', async () => {
    const workflow = compiled(started().node('a', 'data.set', { value: '{{ input() }}' }).chain('start', 'a').build());
    expect(await trial(workflow, 'a', {}, 1)).toMatchObject({ status: 'error', error: { key: 'a', path: '/value' } });
  });
  it('a node inside loops gets the items that are given; of others nothing', async () => {
    const workflow = compiled(
      started()
        .node('rows', 'logic.forEach', { items: '{{ input }}' })
        .node('cells', 'logic.forEach', { items: '{{ item }}' }, { parentId: 'rows' })
        .node(
          'a',
          'data.set',
          { value: '{{ [item, index, loops.rows.item, loops.rows.index] }}' },
          { parentId: 'cells' },
        )
        .edge('start', 'rows')
        .build(),
    );
    const given = { workflow, nodeId: 'a', input: null, steps: {}, workspaceId: 'w', executionId: 'x' };
    expect((await executeNode(ports, { ...given, loops: { cells: { item: 'c', index: 3 } } })).output).toEqual([
      'c',
      3,
      null,
      0,
    ]);
    const loops = { cells: { item: 'c', index: 3 }, rows: { item: 'r', index: 1 } };
    expect((await executeNode(ports, { ...given, loops })).output).toEqual(['c', 3, 'r', 1]);
  });
  it('what needs a run cannot be tried alone', async () => {
    const workflow = compiled(started().node('w', 'logic.wait', { ms: 60_000 }).chain('start', 'w').build());
    expect(await trial(workflow, 'w')).toMatchObject({ status: 'error', error: { code: 'not_alone' } });
  });
  it('a merge joins what was given', async () => {
    const workflow = compiled(
      started()
        .node('a', 'data.set', { value: 1 })
        .node('b', 'data.set', { value: 1 })
        .node('m', 'logic.merge')
        .edge('start', 'a', 'b')
        .edge('a', 'm')
        .edge('b', 'm')
        .build(),
    );
    expect((await trial(workflow, 'm', { b: 'B' })).output).toEqual({ b: 'B' });
  });
});
