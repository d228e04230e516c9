import { LRUCache } from 'lru-cache';
import type { Config } from '#lib/config/config.ts';
import { forgetCrashes, releaseExecution, type ClaimedExecution } from '#lib/db/executions.ts';
import type { TakenExecution } from '#lib/db/system/run-slots.ts';
import { executeRun } from '#lib/runner/execute.ts';
import { notLongerThan } from '#lib/runner/parking.ts';
import type { RunEnd, RunEvent, RunHeader, RunnerPorts } from '#lib/runner/ports.ts';
import { stepsAtEnd } from '#lib/runner/waiting-steps.ts';
import type { EventRecorder } from '#lib/services/events/event-recorder.ts';
import { SEQ_PER_WAKE } from '#lib/services/events/event-row.ts';
import type { ServerSource, StoredVersion } from '#lib/services/serving/server-source.ts';
import { compileCached } from '#lib/services/workflows/compiled-versions.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { isAppError } from '#lib/shared/app-error.ts';
import { headerOf } from './claimed-header.ts';
import { readContinuation, type Continuation } from './continuation.ts';
import { gatedPorts, MOST_IN_MEMORY_MS, type Gate } from './gated-ports.ts';
import { ring } from './ring.ts';
import { RunPlaces } from './run-places.ts';
import type { ChildRuns } from './sub-runs.ts';
import { tellAnswered } from './tell-answered.ts';
import { wakeDueRuns } from './wake-due.ts';

export interface QueuedRunnerPorts extends Pick<WorkflowDeps, 'db' | 'bus' | 'queue' | 'catalog' | 'clock' | 'logger'> {
  /** The heartbeat's id of this process. */
  owner: string;
  runner: RunnerPorts;
  children: ChildRuns;
  events: EventRecorder;
  source: Pick<ServerSource, 'findVersion'>;
  config: Pick<Config, 'workerConcurrency' | 'quotas'>;
}

/** After so many deaths of its process in one step a run is given up. */
const MAX_CRASHES = 3;
const VERSIONS_KEPT = 200;

interface InFlight extends Gate {
  workspaceId: string;
  abort: AbortController;
  done: Promise<void>;
}

/** Runs that this worker executes from the queue: takes them over, goes on from what is recorded, gives them back. */
export class QueuedRunner {
  readonly #ports: QueuedRunnerPorts;
  readonly #places: RunPlaces;
  readonly #inFlight = new Map<string, InFlight>();
  readonly #versions = new LRUCache<string, StoredVersion>({ max: VERSIONS_KEPT });

