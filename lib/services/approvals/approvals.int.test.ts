import { describe, expect, it, vi } from 'vitest';
import { isEnded, type Execution } from '#lib/contracts/execution.ts';
import type { Principal, Role } from '#lib/contracts/principal.ts';
import { cancelExecution } from '#lib/services/executions/cancel-execution.ts';
import { executeWorkflow } from '#lib/services/executions/execute-workflow.ts';
import { getExecution } from '#lib/services/executions/get-execution.ts';
import { resumeExecution } from '#lib/services/executions/resume-execution.ts';
import { wakeDueRuns } from '#lib/services/executions/wake-due.ts';
import { toolTrigger } from '#lib/services/testing/definitions.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { workflowDefinitionSchema } from '#lib/contracts/definition.ts';
import { newId } from '#lib/shared/ids.ts';
import { useSmtp } from '#lib/testing/smtp.ts';
import { answerApproval } from './answer-approval.ts';
import { listApprovals } from './list-approvals.ts';

const page = { limit: 50 };

describe('a run that asks a person', () => {
  const smtp = useSmtp();
  const world = useWorld({ runtime: true, worker: true, environment: () => ({ SMTP_URL: smtp.url }) });

  const asking = (config: Record<string, unknown> = {}) =>
    workflowDefinitionSchema.parse({
      schemaVersion: 1,
      nodes: [
        { id: 'start', key: 'start', ...toolTrigger() },
        {
          id: 'ask',
          key: 'ask',
          type: 'human.approval',
          config: { message: 'Refund {{ input.text }}?', timeoutMs: 3_600_000, ...config },
        },
        { id: 'yes', key: 'yes', type: 'core.return', config: { value: '{{ steps.ask }}' } },
        { id: 'no', key: 'no', type: 'core.return', config: { value: { no: '{{ steps.ask }}' } } },
      ],
      edges: [
        { id: 'e1', source: { node: 'start', port: 'out' }, target: { node: 'ask', port: 'in' } },
        { id: 'e2', source: { node: 'ask', port: 'approved' }, target: { node: 'yes', port: 'in' } },
        { id: 'e3', source: { node: 'ask', port: 'rejected' }, target: { node: 'no', port: 'in' } },
      ],
    });
  const start = async (principal: Principal, config: Record<string, unknown> = {}, mode: 'sync' | 'async' = 'sync') => {
    const id = await world.newWorkflow(principal, asking(config));
    const { execution } = await executeWorkflow(world.deps, principal, { id, mode, input: { text: '12' } });
    await until(principal, execution.id, ({ status }) => status === 'waiting');
    return execution;
  };
  const until = (principal: Principal, id: string, isSo: (execution: Execution) => boolean): Promise<Execution> =>
    vi.waitFor(
      async () => {
        const execution = await getExecution(world.deps, principal, { id });
        expect(isSo(execution), execution.status).toBe(true);
        return execution;
      },
      { timeout: 15_000, interval: 50 },
    );
  const ended = (principal: Principal, id: string) => until(principal, id, ({ status }) => isEnded(status));
  const inbox = async (principal: Principal) =>
    (await listApprovals(world.deps, principal, { ...page, assignee: 'me', status: 'pending' })).items;
  const member = async (of: Principal, role: Role): Promise<Principal> => {
    const userId = newId();
    const email = `${userId}@example.com`;
    await world.deps.db.prisma.user.create({ data: { id: userId, email, name: 'Lee' } });
    await world.deps.db.prisma.membership.create({ data: { id: newId(), workspaceId: of.workspaceId, userId, role } });
    return { ...of, userId, email, role };
  };

  it('goes on with the first answer, whoever may run it; a second one is too late', async () => {
    const principal = await world.newWorkspace();
    const { id } = await start(principal);
    const [question] = await inbox(principal);
    expect(question).toMatchObject({ message: 'Refund 12?', status: 'pending', mayAnswer: true, executionId: id });
    const both = await Promise.allSettled(
      (['approve', 'reject'] as const).map((decision) =>
        answerApproval(world.deps, principal, { id: question!.id, decision, data: { reason: 'late' } }),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find((one) => one.status === 'rejected')?.reason).toMatchObject({ code: 'conflict' });
    const { output } = await ended(principal, id);
    const won = both[0]!.status === 'fulfilled';
    const said = { approved: won, data: { reason: 'late' }, by: principal.email, timedOut: false };
    expect(output).toMatchObject(won ? said : { no: said });
    expect(await inbox(principal)).toEqual([]);
    const { rows } = await world.deps.db.pool.query(
      `SELECT action FROM audit_event WHERE workspace_id = $1 AND action LIKE 'approval.%'`,
      [principal.workspaceId],
    );
    expect(rows).toEqual([{ action: won ? 'approval.approved' : 'approval.rejected' }]);
  });

  it('takes no answer that does not fit, and fills in what has a default', async () => {
    const principal = await world.newWorkspace();
    const schema = {
      type: 'object',
      properties: { amount: { type: 'number' }, note: { type: 'string', default: '-' } },
      required: ['amount'],
    };
    const { id } = await start(principal, { schema }, 'async');
    const [question] = await inbox(principal);
    expect(question!.schema).toEqual(schema);
    const answer = (data?: unknown) =>
      answerApproval(world.deps, principal, { id: question!.id, decision: 'approve', data });
    await expect(answer({ amount: 'many' })).rejects.toMatchObject({
      code: 'invalid',
      errors: [{ path: '/data/amount' }],
    });
    await expect(answer()).rejects.toMatchObject({ code: 'invalid', errors: [{ path: '/data/amount' }] });
    expect(await answer({ amount: 3 })).toMatchObject({ status: 'approved', data: { amount: 3, note: '-' } });
    expect((await ended(principal, id)).output).toMatchObject({ data: { amount: 3, note: '-' } });
  });

  it('asks those whom it names, by mail too, and nobody else: not the owner, no stranger', async () => {
    const owner = await world.newWorkspace();
    const named = await member(owner, 'viewer');
    await world.deps.db.pool.query(`UPDATE "user" SET locale = 'ko' WHERE id = $1`, [named.userId]);
    const stranger = await world.newWorkspace();
    const { id } = await start(owner, { approvers: [named.email.toUpperCase(), 'outside@example.com'] });
    expect(await inbox(owner)).toEqual([]);
    const [question] = await inbox(named);
    const yes = { id: question!.id, decision: 'approve' as const };
    await expect(answerApproval(world.deps, owner, yes)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(answerApproval(world.deps, stranger, yes)).rejects.toMatchObject({ code: 'not_found' });
    await vi.waitFor(() => expect(smtp.mailsTo(named.email)).toHaveLength(1), { timeout: 10_000 });
    const [mail] = smtp.mailsTo(named.email);
    expect(mail!.link).toContain(`/${owner.workspaceSlug}/approvals`);
    expect(mail!.text).toContain('답변을 기다리고 있습니다');
    expect(mail!.text).not.toContain('waits for your answer');
    expect(smtp.mailsTo('outside@example.com')).toEqual([]);
    await answerApproval(world.deps, named, yes);
    expect((await ended(owner, id)).output).toMatchObject({ approved: true, by: named.email });
  });

  it('is not asked of a viewer who is not named', async () => {
    const owner = await world.newWorkspace();
    const viewer = await member(owner, 'viewer');
    await start(owner);
    expect(await inbox(viewer)).toEqual([]);
    const { items } = await listApprovals(world.deps, viewer, page);
    expect(items).toMatchObject([{ mayAnswer: false }]);
    const answer = answerApproval(world.deps, viewer, { id: items[0]!.id, decision: 'reject' });
    await expect(answer).rejects.toMatchObject({ code: 'forbidden' });
  });

  it.each(['approve', 'reject'] as const)('decides by itself when the time is over: %s', async (onTimeout) => {
    const principal = await world.newWorkspace();
    const { id } = await start(principal, { onTimeout, timeoutMs: 6_500 }, 'async');
    const [question] = await inbox(principal);
    const { output } = await ended(principal, id);
    const said = { approved: onTimeout === 'approve', by: null, timedOut: true };
    expect(output).toMatchObject(onTimeout === 'approve' ? said : { no: said });
    const late = answerApproval(world.deps, principal, { id: question!.id, decision: 'approve' });
    await expect(late).rejects.toMatchObject({ code: 'conflict' });
    expect((await listApprovals(world.deps, principal, { ...page, status: 'expired' })).items).toHaveLength(1);
  });

  it('is answered with yes by /resume, which needs no name where one step waits', async () => {
    const principal = await world.newWorkspace();
    const { id } = await start(principal);
    await expect(resumeExecution(world.deps, principal, { id, stepId: 'nope' })).rejects.toMatchObject({
      code: 'conflict',
      details: { steps: [{ stepId: 'ask', key: 'ask', waitsFor: 'approval' }] },
    });
    await resumeExecution(world.deps, principal, { id, data: { fine: true } });
    expect((await ended(principal, id)).output).toMatchObject({ approved: true, data: { fine: true } });
    await expect(resumeExecution(world.deps, principal, { id })).rejects.toMatchObject({ code: 'already_ended' });
  });

  it('asks no longer once it is canceled', async () => {
    const principal = await world.newWorkspace();
    const { id } = await start(principal);
    await cancelExecution(world.deps, principal, { id });
    expect(await inbox(principal)).toEqual([]);
    expect((await listApprovals(world.deps, principal, { ...page, executionId: id })).items).toMatchObject([
      { status: 'closed', mayAnswer: false },
    ]);
    expect(await wakeDueRuns(world.deps)).toBe(0);
  });

  describe('for input', () => {
    const schema = {
      type: 'object',
      properties: { city: { type: 'string' }, express: { type: 'boolean', default: false } },
      required: ['city'],
    };
    const form = (config: Record<string, unknown> = {}) =>
      workflowDefinitionSchema.parse({
        schemaVersion: 1,
        nodes: [
          { id: 'start', key: 'start', ...toolTrigger() },
          { id: 'ask', key: 'ask', type: 'human.input', config: { message: 'Where to?', schema, ...config } },
          { id: 'there', key: 'there', type: 'core.return', config: { value: '{{ steps.ask }}' } },
          { id: 'no', key: 'no', type: 'core.return', config: { value: { no: '{{ steps.ask }}' } } },
        ],
        edges: [
          { id: 'e1', source: { node: 'start', port: 'out' }, target: { node: 'ask', port: 'in' } },
          { id: 'e2', source: { node: 'ask', port: 'out' }, target: { node: 'there', port: 'in' } },
          { id: 'e3', source: { node: 'ask', port: 'declined' }, target: { node: 'no', port: 'in' } },
        ],
      });
    const begin = async (principal: Principal, config: Record<string, unknown> = {}) => {
      const id = await world.newWorkflow(principal, form(config));
      const { execution } = await executeWorkflow(world.deps, principal, { id, mode: 'sync', input: { text: '12' } });
      await until(principal, execution.id, ({ status }) => status === 'waiting');
      return execution;
    };

    it('stands in the inbox, and takes what fits its form', async () => {
      const principal = await world.newWorkspace();
      const { id } = await begin(principal);
      const [question] = await inbox(principal);
      expect(question).toMatchObject({
        kind: 'input',
        message: 'Where to?',
        schema,
        onTimeout: 'fail',
        mayAnswer: true,
      });
      const answer = (data?: unknown) =>
        answerApproval(world.deps, principal, { id: question!.id, decision: 'approve', data });
      await expect(answer()).rejects.toMatchObject({ code: 'invalid', errors: [{ path: '/data/city' }] });
      expect(await answer({ city: 'Busan' })).toMatchObject({
        status: 'approved',
        data: { city: 'Busan', express: false },
      });
      const { output, steps } = await ended(principal, id);
      expect(output).toMatchObject({ data: { city: 'Busan', express: false }, by: principal.email, timedOut: false });
      expect(steps.find(({ key }) => key === 'ask')).toMatchObject({ status: 'success', port: 'out' });
    });

    it('may be declined, whatever stands in the form', async () => {
      const principal = await world.newWorkspace();
      const { id } = await begin(principal);
      const [question] = await inbox(principal);
      await answerApproval(world.deps, principal, { id: question!.id, decision: 'reject', data: { city: 1 } });
      expect((await ended(principal, id)).output).toMatchObject({ no: { data: null, by: principal.email } });
    });

    it('is answered by /resume, and asks those alone whom it names', async () => {
      const owner = await world.newWorkspace();
      const named = await member(owner, 'viewer');
      const { id } = await begin(owner, { approvers: [named.email] });
      await expect(resumeExecution(world.deps, owner, { id, data: { city: 'Busan' } })).rejects.toMatchObject({
        code: 'forbidden',
      });
      await vi.waitFor(() => expect(smtp.mailsTo(named.email)).toHaveLength(1), { timeout: 10_000 });
      await resumeExecution(world.deps, named, { id, data: { city: 'Busan' } });
      expect((await ended(owner, id)).output).toMatchObject({ data: { city: 'Busan' }, by: named.email });
    });

    it('asked of a client that nobody called with is an error of the step', async () => {
      const principal = await world.newWorkspace();
      const id = await world.newWorkflow(principal, {
        ...form(),
        nodes: form().nodes.map((node) =>
          node.id === 'ask' ? { ...node, type: 'client.ask', config: { ask: 'roots' } } : node,
        ),
        edges: form().edges.filter(({ id: edge }) => edge !== 'e3'),
      });
      const { execution } = await executeWorkflow(world.deps, principal, { id, mode: 'sync', input: { text: '1' } });
      expect(execution).toMatchObject({ status: 'error', error: { code: 'no_caller', key: 'ask' } });
    });
  });
});
