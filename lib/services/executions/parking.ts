import type { ClientBase } from 'pg';
import { insertApproval, expireApproval } from '#lib/db/approval-writes.ts';
import type { Db } from '#lib/db/client.ts';
import { insertSteps, type RunRef } from '#lib/db/execution-writes.ts';
import { insertMcpCall } from '#lib/db/mcp-calls.ts';
import { packJson } from '#lib/db/packed-json.ts';
import { lockOwnRun, parkRow, wakeRun } from '#lib/db/parked-runs.ts';
import { insertStoredValues } from '#lib/db/stored-values.ts';
import type { Bus } from '#lib/bus/bus.ts';
import type { Logger } from '#lib/observability/logger.ts';
import type { JobQueue } from '#lib/queue/queue.ts';
import {
  isQuestion,
  type ParkedRun,
  type Parking,
  type PendingWait,
  type QuestionFor,
  type WaitAnswer,
} from '#lib/runner/parking.ts';
import type { RunHeader } from '#lib/runner/ports.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { newId } from '#lib/shared/ids.ts';
import { stepRow } from './journal-rows.ts';
import { LargeValues } from './large-values.ts';
import { packParked } from './parked-state.ts';
import { ring } from './ring.ts';
import { childStepsOf, readAnswers } from './wait-answers.ts';

interface ParkingPorts {
  db: Db;
  bus: Bus;
  queue: JobQueue;
  clock: Clock;
  logger: Logger;
  /** The process whose runs are parked; its heartbeat's id. */
  owner: string;
}

const STEPS_AT_ONCE = 1_000;
/** Longer than any run gets. */
const CALL_KEPT_MS = 91 * 86_400_000;

/** Where runs wait that no process holds in memory. One for each process. */
export function createParking(ports: ParkingPorts): Parking {
  /** Of the runs in this process: which step waits for which child. */
  const childSteps = new Map<string, Map<string, string>>();
  return {
    wait: async (run, wait) => {
      if (isQuestion(wait.for)) return ask(ports, run, wait, wait.for);
      if (wait.for.kind !== 'child') return;
      const known = childSteps.get(run.id) ?? new Map<string, string>();
      childSteps.set(run.id, known.set(wait.for.executionId, wait.stepId));
      // The child may have ended before anybody could be told.
      await ports.bus.publish('execution.answered', { workspaceId: run.workspaceId, executionId: run.id });
    },
    close: async (run, stepId) => {
      if (await expireApproval(ports.db.pool, { ...keyOf(run), stepId })) return null;
      const { answers } = await readAnswers(ports.db.pool, keyOf(run), new Map());
      return answers.find((answer) => answer.stepId === stepId) ?? null;
    },
    park: async (run, parked) => {
      const woken = await ports.db.rawTransaction((client) => park(client, ports, run, parked));
      if (woken) await ring(ports, woken);
    },
    listen: (run, tell) => {
      const stop = listen(ports, run, () => childSteps.get(run.id) ?? new Map<string, string>(), tell);
      return () => {
        stop();
        childSteps.delete(run.id);
      };
    },
  };
}

const keyOf = ({ id, workspaceId }: RunHeader) => ({ id, workspaceId });

async function ask(ports: ParkingPorts, run: RunHeader, wait: PendingWait, request: QuestionFor): Promise<void> {
  // What is asked of the calling client nobody else answers.
  const approvers = request.kind === 'client' ? [] : request.approvers;
  const { kind, until } = request;
  const id = newId(ports.clock.now());
  const asked = await insertApproval(ports.db.pool, ports.owner, {
    id,
    workspaceId: run.workspaceId,
    workflowId: run.workflowId,
    executionId: run.id,
    stepId: wait.stepId,
    key: wait.key,
    approvers: approvers && approvers.map(asStored).filter((name) => name !== ''),
    kind,
    content: packJson(wait),
    onTimeout: request.kind === 'client' ? 'fail' : request.onTimeout,
    createdAt: ports.clock.now(),
    expiresAt: until,
  });
  if (!asked || approvers === null || kind === 'client') return;
  try {
    await ports.queue.enqueue('approval.notify', { approvalId: id, workspaceId: run.workspaceId });
  } catch (error) {
    ports.logger.warn({ err: error, approvalId: id }, 'approvers were not told yet');
  }
}

