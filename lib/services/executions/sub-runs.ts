import type { Bus } from '#lib/bus/bus.ts';
import { limits } from '#lib/contracts/limits.ts';
import type { Db } from '#lib/db/client.ts';
import { releaseExecution } from '#lib/db/executions.ts';
import { lockSlotOf } from '#lib/db/run-slots.ts';
import { endedChildren, insertCalled, isKnownRun } from '#lib/db/parked-runs.ts';
import { insertStoredValues } from '#lib/db/stored-values.ts';
import type { Logger } from '#lib/observability/logger.ts';
import type { JobQueue } from '#lib/queue/queue.ts';
import { executeRun } from '#lib/runner/execute.ts';
import { heldFor, notLongerThan } from '#lib/runner/parking.ts';
import type { RunEnd, RunEvent, RunHeader, RunnerPorts } from '#lib/runner/ports.ts';
import { NodeFailure } from '#lib/kit/node-executor.ts';
import type { SubRun, SubRunCall, SubRunEnd, SubRuns } from '#lib/runner/sub-runs.ts';
import { isAppError, type AppError } from '#lib/shared/app-error.ts';
import type { EventRecorder } from '#lib/services/events/event-recorder.ts';
import { Callees, type Callee, type CalleePorts } from './callee.ts';
import { stopAsked } from './cancel-tree.ts';
import { takeDirectSlot } from './direct-slot.ts';
import { gatedPorts, MOST_IN_MEMORY_MS, type Gate } from './gated-ports.ts';
import { acceptedRow } from './journal-rows.ts';
import { ring } from './ring.ts';
import { childEndOf } from './wait-answers.ts';

interface SubRunPorts extends CalleePorts {
  db: Db;
  bus: Bus;
  queue: JobQueue;
  logger: Logger;
  events: EventRecorder;
  /** The heartbeat's id of this process. */
  owner: string;
  /** What runs get here; asked for when the first one starts. */
  runner(): RunnerPorts;
}

interface InFlight extends Gate {
  workspaceId: string;
  abort: AbortController;
}

/**
 * Runs of called workflows, in the process of their caller: a direct caller's are direct, a queued caller's are durable and
 * go on elsewhere when this process dies. One for each process.
 */
export class ChildRuns implements SubRuns {
  readonly #ports: SubRunPorts;
  readonly #callees: Callees;
  readonly #inFlight = new Map<string, InFlight>();
  /** Steps of what a child called itself. */
  readonly #below = new Map<string, number>();

  constructor(ports: SubRunPorts) {
    this.#ports = ports;
    this.#callees = new Callees(ports);
  }

