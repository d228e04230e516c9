import type { Pool } from 'pg';
import type { Bus } from '#lib/bus/bus.ts';
import { insertEvents, type EventRow } from '#lib/db/events.ts';
import { presentStep } from '#lib/services/executions/present-execution.ts';
import type { RunEnd, RunEvent, RunHeader } from '#lib/runner/ports.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { eventRow, type NewEvent } from './event-row.ts';
import { WorkflowNames } from './workflow-names.ts';

export interface EventRecorder {
  /** Whether somebody looks at the workspace's events now. Cheap: asked for every run. */
  watched(workspaceId: string): boolean;
  /** Notes an event of a run; it is written within `FLUSH_MS`. */
  record(event: RunEvent): void;
  /** Writes what is noted, and stops. */
  close(): Promise<void>;
}

interface RecorderPorts {
  pool: Pool;
  bus: Bus;
  clock: Clock;
  logger: { warn(fields: object, message: string): void };
}

const FLUSH_MS = 20;
const MAX_NOTED = 5_000;
const MAX_BATCH = 500;

/** Writes the events of runs in batches, only for workspaces that announced a watcher on the bus. One a process. */
export function createEventRecorder(ports: RecorderPorts): EventRecorder {
  const watchedUntil = new Map<string, number>();
  const names = new WorkflowNames(ports.pool);
  let noted: RunEvent[] = [];
  let dropped = 0;
  let flushing: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;

  const stopListening = ports.bus.subscribe('watch', ({ workspaceId, until }) => {
    watchedUntil.set(workspaceId, Math.max(until, watchedUntil.get(workspaceId) ?? 0));
  });

  const flush = async (): Promise<void> => {
    timer = null;
    while (noted.length > 0) {
      const batch = noted.splice(0, MAX_BATCH);
      try {
        await writeBatch(ports, names, batch);
      } catch (error) {
        ports.logger.warn({ err: error, events: batch.length }, 'events of runs were not written');
      }
    }
    if (dropped > 0) ports.logger.warn({ events: dropped }, 'too many events of runs: some were dropped');
    dropped = 0;
  };
  const runFlush = (): void => {
    flushing = flush().finally(() => {
      flushing = null;
    });
  };

  return {
    watched: (workspaceId) => {
      const until = watchedUntil.get(workspaceId);
      if (until === undefined) return false;
      if (until >= ports.clock.now()) return true;
      watchedUntil.delete(workspaceId);
      return false;
    },
    record: (event) => {
      if (noted.length >= MAX_NOTED) {
        dropped += 1;
        return;
      }
      noted.push(event);
      if (timer === null && flushing === null) timer = setTimeout(runFlush, FLUSH_MS);
    },
    close: async () => {
      stopListening();
      if (timer) clearTimeout(timer);
      await flushing;
      await flush();
      noted = [];
    },
  };
}

async function writeBatch(ports: RecorderPorts, names: WorkflowNames, batch: readonly RunEvent[]): Promise<void> {
  const rows: EventRow[] = [];
  for (const event of batch) {
    rows.push(eventRow(await present(event, names), ports.clock.now()));
  }
  await insertEvents(ports.pool, rows);
  for (const workspaceId of new Set(rows.map((row) => row.workspaceId))) {
    await ports.bus.publish('events', { workspaceId });
  }
}

async function present(event: RunEvent, names: WorkflowNames): Promise<NewEvent> {
  const { run, seq, type } = event;
  return { workspaceId: run.workspaceId, executionId: run.id, seq, type, data: await dataOf(event, names) };
}

async function dataOf(event: RunEvent, names: WorkflowNames): Promise<Record<string, unknown>> {
  const { run } = event;
  const place = { executionId: run.id, workflowId: run.workflowId };
  switch (event.type) {
    case 'execution.started':
      return summaryData(run, null, await names.of(run));
    case 'execution.waiting':
      return { ...summaryData(run, null, await names.of(run)), status: 'waiting' };
    case 'execution.finished':
      return summaryData(run, event.end, await names.of(run));
    case 'step.started':
    case 'step.finished':
      return { ...place, ...keptData(run, presentStep(event.step)) };
    case 'step.log':
      return {
        ...place,
        nodeId: event.nodeId,
        ...(event.iteration && { iteration: event.iteration }),
        line: run.saveData === 'none' ? null : event.line,
        ...(event.client && { client: event.client }),
      };
  }
}

/** What `saveData` keeps out of the log is kept out of the streams, too. */
function keptData(run: RunHeader, step: ReturnType<typeof presentStep>): Record<string, unknown> {
  return run.saveData === 'none' ? { ...step, input: null, output: null, logs: [] } : { ...step };
}

/** An execution's summary, from what the runner knows. */
export function summaryData(run: RunHeader, end: RunEnd | null, workflowName: string): Record<string, unknown> {
  return {
    id: run.id,
    workflowId: run.workflowId,
    workflowName,
    version: run.versionNumber,
    status: end?.status ?? 'running',
    isError: end?.isError ?? false,
    trigger: run.trigger,
    triggerKey: run.triggerKey,
    mode: run.mode,
    createdAt: new Date(run.createdAt).toISOString(),
    startedAt: new Date(run.startedAt).toISOString(),
    finishedAt: end ? new Date(end.finishedAt).toISOString() : null,
    durationMs: end ? end.durationUs / 1000 : null,
    error: end?.error ?? null,
    traceId: run.traceId,
    parentExecutionId: run.parentExecutionId,
  };
}