/** As addresses are kept. What no column can hold names nobody. */
function asStored(name: string): string {
  return name.includes('\0') ? '' : name.trim().toLowerCase().toWellFormed();
}

/** In one transaction, under the lock of the run's row. What comes back must be rung. */
async function park(
  client: ClientBase,
  ports: ParkingPorts,
  run: RunHeader,
  parked: ParkedRun,
): Promise<RunRef | null> {
  const key = keyOf(run);
  const locked = await lockOwnRun(client, { ...key, owner: ports.owner });
  if (!locked) throw new AppError('conflict', 'The run was settled elsewhere: this process was thought to be gone');
  const { steps, waits, vars, durationUs, wakeAt } = parked;
  if (run.mode === 'direct') await writeSteps(client, ports.owner, run, steps);
  const values = new LargeValues(run);
  const input = values.pack(run.input);
  if (values.rows.length > 0) await insertStoredValues(client, values.rows);
  const seq = steps.reduce((most, step) => Math.max(most, step.seq), 0);
  const caller = run.client && { client: run.client };
  const state = packParked({ waits, vars, durationUs, seq, resumed: [], ...caller });
  await parkRow(client, { ...key, wakeAt, durationUs, input, parked: state });
  if (run.client) {
    const expiresAt = ports.clock.now() + CALL_KEPT_MS;
    await insertMcpCall(client, { workspaceId: run.workspaceId, executionId: run.id, expiresAt });
  }
  if (locked.cancelRequested || (await isAnswered(client, key, waits))) return wakeRun(client, key);
  return null;
}

async function writeSteps(client: ClientBase, owner: string, run: RunHeader, steps: ParkedRun['steps']): Promise<void> {
  for (let at = 0; at < steps.length; at += STEPS_AT_ONCE) {
    const rows = steps.slice(at, at + STEPS_AT_ONCE).map((step) => stepRow(run, step));
    const values = rows.flatMap((row) => row.values);
    if (values.length > 0) await insertStoredValues(client, values);
    await insertSteps(
      client,
      owner,
      rows.map(({ row }) => row),
    );
  }
}

async function isAnswered(
  client: ClientBase,
  key: { workspaceId: string; id: string },
  waits: readonly PendingWait[],
): Promise<boolean> {
  const { answers } = await readAnswers(client, key, childStepsOf(waits));
  const waiting = new Set(waits.map(({ stepId }) => stepId));
  return answers.some(({ stepId }) => waiting.has(stepId));
}

/** Reads again whenever the bus says so, or may have missed something; each answer is told once. */
function listen(
  { db, bus, logger }: ParkingPorts,
  run: RunHeader,
  childSteps: () => ReadonlyMap<string, string>,
  tell: (answer: WaitAnswer) => void,
): () => void {
  const told = new Set<string>();
  let stopped = false;
  let reading: Promise<void> = Promise.resolve();
  const read = async (): Promise<void> => {
    if (stopped) return;
    const { answers } = await readAnswers(db.pool, keyOf(run), childSteps());
    for (const answer of answers) {
      if (stopped || told.has(answer.stepId)) continue;
      told.add(answer.stepId);
      tell(answer);
    }
  };
  const look = (): void => {
    reading = reading.then(read).catch((error: unknown) => {
      logger.warn({ err: error, executionId: run.id }, 'answers were not read');
    });
  };
  const ends = [
    bus.subscribe('execution.answered', ({ executionId, workspaceId }) => {
      if (executionId === run.id && workspaceId === run.workspaceId) look();
    }),
    bus.onGap(look),
  ];
  look();
  return () => {
    stopped = true;
    ends.forEach((end) => end());
  };
}