  async start(call: SubRunCall): Promise<SubRun> {
    const { executionId, parent } = call;
    const { workspaceId } = parent;
    if (parent.mode === 'queued' && (await isKnownRun(this.#ports.db.pool, { workspaceId, id: executionId }))) {
      return this.#found(call);
    }
    const callee = await this.#callees.find(call);
    const flight: InFlight = { workspaceId, abort: new AbortController(), abandoned: false };
    // Before its row is there: what is in the log and not in memory is given back.
    this.#inFlight.set(executionId, flight);
    if (parent.mode === 'queued') {
      const started = await this.#insert(callee).catch((error: unknown) => {
        this.#inFlight.delete(executionId);
        throw error;
      });
      if (!started) {
        this.#inFlight.delete(executionId);
        return this.#found(call);
      }
    }
    const outcome = this.#run(call, callee, flight).finally(() => this.#inFlight.delete(executionId));
    return { executionId, outcome, cancel: () => this.#stop(workspaceId, executionId) };
  }

  /** Those in this process. */
  ids(): Iterable<string> {
    return this.#inFlight.keys();
  }

  /** Stops a run of this process. False if it is not here. */
  cancel(executionId: string, workspaceId?: string): boolean {
    const flight = this.#inFlight.get(executionId);
    if (!flight || (workspaceId !== undefined && flight.workspaceId !== workspaceId)) return false;
    flight.abort.abort(new Error('canceled'));
    return true;
  }

  /** Stops every run of a workspace that is no more. */
  cancelAll(workspaceId: string): void {
    for (const flight of this.#inFlight.values())
      if (flight.workspaceId === workspaceId) flight.abort.abort(new Error('canceled'));
  }

  /** Gives all that runs to other processes. */
  abandonAll(): void {
    for (const flight of this.#inFlight.values()) {
      flight.abandoned = true;
      flight.abort.abort(new Error('handed over'));
    }
  }

  /** A caller that was started again finds its child: as it ended, or under way elsewhere. */
  async #found({ parent, executionId }: SubRunCall): Promise<SubRun> {
    const { workspaceId, id } = parent;
    const { pool } = this.#ports.db;
    const [ended] = await endedChildren(pool, { workspaceId, id, ids: [executionId] });
    const outcome = ended ? await childEndOf(pool, { workspaceId }, ended) : ('parked' as const);
    return { executionId, outcome: Promise.resolve(outcome), cancel: () => this.#stop(workspaceId, executionId) };
  }

  /** False if the run is there already, or waits for a slot of its workflow: then a worker takes it, and its caller parks. */
  #insert({ header, workflow }: Callee): Promise<boolean> {
    const { row, values } = acceptedRow(header);
    const { workspaceId, workflowId } = header;
    const most = workflow.definition.settings.concurrency;
    return this.#ports.db.rawTransaction(async (client) => {
      const mayStart = most === undefined || (await lockSlotOf(client, { workspaceId, workflowId, most }));
      if (!(await insertCalled(client, mayStart ? this.#ports.owner : null, row))) return false;
      if (values.length > 0) await insertStoredValues(client, values);
      return mayStart;
    });
  }

  async #run(call: SubRunCall, { header, workflow }: Callee, flight: InFlight): Promise<SubRunEnd | 'parked'> {
    const durable = header.mode === 'queued';
    const most = workflow.definition.settings.concurrency;
    try {
      if (!durable && most !== undefined) await takeDirectSlot(this.#ports, header, most);
      const end = await executeRun(gatedPorts(this.#ports.runner(), flight), {
        workflow,
        header,
        accepted: durable || most !== undefined,
        signal: flight.abort.signal,
        keepsInMemory: durable ? notLongerThan(MOST_IN_MEMORY_MS) : heldFor(limits.syncHoldMs),
        stepsLeft: call.stepsLeft,
        onEvent: this.#listener(call),
      });
      if (end.status !== 'waiting') return this.#ended(call, end);
      // It was leaving this process when its caller stopped it: nobody else would.
      if (flight.abort.signal.aborted && !flight.abandoned) this.#stopElsewhere(header);
      return 'parked';
    } catch (error) {
      if (!durable) throw isBusy(error) ? busy(error) : error;
      if (!flight.abandoned) this.#ports.logger.error({ err: error, executionId: header.id }, 'run was interrupted');
      await this.#giveBack(header);
      return 'parked';
    }
  }

  #ended({ parent, executionId }: SubRunCall, end: RunEnd): SubRunEnd {
    const { status, isError, output, error, steps } = end;
    const stepCount = steps.length + (this.#below.get(executionId) ?? 0);
    this.#below.delete(executionId);
    // Only a child's own count is asked for, when it ends.
    if (parent.parentExecutionId !== null) {
      this.#below.set(parent.id, (this.#below.get(parent.id) ?? 0) + stepCount);
    }
    return { executionId, status, isError, output, error, stepCount };
  }

  #listener({ parent, onStatus }: SubRunCall): (event: RunEvent) => void {
    const { events } = this.#ports;
    return (event) => {
      if (events.watched(parent.workspaceId)) events.record(event);
      if (event.type === 'execution.waiting') onStatus('waiting');
      else if (event.type === 'step.finished') onStatus('running');
    };
  }

  async #giveBack({ id, workspaceId }: RunHeader): Promise<void> {
    const wake = await releaseExecution(this.#ports.db.pool, { id, workspaceId, owner: this.#ports.owner });
    if (wake !== null) await ring(this.#ports, { id, workspaceId, wake });
  }

  #stop(workspaceId: string, id: string): void {
    if (!this.cancel(id, workspaceId)) this.#stopElsewhere({ workspaceId, id });
  }

  #stopElsewhere({ workspaceId, id }: Pick<RunHeader, 'workspaceId' | 'id'>): void {
    stopAsked(this.#ports, { workspaceId, id }).catch((error: unknown) => {
      this.#ports.logger.warn({ err: error, executionId: id }, 'a called run was not stopped');
    });
  }
}

const isBusy = (error: unknown): error is AppError => isAppError(error) && error.code === 'rate_limited';

/** A called workflow that runs as often as it may is a failure that the caller may try again. */
function busy({ message, params, retryAfterMs }: AppError): NodeFailure {
  return new NodeFailure('workflow_busy', params ? { message, params } : message, {
    retryable: true,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}
