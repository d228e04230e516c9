import { describe, expect, it, vi } from 'vitest';
import { isEnded, type Execution } from '#lib/contracts/execution.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { chain, toolTrigger } from '#lib/services/testing/definitions.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { putVariable } from '#lib/services/variables/put-variable.ts';
import { cancelExecution } from './cancel-execution.ts';
import { executeWorkflow } from './execute-workflow.ts';
import { getExecution } from './get-execution.ts';
import { wakeDueRuns } from './wake-due.ts';

const MINUTE_MS = 60_000;

describe('a run that waits for long', () => {
  const world = useWorld({ runtime: true, worker: true });

  const waiting = (ms: number) =>
    chain({
      start: toolTrigger(),
      before: { type: 'data.set', config: { value: { said: '{{ input.text }}' } } },
      wait: { type: 'logic.wait', config: { ms } },
      end: { type: 'core.return', config: { value: '{{ steps.before.said }} {{ vars.greeting }}' } },
    });
  const start = async (principal: Principal, ms: number, mode: 'sync' | 'async') => {
    const id = await world.newWorkflow(principal, waiting(ms));
    return executeWorkflow(world.deps, principal, { id, mode, input: { text: 'hello' } });
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
  const row = async (id: string) => {
    const { rows } = await world.deps.db.pool.query(
      'SELECT status, owner, mode, wake, wake_at AS "wakeAt", parked IS NOT NULL AS parked FROM execution WHERE id = $1',
      [id],
    );
    return rows[0] as { status: string; owner: string | null; mode: string; wakeAt: Date | null; parked: boolean };
  };
  const letTimePass = (id: string): Promise<unknown> =>
    world.deps.db.pool.query(
      `UPDATE execution SET wake_at = now() - interval '1 second' WHERE id = $1 AND wake_at IS NOT NULL`,
      [id],
    );

  it('that is direct answers 202 with the waiting run, and belongs to no process', async () => {
    const principal = await world.newWorkspace();
    const { ended, execution } = await start(principal, 60 * MINUTE_MS, 'sync');
    expect({ ended, status: execution.status }).toEqual({ ended: false, status: 'waiting' });
    expect(execution.steps.map(({ key, status }) => [key, status])).toEqual([
      ['start', 'success'],
      ['before', 'success'],
      ['wait', 'waiting'],
    ]);
    const parked = await row(execution.id);
    expect(parked).toMatchObject({ status: 'waiting', owner: null, parked: true });
    expect(parked.wakeAt!.getTime()).toBeGreaterThan(Date.now() + 59 * MINUTE_MS);
  });

  it('that is queued goes on by itself when its time has come, with the variables that it began with', async () => {
    const principal = await world.newWorkspace();
    const say = (value: string) => putVariable(world.deps, principal, { name: 'greeting', value, secret: false });
    await say('world');
    const { execution } = await start(principal, 6_000, 'async');
    await until(principal, execution.id, ({ status }) => status === 'waiting');
    await say('moon');
    const ended = await until(principal, execution.id, ({ status }) => isEnded(status));
    expect(ended).toMatchObject({ status: 'success', output: 'hello world' });
    expect(ended.steps.map(({ key }) => key)).toEqual(['start', 'before', 'wait', 'end']);
    const waited = Date.parse(ended.finishedAt!) - Date.parse(ended.startedAt!);
    expect(waited).toBeGreaterThanOrEqual(6_000);
    expect(ended.durationMs).toBeLessThan(3_000);
    expect(await row(execution.id)).toMatchObject({ parked: false, wakeAt: null, owner: null });
  });

  it('is woken for nothing and parked again when its time has not come', async () => {
    const principal = await world.newWorkspace();
    const { execution } = await start(principal, 60 * MINUTE_MS, 'sync');
    await letTimePass(execution.id);
    await wakeDueRuns(world.deps);
    await vi.waitFor(async () => {
      const { status, wake, wakeAt } = (await row(execution.id)) as Awaited<ReturnType<typeof row>> & { wake: number };
      expect({ status, wake, later: wakeAt !== null && wakeAt.getTime() > Date.now() }).toEqual({
        status: 'waiting',
        wake: 1,
        later: true,
      });
    });
  });

  it('is canceled where it lies, at once, with the steps that it had', async () => {
    const principal = await world.newWorkspace();
    const { execution } = await start(principal, 60 * MINUTE_MS, 'sync');
    const began = performance.now();
    const canceled = await cancelExecution(world.deps, principal, { id: execution.id });
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(canceled.status).toBe('canceled');
    expect(canceled.steps.map(({ key, status }) => [key, status])).toEqual([
      ['start', 'success'],
      ['before', 'success'],
      ['wait', 'canceled'],
    ]);
    await expect(cancelExecution(world.deps, principal, { id: execution.id })).rejects.toMatchObject({
      code: 'already_ended',
    });
  });
});
