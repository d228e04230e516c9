import type { ServerContext } from '@modelcontextprotocol/server';
import { expect, it } from 'vitest';
import type { CallerAnswer } from '#lib/contracts/caller-answer.ts';
import type { ParkedRun, PendingWait } from '#lib/runner/parking.ts';
import { newId } from '#lib/shared/ids.ts';
import { aServedVersion, aTool, testPrincipal } from '../testing/endpoint-server.ts';
import type { CallRunner } from '../tool-runner.ts';
import { askingRunner } from './asking-runner.ts';
import type { SessionClient } from './session-client.ts';

const asks = (stepId: string) =>
  ({
    stepId,
    nodeId: stepId,
    key: stepId,
    attempt: 1,
    startedAt: 0,
    for: {
      kind: 'input',
      message: stepId,
      schema: { type: 'object', properties: {} },
      approvers: null,
      onTimeout: 'fail',
      until: 1,
    },
  }) as unknown as PendingWait;

it('keeps what a client had answered before it left, and leaves the run that waits for the rest', async () => {
  const parked: ParkedRun = {
    status: 'waiting',
    waits: [asks('first'), asks('second')],
    wakeAt: null,
    durationUs: 1,
    steps: [],
    vars: {},
  };
  const given: CallerAnswer[] = [];
  const followed: unknown[] = [];
  const runner: CallRunner = {
    run: async () => parked,
    answer: async (_run, _principal, answers) => void given.push(...answers),
    follow: async (run) => {
      followed.push(run);
      return parked;
    },
    leave: async (run) => void followed.push(run),
  };
  const caller = new AbortController();
  const send = async (
    { params }: { params: { message: string } },
    { signal }: { signal: AbortSignal },
  ): Promise<unknown> => {
    if (params.message === 'first') return { action: 'accept', content: {} };
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
      caller.abort();
    });
  };
  const client = { calling: { answers: ['elicitation/create'], logLevel: null }, tell: () => {} };
  const asking = askingRunner(
    runner,
    client as unknown as SessionClient,
    { mcpReq: { send } } as unknown as ServerContext,
  );
  const end = await asking.run({
    executionId: newId(),
    version: aServedVersion([aTool('asks')]),
    trigger: { kind: 'tool', key: 'asks' },
    input: {},
    principal: testPrincipal,
    traceId: 'trace',
    signal: caller.signal,
  });
  expect(given).toMatchObject([{ stepId: 'first', kind: 'input' }]);
  expect(followed).toEqual([]);
  expect(end).toBe(parked);
});
