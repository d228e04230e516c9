import { expect, it } from 'vitest';
import type { RunEnd } from '#lib/runner/ports.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { newId } from '#lib/shared/ids.ts';
import type { CallPorts } from '../call-tool.ts';
import { aServedVersion, anEnd, aTool, testPrincipal, testTimes } from '../testing/endpoint-server.ts';
import { holdCall, type HeldCall } from './hold-call.ts';
import type { Task, TaskDesk } from './task-desk.ts';

const tool = aTool('slow');

function held(keep: TaskDesk['keep']): { ports: CallPorts; call: HeldCall } {
  const call = {
    executionId: newId(),
    version: aServedVersion([tool]),
    trigger: { kind: 'tool', key: 'slow' } as const,
    input: {},
    principal: testPrincipal,
    traceId: 'trace',
  };
  const line = { tasks: true, progressToken: undefined, signal: new AbortController().signal };
  const ports = { tasks: { keep }, times: { ...testTimes, taskAfterMs: 1 }, report: () => {} };
  return { ports: ports as unknown as CallPorts, call: { call, tool, line } };
}

it('holds a call on while its run cannot be kept for a task', async () => {
  const unavailable = new AppError('unavailable', 'The database does not answer right now; try again');
  let tries = 0;
  const { ports, call } = held(async () => {
    tries += 1;
    if (tries === 1) throw unavailable;
    return { id: 'kept', createdAt: 0, expiresAt: 1 } as Task;
  });
  const never = new Promise<RunEnd>(() => {});
  expect(await holdCall(ports, call, () => never)).toMatchObject({
    status: 'handedOver',
    answer: { resultType: 'task', taskId: 'kept' },
  });
  expect(tries).toBe(2);
});

it('ends a run of which its caller could not learn', async () => {
  const fault = new Error('a fault of ours');
  const { ports, call } = held(() => Promise.reject(fault));
  const stopped = Promise.withResolvers<unknown>();
  const start = (signal: AbortSignal): Promise<RunEnd> =>
    new Promise((end) => {
      signal.addEventListener('abort', () => {
        stopped.resolve(signal.reason);
        end(anEnd({ status: 'canceled' }));
      });
    });
  await expect(holdCall(ports, call, start)).rejects.toBe(fault);
  expect(await stopped.promise).toBe(fault);
});
