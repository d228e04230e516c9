import type { Pool } from 'pg';
import { isEnded, type ExecutionStatus, type StepError } from '#lib/contracts/execution.ts';
import { findAsked } from '#lib/db/approval-writes.ts';
import { findExecution, type ExecutionRow } from '#lib/db/executions.ts';
import { unpackJson } from '#lib/db/packed-json.ts';
import type { ContentPart } from '#lib/kit/content-fault.ts';
import type { PendingWait } from '#lib/runner/parking.ts';
import type { RunEnd, StepRecord } from '#lib/runner/ports.ts';
import { keptSteps, unpackRun } from '#lib/services/executions/large-values.ts';
import { unpackParked } from '#lib/services/executions/parked-state.ts';
import type { FileFacts } from '#lib/shared/file-reference.ts';
import { isJsonObject } from '#lib/shared/json.ts';
import type { FileRow, ValueStore } from '#lib/values/value-store.ts';

/** A run as it is recorded, whoever runs it. Times in ms. */
export interface RecordedRun {
  id: string;
  workflowId: string;
  versionId: string;
  triggerKey: string;
  status: ExecutionStatus;
  /** Null while it goes on. */
  end: RunEnd | null;
  /** What it waits for and nobody has answered yet. */
  waits: readonly PendingWait[];
  changedAt: number;
}

interface Deps {
  db: { pool: Pool };
  values: Pick<ValueStore, 'list'>;
}
interface Key {
  workspaceId: string;
  id: string;
}

/** Most files of a run that its end tells of. */
const FILES_TOLD = 100;

/** Null for an unknown or foreign run. */
export async function readRecordedRun(deps: Deps, key: Key): Promise<RecordedRun | null> {
  const row = await findExecution(deps.db.pool, key);
  if (!row) return null;
  const { workflowId, versionId, triggerKey, status } = row;
  const about = { id: row.id, workflowId, versionId, triggerKey, status };
  if (isEnded(status)) {
    const end = await endOf(deps, key, row);
    return { ...about, end, waits: [], changedAt: end.finishedAt };
  }
  const { waits, changedAt } = await openWaits(deps.db.pool, key, row);
  return { ...about, end: null, waits, changedAt };
}

/** The end as the process that ran it gave it, without the steps. */
async function endOf({ db, values }: Deps, key: Key, row: ExecutionRow): Promise<RunEnd> {
  const kept = row.trace === null ? [] : keptSteps(row.trace);
  const { output, steps } = await unpackRun(db.pool, key, { output: row.output, steps: kept });
  const content = contentOf(steps);
  const files = await values.list({ workspaceId: key.workspaceId, executionId: key.id, limit: FILES_TOLD, only: null });
  return {
    status: row.status as RunEnd['status'],
    isError: row.isError,
    output,
    ...(content && { content }),
    error: row.error === null ? null : (unpackJson(row.error) as unknown as StepError),
    finishedAt: (row.finishedAt ?? row.createdAt).getTime(),
    durationUs: Number(row.durationUs ?? 0),
    steps: [],
    ...(files.length > 0 && { files: files.map(factsOf) }),
  };
}

/** What the Return that ended the run asked its caller to see: it is in the config with which it ran. */
function contentOf(steps: readonly StepRecord[]): readonly ContentPart[] | undefined {
  const last = steps.find(
    ({ type, status, iteration }) => type === 'core.return' && status === 'success' && iteration === undefined,
  );
  if (!isJsonObject(last?.input)) return undefined;
  const { content } = last.input;
  return Array.isArray(content) && content.length > 0 ? (content as unknown as ContentPart[]) : undefined;
}

function factsOf({ id, name, mimeType, size, sha256 }: FileRow): FileFacts {
  return { id, name, mimeType, size, sha256 };
}

/** Questions are rows of their own, whether the run is in memory or not; the rest is known once it is parked. */
async function openWaits(
  pool: Pool,
  key: Key,
  row: ExecutionRow,
): Promise<{ waits: readonly PendingWait[]; changedAt: number }> {
  const asked = await findAsked(pool, key);
  const open = asked.flatMap(({ status, content }) =>
    status === 'pending' && content !== null ? [unpackJson(content) as unknown as PendingWait] : [],
  );
  const known = new Set(asked.map(({ stepId }) => stepId));
  const parked = row.parked === null || row.owner !== null ? [] : unpackParked(row.parked).waits;
  const waits = [...open, ...parked.filter(({ stepId }) => !known.has(stepId))];
  const times = [row.createdAt, row.startedAt, ...asked.map(({ answeredAt }) => answeredAt)];
  const changes = [...times.flatMap((time) => time?.getTime() ?? []), ...waits.map(({ startedAt }) => startedAt)];
  return { waits, changedAt: Math.max(...changes) };
}
