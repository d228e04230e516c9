import { expect, test } from 'vitest';
import type { ParkedRun, PendingWait, WaitFor } from '#lib/runner/parking.ts';
import { newId } from '#lib/shared/ids.ts';
import type { ToolSource } from './served-version.ts';
import { waitingResult } from './tool-result.ts';

const waitFor = (key: string, request: WaitFor): PendingWait => ({
  stepId: key,
  nodeId: key,
  key,
  type: 'any',
  attempt: 1,
  input: {},
  startedAt: 0,
  for: request,
});
const parked = (...waits: PendingWait[]): ParkedRun => ({
  status: 'waiting',
  waits,
  wakeAt: null,
  durationUs: 1,
  steps: [],
  vars: {},
});
const tool = (outputSchema?: object) => ({ outputSchema }) as ToolSource;

test('a caller whose run waits elsewhere learns its id and why; that is no failure', () => {
  const id = newId();
  const waits = [
    waitFor('pause', { kind: 'time', until: Date.UTC(2030, 0, 1) }),
    waitFor('call', { kind: 'child', executionId: newId() }),
  ];
  const result = waitingResult(tool(), id, parked(...waits));
  expect(result.isError).toBeUndefined();
  expect(result.content).toEqual([{ type: 'text', text: expect.stringContaining(id) }]);
  expect(JSON.stringify(result.content)).toMatch(/2030-01-01T00:00:00.000Z.*another workflow \(call\)/);
});

test('a tool that promised structured output may not answer without, unless as an error', () => {
  const asked = waitFor('ask', { kind: 'settlement', effectKey: 'k' });
  expect(waitingResult(tool({ type: 'object' }), newId(), parked(asked))).toMatchObject({ isError: true });
});