  constructor(ports: QueuedRunnerPorts) {
    this.#ports = ports;
    const { db, bus, logger, owner, config, children } = ports;
    this.#places = new RunPlaces({
      db,
      bus,
      logger,
      owner,
      places: config.workerConcurrency,
      mostPerWorkspace: config.quotas.concurrentRuns,
      execute: (run) => this.#run(run),
      known: () => [...this.#inFlight.keys(), ...children.ids()],
      wakeDue: () => wakeDueRuns(ports),
    });
  }

  get inFlight(): number {
    return this.#inFlight.size;
  }

  /** A bell was heard: takes what it has room for. */
  look(): Promise<void> {
    return this.#places.look();
  }

  /** To be called each second: finds what no bell told of. */
  lookAround(): Promise<void> {
    return this.#places.lookAround();
  }

  async #run(taken: TakenExecution): Promise<void> {
    const before = this.#inFlight.get(taken.id);
    const { promise: done, resolve } = Promise.withResolvers<void>();
    const flight: InFlight = { workspaceId: taken.workspaceId, abort: new AbortController(), abandoned: false, done };
    this.#inFlight.set(taken.id, flight);
    // It was woken while it was being parked here.
    await before?.done;
    try {
      await this.#runTaken(taken, flight);
    } catch (error) {
      this.#ports.logger.warn({ err: error, executionId: taken.id }, 'a run was not given back: it will be found');
    } finally {
      if (this.#inFlight.get(taken.id) === flight) this.#inFlight.delete(taken.id);
      resolve();
    }
  }

  /** Stops a run of this process. False if it is not here. */
  cancel(executionId: string, workspaceId?: string): boolean {
    const flight = this.#inFlight.get(executionId);
    if (!flight) return this.#ports.children.cancel(executionId, workspaceId);
    if (workspaceId !== undefined && flight.workspaceId !== workspaceId) return false;
    flight.abort.abort(new Error('canceled'));
    return true;
  }

  /** Stops every run of a workspace that is no more. */
  cancelAll(workspaceId: string): void {
    for (const [executionId, flight] of this.#inFlight) {
      if (flight.workspaceId === workspaceId) this.cancel(executionId);
    }
    this.#ports.children.cancelAll(workspaceId);
  }

  /** Waits for the runs in flight, and after `graceMs` gives those that are left to other workers. */
  async drain(graceMs: number): Promise<void> {
    await this.#places.close();
    const handOver = setTimeout(() => {
      this.#ports.children.abandonAll();
      for (const flight of this.#inFlight.values()) {
        flight.abandoned = true;
        flight.abort.abort(new Error('handed over'));
      }
    }, graceMs);
    await Promise.all([...this.#inFlight.values()].map(({ done }) => done));
    clearTimeout(handOver);
  }

  async #runTaken(claimed: TakenExecution, flight: InFlight): Promise<void> {
    const { logger } = this.#ports;
    if (claimed.cancelRequested) flight.abort.abort(new Error('canceled'));
    try {
      await this.#execute(claimed, flight);
    } catch (error) {
      if (isAppError(error) && error.code === 'conflict') {
        logger.warn({ executionId: claimed.id }, 'run was taken over by another process');
        return;
      }
      if (!flight.abandoned) logger.error({ err: error, executionId: claimed.id }, 'run was interrupted');
      return this.#giveBack(claimed);
    }
    await this.#tellCaller(claimed);
  }

  /** Who called this run may have it in memory, for another branch. The parked are rung by the journal. */
  async #tellCaller({ workspaceId, parentExecutionId: id }: ClaimedExecution): Promise<void> {
    if (id !== null) await tellAnswered(this.#ports, { workspaceId, id, wake: null });
  }

  /** Throws if the database is away: then it is found here again, or by the sweep. */
  async #giveBack({ id, workspaceId }: ClaimedExecution): Promise<void> {
    const wake = await releaseExecution(this.#ports.db.pool, { id, workspaceId, owner: this.#ports.owner });
    if (wake !== null) await ring(this.#ports, { id, workspaceId, wake });
  }

  async #execute(claimed: TakenExecution, flight: InFlight): Promise<void> {
    const [version, from] = await Promise.all([this.#version(claimed), readContinuation(this.#ports.db.pool, claimed)]);
    if (!version) throw new Error(`Version ${claimed.versionId} is gone`);
    const header = headerOf(claimed, version, from);
    const compiled = compileCached(this.#ports.catalog, version.id, version.definition);
    const runner = gatedPorts(this.#ports.runner, flight);
    if (!compiled.ok) {
      const message = compiled.problems[0]?.message ?? 'The workflow does not compile';
      return runner.journal.finish(header, this.#failed('error', 'does_not_compile', message, from), true);
    }
    if (claimed.crashes >= MAX_CRASHES) {
      const message = `The process that ran this died ${claimed.crashes} times in the same step`;
      return runner.journal.finish(header, this.#failed('crashed', 'crashed', message, from), true);
    }
    await executeRun(runner, {
      workflow: compiled.workflow,
      header,
      signal: flight.abort.signal,
      accepted: true,
      // A run that killed its process has to leave behind how far it came.
      holdsPure: claimed.crashes === 0,
      keepsInMemory: notLongerThan(MOST_IN_MEMORY_MS),
      ...from,
      onEvent: this.#listener(claimed),
    });
    if (header.client) await this.#tellFollowers(header);
  }

  /** Its caller may wait for the answer, in whatever process. Who misses this looks for itself. */
  async #tellFollowers({ workspaceId, id: executionId }: RunHeader): Promise<void> {
    const { bus, logger } = this.#ports;
    try {
      await bus.publish('execution.settled', { workspaceId, executionId });
    } catch (error) {
      logger.warn({ err: error, executionId }, 'the caller of a run was not told');
    }
  }

  #listener(claimed: TakenExecution): (event: RunEvent) => void {
    const { events, owner, db, logger } = this.#ports;
    let suspect = claimed.crashes > 0;
    return (event) => {
      if (suspect && event.type === 'step.finished') {
        suspect = false;
        forgetCrashes(db.pool, { id: claimed.id, workspaceId: claimed.workspaceId, owner }).catch((error: unknown) =>
          logger.warn({ err: error, executionId: claimed.id }, 'crashes were not forgotten'),
        );
      }
      if (!events.watched(claimed.workspaceId)) return;
      events.record({ ...event, seq: event.seq + claimed.wake * SEQ_PER_WAKE });
    };
  }

  async #version({ workspaceId, versionId }: ClaimedExecution): Promise<StoredVersion | null> {
    const known = this.#versions.get(versionId);
    if (known) return known;
    const version = await this.#ports.source.findVersion(workspaceId, versionId);
    if (version) this.#versions.set(versionId, version);
    return version;
  }

  #failed(status: 'error' | 'crashed', code: string, message: string, from: Continuation): RunEnd {
    return {
      status,
      isError: false,
      output: null,
      error: { code, message },
      finishedAt: this.#ports.clock.now(),
      durationUs: Math.round(from.elapsedMs * 1000),
      steps: stepsAtEnd(from.recorded, from.waits),
    };
  }
}
