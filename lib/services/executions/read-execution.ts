import type { ClientBase, Pool } from 'pg';
import type { Execution } from '#lib/contracts/execution.ts';
import { findExecution, findStepRecords, type ExecutionRow } from '#lib/db/executions.ts';
import { currentSteps } from '#lib/runner/recorded-steps.ts';
import { withWaiting } from '#lib/runner/waiting-steps.ts';
import { keptStep, keptSteps, namedRun, unpackRun, type KeptRun } from './large-values.ts';
import { unpackParked } from './parked-state.ts';
import { presentExecution } from './present-execution.ts';

interface Key {
  workspaceId: string;
  id: string;
}

/**
 * An execution with its steps, wherever they are kept: in the trace of a run that ended, in rows while a durable run goes
 * on, and nowhere yet while a direct run does. Null for an unknown or foreign one.
 * `values`: large ones whole, or named only.
 */
export async function readExecution(
  pool: Pool,
  key: Key,
  { values = 'whole' }: { values?: 'whole' | 'named' } = {},
): Promise<Execution | null> {
  const row = await findExecution(pool, key);
  if (!row) return null;
  const packed = { input: row.input, output: row.output, steps: await stepsOf(pool, key, row) };
  return presentExecution(row, values === 'named' ? namedRun(packed) : await unpackRun(pool, key, packed));
}

async function stepsOf(pool: Pool, key: Key, row: ExecutionRow): Promise<ReturnType<typeof keptSteps>> {
  if (row.trace !== null) return keptSteps(row.trace);
  if (row.mode !== 'queued') return [];
  const recorded = currentSteps((await findStepRecords(pool, key)).map(keptStep)).filter((step) => !isToCome(step));
  const waits = row.parked === null || row.owner !== null ? [] : unpackParked(row.parked).waits;
  return withWaiting(recorded, waits, 'waiting');
}

/** Only the edited input of a step is there: it has not begun. */
const isToCome = ({ status, startedAt }: ReturnType<typeof keptStep>): boolean =>
  status === 'running' && startedAt === null;

/** What a worker goes on from: the input and the finished steps of a durable run, in the journal's order. */
export async function readDurableRun(
  pool: Pool | ClientBase,
  key: Key,
  input: Uint8Array | null,
): Promise<Pick<KeptRun, 'input' | 'steps'>> {
  const records = await findStepRecords(pool, key);
  return unpackRun(pool, key, { input, steps: records.map(keptStep) });
}
