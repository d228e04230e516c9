import {
  executionSummarySchema,
  type ExecutionStatus,
  type ExecutionSummary,
  type TriggerKind,
} from '#lib/contracts/execution.ts';
import type { AppEvent } from '#lib/contracts/events.ts';

export interface ExecutionFilter {
  workflowId?: string;
  status?: ExecutionStatus;
  trigger?: TriggerKind;
  /** RFC 3339 */
  from?: string;
  q?: string;
}

export interface ExecutionPage {
  items: ExecutionSummary[];
  nextCursor: string | null;
}

/** The summary that an `execution.*` event carries; null for other events, or where the server sent something else. */
export function summaryOf(event: AppEvent): ExecutionSummary | null {
  if (!event.type.startsWith('execution.')) return null;
  return executionSummarySchema.safeParse(event.data).data ?? null;
}

function matches(summary: ExecutionSummary, filter: ExecutionFilter): boolean {
  if (filter.workflowId && summary.workflowId !== filter.workflowId) return false;
  if (filter.status && summary.status !== filter.status) return false;
  if (filter.trigger && summary.trigger !== filter.trigger) return false;
  return !filter.from || summary.createdAt >= filter.from;
}

/**
 * Folds an execution that just changed into the loaded pages: replaced where it stands, put in front if it is new and
 * matches, taken out if it matches no longer. With a text search only the server knows what matches: then known rows
 * are replaced and nothing is added. Returns the same array if nothing changed.
 */
export function foldExecution(
  pages: readonly ExecutionPage[],
  summary: ExecutionSummary,
  filter: ExecutionFilter,
): readonly ExecutionPage[] {
  const known = pages.some((page) => page.items.some((item) => item.id === summary.id));
  const fits = matches(summary, filter);
  if (!known) {
    const [first, ...rest] = pages;
    if (!fits || filter.q || !first) return pages;
    const items = [...first.items, summary].sort((a, b) => (a.id < b.id ? 1 : -1));
    return [{ ...first, items }, ...rest];
  }
  return pages.map((page) => ({
    ...page,
    items: page.items.flatMap((item) => (item.id !== summary.id ? [item] : fits ? [summary] : [])),
  }));
}
