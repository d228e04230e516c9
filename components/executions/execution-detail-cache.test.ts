import { describe, expect, it } from 'vitest';
import type { AppEvent } from '#lib/contracts/events.ts';
import type { Execution } from '#lib/contracts/execution.ts';
import { newId } from '#lib/shared/ids.ts';
import { foldStepEvents } from './execution-detail-cache.ts';

const execution: Execution = {
  id: newId(),
  workflowId: newId(),
  workflowName: 'Echo',
  version: null,
  status: 'running',
  isError: false,
  trigger: 'manual',
  triggerKey: 'start',
  mode: 'direct',
  createdAt: '2026-11-20T10:00:00.000Z',
  startedAt: '2026-11-20T10:00:00.000Z',
  finishedAt: null,
  durationMs: null,
  error: null,
  traceId: 'a'.repeat(32),
  parentExecutionId: null,
  input: {},
  output: null,
  steps: [],
};

function event(type: AppEvent['type'], data: Record<string, unknown>): AppEvent {
  return { id: '1', type, at: '2026-11-20T10:00:01.000Z', workspaceId: newId(), data };
}

const started = event('step.started', {
  nodeId: 'n1',
  key: 'fetch',
  type: 'http.request',
  seq: 2,
  attempt: 1,
  status: 'running',
});
const finished = event('step.finished', {
  nodeId: 'n1',
  key: 'fetch',
  type: 'http.request',
  seq: 2,
  attempt: 1,
  status: 'success',
  output: { status: 200 },
  durationMs: 5,
});

describe('foldStepEvents', () => {
  it('adds a step, then finishes the same one', () => {
    const running = foldStepEvents(execution, [started]);
    expect(running.steps).toMatchObject([{ nodeId: 'n1', status: 'running', logs: [], durationMs: null }]);
    const done = foldStepEvents(running, [finished]);
    expect(done.steps).toMatchObject([{ nodeId: 'n1', status: 'success', output: { status: 200 }, durationMs: 5 }]);
  });

  it('ignores a start that is heard again after the end', () => {
    const done = foldStepEvents(execution, [started, finished]);
    expect(foldStepEvents(done, [started])).toBe(done);
  });

  it('keeps attempts and items apart, in the journal order', () => {
    const second = event('step.started', { ...started.data, attempt: 2, seq: 4 });
    const first = event('step.finished', { ...finished.data, status: 'error', seq: 3 });
    const steps = foldStepEvents(execution, [second, first]).steps;
    expect(steps.map((step) => [step.attempt, step.seq])).toEqual([
      [1, 3],
      [2, 4],
    ]);
  });

  it('adds log lines to the running step', () => {
    const line = { at: '2026-11-20T10:00:01.000Z', level: 'info', message: 'hello' };
    const running = foldStepEvents(execution, [started]);
    expect(foldStepEvents(running, [event('step.log', { nodeId: 'n1', line })]).steps[0]?.logs).toEqual([line]);
    expect(foldStepEvents(running, [event('step.log', { nodeId: 'other', line })])).toBe(running);
  });

  it('leaves the execution alone for anything it cannot read', () => {
    expect(foldStepEvents(execution, [event('step.started', { nodeId: 1 })])).toBe(execution);
    expect(foldStepEvents(execution, [event('draft.saved', {})])).toBe(execution);
  });
});
