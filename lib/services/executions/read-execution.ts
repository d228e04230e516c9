import type { Pool } from 'pg';
import type { Execution } from '#lib/contracts/execution.ts';
import { findExecution, findStepRecords, type ExecutionRow } from '#lib/db/executions.ts';
import { unpackJson } from '#lib/db/packed-json.ts';
import type { StepRecord } from '#lib/runner/ports.ts';
import { presentExecution } from './present-execution.ts';

/**
 * An execution with its steps, wherever they are kept: in the trace of a run that ended, in rows while a durable run goes
 * on, and nowhere yet while a direct run does. Null for an unknown or foreign one.
 */
export async function readExecution(pool: Pool, key: { workspaceId: string; id: string }): Promise<Execution | null> {
  const row = await findExecution(pool, key);
  return row && presentExecution(row, await readSteps(pool, key, row));
}

async function readSteps(
  pool: Pool,
  key: { workspaceId: string; id: string },
  row: ExecutionRow,
): Promise<StepRecord[]> {
  if (row.trace !== null) return unpackJson(row.trace) as unknown as StepRecord[];
  return row.mode === 'queued' ? readStepRecords(pool, key) : [];
}

/** The finished steps of a durable run, in the journal's order. */
export async function readStepRecords(pool: Pool, key: { workspaceId: string; id: string }): Promise<StepRecord[]> {
  const records = await findStepRecords(pool, key);
  return records.map((record) => unpackJson(record) as unknown as StepRecord);
}
