import { describe, expect, it, vi } from 'vitest';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import { isEnded, type Execution } from '#lib/contracts/execution.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { answerApproval } from '#lib/services/approvals/answer-approval.ts';
import { listApprovals } from '#lib/services/approvals/list-approvals.ts';
import { chain, toolTrigger } from '#lib/services/testing/definitions.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { saveDraft } from '#lib/services/workflows/save-draft.ts';
import { cancelExecution } from './cancel-execution.ts';
import { executeWorkflow } from './execute-workflow.ts';
import { getExecution } from './get-execution.ts';
import { listExecutions } from './list-executions.ts';

const modes = ['sync', 'async'] as const;

describe('a workflow that calls another', () => {
  const world = useWorld({ runtime: true, worker: true });

  const child = (value: unknown = 'hello {{ input.text }}') =>
    chain({ start: toolTrigger(), end: { type: 'core.return', config: { value } } });
  const waitingChild = (node: { type: string; config: Record<string, unknown> }): WorkflowDefinition =>
    chain({ start: toolTrigger(), wait: node, end: { type: 'core.return', config: { value: 'waited' } } });
  const asking = () => {
    const definition = waitingChild({ type: 'human.approval', config: { message: 'Really?' } });
    return {
      ...definition,
      edges: definition.edges.map((edge) =>
        edge.source.node === 'wait' ? { ...edge, source: { node: 'wait', port: 'approved' } } : edge,
      ),
    };
  };
  const calling = (workflowId: string) =>
    chain(
      {
        start: toolTrigger(),
        call: { type: 'logic.workflow', config: { workflowId, input: { text: '{{ input.text }}' } } },
        again: { type: 'logic.workflow', config: { workflowId, input: { text: 'again' } } },
        end: { type: 'core.return', config: { value: ['{{ steps.call }}', '{{ steps.again }}'] } },
      },
      { timeoutMs: 120_000 },
    );
  const start = async (principal: Principal, definition: WorkflowDefinition, mode: 'sync' | 'async') => {
    const callee = await world.newWorkflow(principal, definition, 'Callee');
    const id = await world.newWorkflow(principal, calling(callee), 'Caller');
    const { execution } = await executeWorkflow(world.deps, principal, { id, mode, input: { text: 'you' } });
    return { callee, id: execution.id };
  };
  const until = (principal: Principal, id: string, isSo: (execution: Execution) => boolean): Promise<Execution> =>
    vi.waitFor(
      async () => {
        const execution = await getExecution(world.deps, principal, { id });
        expect(isSo(execution), `${execution.status} ${execution.error?.message}`).toBe(true);
        return execution;
      },
      { timeout: 20_000, interval: 50 },
    );
  const ended = (principal: Principal, id: string) => until(principal, id, ({ status }) => isEnded(status));
  const childrenOf = async (principal: Principal, id: string) =>
    (await listExecutions(world.deps, principal, { limit: 50, parentExecutionId: id })).items;

  it.each(modes)('runs it as an execution of its own, with what it returns (%s)', async (mode) => {
    const principal = await world.newWorkspace();
    const { id, callee } = await start(principal, child(), mode);
    expect(await ended(principal, id)).toMatchObject({ status: 'success', output: ['hello you', 'hello again'] });
    const children = await childrenOf(principal, id);
    expect(children).toHaveLength(2);
    for (const one of children) {
      expect(one).toMatchObject({
        workflowId: callee,
        trigger: 'subworkflow',
        status: 'success',
        parentExecutionId: id,
      });
    }
    // Each step leads to the run that it called; for a key that may not know of the callee to none.
    const { workflowId, steps } = await getExecution(world.deps, principal, { id });
    const called = steps.flatMap(({ childExecutionId }) => childExecutionId ?? []);
    expect(called.toSorted()).toEqual(children.map((one) => one.id).toSorted());
    const first = steps.find(({ key }) => key === 'call')!.childExecutionId!;
    expect(await getExecution(world.deps, principal, { id: first })).toMatchObject({ output: 'hello you' });
    const servers = [workflowId];
    const bound: Principal = { ...principal, kind: 'apiKey', apiKey: { id: 'k', scopes: ['api:read'], servers } };
    expect(JSON.stringify(await getExecution(world.deps, bound, { id }))).not.toContain('childExecutionId');
  });

  it.each(modes)('is parked while its child asks a person, and goes on with the child (%s)', async (mode) => {
    const principal = await world.newWorkspace();
    const { id } = await start(principal, asking(), mode);
    for (const round of [1, 2]) {
      const [question] = await vi.waitFor(
        async () => {
          const { items } = await listApprovals(world.deps, principal, { limit: 5, status: 'pending' });
          expect(items).toHaveLength(1);
          return items;
        },
        { timeout: 10_000 },
      );
      const waiting = await until(principal, id, ({ status }) => status === 'waiting');
      expect(waiting.steps.find(({ status }) => status === 'waiting')?.key).toBe(round === 1 ? 'call' : 'again');
      expect(question!.executionId).not.toBe(id);
      await answerApproval(world.deps, principal, { id: question!.id, decision: 'approve' });
    }
    expect(await ended(principal, id)).toMatchObject({ status: 'success', output: ['waited', 'waited'] });
  });

  it('keeps to the version that it chose first, also where the draft changes while it waits', async () => {
    const principal = await world.newWorkspace();
    const { id, callee } = await start(principal, asking(), 'async');
    const [question] = await vi.waitFor(async () => {
      const { items } = await listApprovals(world.deps, principal, { limit: 5, status: 'pending' });
      expect(items).toHaveLength(1);
      return items;
    });
    await saveDraft(world.deps, principal, { id: callee, revision: 1, definition: child('new') });
    await answerApproval(world.deps, principal, { id: question!.id, decision: 'approve' });
    const [second] = await vi.waitFor(async () => {
      const { items } = await listApprovals(world.deps, principal, { limit: 5, status: 'pending' });
      expect(items).toHaveLength(1);
      return items;
    }, 10_000);
    await answerApproval(world.deps, principal, { id: second!.id, decision: 'approve' });
    expect((await ended(principal, id)).output).toEqual(['waited', 'waited']);
  });

  it.each(modes)('takes its children along when it is canceled (%s)', async (mode) => {
    const principal = await world.newWorkspace();
    const { id } = await start(principal, asking(), mode);
    await until(principal, id, ({ status }) => status === 'waiting');
    const began = performance.now();
    expect((await cancelExecution(world.deps, principal, { id })).status).toBe('canceled');
    expect(performance.now() - began).toBeLessThan(1_000);
    expect((await childrenOf(principal, id)).map(({ status }) => status)).toEqual(['canceled']);
  });

  it('fails its step with the message of a child that takes no such input', async () => {
    const principal = await world.newWorkspace();
    const strict = chain({
      start: {
        type: 'trigger.tool',
        config: { name: 'strict', description: 'Strict', inputSchema: { type: 'object', required: ['other'] } },
      },
      end: { type: 'core.return', config: { value: 1 } },
    });
    const { id } = await start(principal, strict, 'async');
    expect(await ended(principal, id)).toMatchObject({
      status: 'error',
      error: { code: 'invalid_input', key: 'call' },
    });
    expect(await childrenOf(principal, id)).toEqual([]);
  });
});
