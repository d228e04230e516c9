import { describe, expect, it } from 'vitest';
import type { ExecutionSummary } from '#lib/contracts/execution.ts';
import { newId } from '#lib/shared/ids.ts';
import { foldExecution, summaryOf, type ExecutionPage } from './execution-list-cache.ts';

const workflowId = newId();

function anExecution(change: Partial<ExecutionSummary> = {}): ExecutionSummary {
  return {
    id: newId(),
    workflowId,
    workflowName: 'Echo',
    version: 1,
    status: 'running',
    isError: false,
    trigger: 'tool',
    triggerKey: 'echo',
    mode: 'direct',
    createdAt: '2026-11-20T10:00:00.000Z',
    startedAt: '2026-11-20T10:00:00.000Z',
    finishedAt: null,
    durationMs: null,
    error: null,
    traceId: 'a'.repeat(32),
    parentExecutionId: null,
    ...change,
  };
}

const older = anExecution();
const newer = anExecution();
const pages: ExecutionPage[] = [{ items: [newer, older], nextCursor: null }];
const idsOf = (folded: readonly ExecutionPage[]) => folded.flatMap((page) => page.items.map((item) => item.id));

describe('foldExecution', () => {
  it('puts a new one in its place by age', () => {
    const newest = anExecution();
    expect(idsOf(foldExecution(pages, newest, {}))).toEqual([newest.id, newer.id, older.id]);
  });

  it('replaces a known one where it stands', () => {
    const finished = { ...older, status: 'success' as const, durationMs: 12 };
    const folded = foldExecution(pages, finished, {});
    expect(idsOf(folded)).toEqual([newer.id, older.id]);
    expect(folded[0]?.items[1]?.status).toBe('success');
  });

  it('takes out one that no longer matches the filter', () => {
    const finished = { ...older, status: 'success' as const };
    expect(idsOf(foldExecution(pages, finished, { status: 'running' }))).toEqual([newer.id]);
  });

  it('leaves out what does not match', () => {
    expect(foldExecution(pages, anExecution(), { workflowId: newId() })).toBe(pages);
    expect(foldExecution(pages, anExecution(), { trigger: 'api' })).toBe(pages);
    expect(foldExecution(pages, anExecution(), { from: '2026-11-20T11:00:00.000Z' })).toBe(pages);
  });

  it('adds nothing to a text search, which only the server can answer', () => {
    expect(foldExecution(pages, anExecution(), { q: 'echo' })).toBe(pages);
  });
});

describe('summaryOf', () => {
  const event = { id: '1', at: '2026-11-20T10:00:00.000Z', workspaceId: newId() };

  it('reads execution events and nothing else', () => {
    expect(summaryOf({ ...event, type: 'execution.started', data: { ...older } })?.id).toBe(older.id);
    expect(summaryOf({ ...event, type: 'step.started', data: { ...older } })).toBeNull();
    expect(summaryOf({ ...event, type: 'execution.finished', data: { id: 'x' } })).toBeNull();
  });
});
