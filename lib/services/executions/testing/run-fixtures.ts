import type { RunEnd, RunHeader, StepRecord } from '#lib/runner/ports.ts';
import { newId } from '#lib/shared/ids.ts';

/** A run for tests of the log. */
export function aRun(change: Partial<RunHeader> = {}): RunHeader {
  return {
    id: newId(),
    workspaceId: newId(),
    workflowId: newId(),
    versionId: newId(),
    versionNumber: 1,
    mode: 'direct',
    trigger: 'tool',
    triggerKey: 'start',
    traceId: 'a'.repeat(32),
    parentExecutionId: null,
    createdAt: Date.now(),
    startedAt: Date.now(),
    input: { city: 'Seoul' },
    saveData: 'all',
    ...change,
  };
}

export function aStep(change: Partial<StepRecord> = {}): StepRecord {
  return {
    nodeId: 'n1',
    key: 'start',
    type: 'trigger.tool',
    seq: 1,
    attempt: 1,
    status: 'success',
    port: 'out',
    input: {},
    output: { city: 'Seoul' },
    startedAt: Date.now(),
    durationUs: 12,
    ...change,
  };
}

export function anEnd(change: Partial<RunEnd> = {}): RunEnd {
  return {
    status: 'success',
    isError: false,
    output: { answer: 42 },
    error: null,
    finishedAt: Date.now(),
    durationUs: 1_234,
    steps: [aStep()],
    ...change,
  };
}
