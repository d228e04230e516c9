import { LRUCache } from 'lru-cache';
import type { JobPayload } from '#lib/contracts/jobs.ts';
import {
  claimExecution,
  findUnsettledWrites,
  forgetCrashes,
  releaseExecution,
  type ClaimedExecution,
} from '#lib/db/executions.ts';
import type { CompiledWorkflow } from '#lib/runner/compile-workflow.ts';
import { executeRun } from '#lib/runner/execute.ts';
import type { Journal, RunEnd, RunEvent, RunHeader, RunnerPorts, StepRecord } from '#lib/runner/ports.ts';
import { currentSteps, runningTimeOf } from '#lib/runner/recorded-steps.ts';
import type { UnsettledWrite } from '#lib/runner/run-request.ts';
import type { EventRecorder } from '#lib/services/events/event-recorder.ts';
import type { ServerSource, StoredVersion } from '#lib/services/serving/server-source.ts';
import { compileCached } from '#lib/services/workflows/compiled-versions.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { isAppError } from '#lib/shared/app-error.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import { readDurableRun } from './read-execution.ts';
import { ring, ringNext } from './ring.ts';

type Job = JobPayload<'execution.run'>;

export interface QueuedRunnerPorts extends Pick<WorkflowDeps, 'db' | 'queue' | 'catalog' | 'clock' | 'logger'> {
  /** The heartbeat's id of this process. */
  owner: string;
  runner: RunnerPorts;
  events: EventRecorder;
  source: Pick<ServerSource, 'findVersion'>;
}

/** After so many deaths of its process in one step a run is given up. */
const MAX_CRASHES = 3;
/** Each wake-up numbers its events in a range of its own. */
const SEQ_PER_WAKE = 1_000_000;
const VERSIONS_KEPT = 200;

interface InFlight {
  workspaceId: string;
  abort: AbortController;
  /** Given to another process: nothing may be recorded any more. */
  abandoned: boolean;
  done: Promise<void>;
}

/** Runs that this worker executes from the queue: takes them over, goes on from what is recorded, gives them back. */
export class QueuedRunner {
  readonly #ports: QueuedRunnerPorts;
  readonly #inFlight = new Map<string, InFlight>();
  readonly #versions = new LRUCache<string, StoredVersion>({ max: VERSIONS_KEPT });

  constructor(ports: QueuedRunnerPorts) {
    this.#ports = ports;
  }

  get inFlight(): number {
    return this.#inFlight.size;
  }

  /** Answers one bell. A bell that is not the newest, or of a run that somebody has or that ended, does nothing. */
  async run(job: Job): Promise<void> {
    if (this.#inFlight.has(job.executionId)) return;
    const { promise: done, resolve } = Promise.withResolvers<void>();
    const flight: InFlight = { workspaceId: job.workspaceId, abort: new AbortController(), abandoned: false, done };
    this.#inFlight.set(job.executionId, flight);
    try {
      const claimed = await this.#claim(job);
      if (claimed) await this.#runClaimed(claimed, job.wake, flight);
    } finally {
      this.#inFlight.delete(job.executionId);
      resolve();
    }
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
    for (const [executionId, flight] of this.#inFlight) {
      if (flight.workspaceId === workspaceId) this.cancel(executionId);
    }
  }

  /** Waits for the runs in flight, and after `graceMs` gives those that are left to other workers. */
  async drain(graceMs: number): Promise<void> {
    const handOver = setTimeout(() => {
      for (const flight of this.#inFlight.values()) {
        flight.abandoned = true;
        flight.abort.abort(new Error('handed over'));
      }
    }, graceMs);
    await Promise.all([...this.#inFlight.values()].map(({ done }) => done));
    clearTimeout(handOver);
  }

  #claim({ executionId: id, workspaceId, wake }: Job): Promise<ClaimedExecution | null> {
    return claimExecution(this.#ports.db.pool, { id, workspaceId, wake, owner: this.#ports.owner });
  }

  async #runClaimed(claimed: ClaimedExecution, wake: number, flight: InFlight): Promise<void> {
    const { logger } = this.#ports;
    if (claimed.cancelRequested) flight.abort.abort(new Error('canceled'));
    try {
      await this.#execute(claimed, wake, flight);
    } catch (error) {
      if (isAppError(error) && error.code === 'conflict') {
        logger.warn({ executionId: claimed.id }, 'run was taken over by another process');
        return;
      }
      if (!flight.abandoned) logger.error({ err: error, executionId: claimed.id }, 'run was interrupted');
      return this.#giveBack(claimed);
    }
    await ringNext(this.#ports, claimed.workspaceId);
  }

  /** Throws if the database is away: then the job is tried again, and at last the sweep finds the run. */
  async #giveBack({ id, workspaceId }: ClaimedExecution): Promise<void> {
    const wake = await releaseExecution(this.#ports.db.pool, { id, workspaceId, owner: this.#ports.owner });
    if (wake !== null) await ring(this.#ports, { id, workspaceId, wake });
  }

  async #execute(claimed: ClaimedExecution, wake: number, flight: InFlight): Promise<void> {
    const key = { workspaceId: claimed.workspaceId, id: claimed.id };
    const { pool } = this.#ports.db;
    const [version, { input, steps: recorded }, unsettled] = await Promise.all([
      this.#version(claimed),
      readDurableRun(pool, key, claimed.input),
      findUnsettledWrites(pool, key),
    ]);
    if (!version) throw new Error(`Version ${claimed.versionId} is gone`);
    const header = headerOf(claimed, version, input);
    const compiled = compileCached(this.#ports.catalog, version.id, version.definition);
    const journal = this.#gated(flight);
    if (!compiled.ok) {
      const message = compiled.problems[0]?.message ?? 'The workflow does not compile';
      return journal.finish(header, this.#failed('error', 'does_not_compile', message, recorded), true);
    }
    if (claimed.crashes >= MAX_CRASHES) {
      const message = `The process that ran this died ${claimed.crashes} times in the same step`;
      return journal.finish(header, this.#failed('crashed', 'crashed', message, recorded), true);
    }
    await this.#interpret(compiled.workflow, header, { claimed, wake, flight, journal, recorded, unsettled });
  }

  async #interpret(
    workflow: CompiledWorkflow,
    header: RunHeader,
    run: {
      claimed: ClaimedExecution;
      wake: number;
      flight: InFlight;
      journal: Journal;
      recorded: StepRecord[];
      unsettled: readonly UnsettledWrite[];
    },
  ): Promise<void> {
    await executeRun(
      { ...this.#ports.runner, journal: run.journal },
      {
        workflow,
        header,
        signal: run.flight.abort.signal,
        accepted: true,
        recorded: run.recorded,
        unsettled: run.unsettled,
        elapsedMs: runningTimeOf(run.recorded),
        onEvent: this.#listener(run.claimed, run.wake),
      },
    );
  }

  #listener(claimed: ClaimedExecution, wake: number): (event: RunEvent) => void {
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
      events.record({ ...event, seq: event.seq + (wake - 1) * SEQ_PER_WAKE });
    };
  }

  /** The journal of a run that may be given away: from then on this process records nothing of it. */
  #gated(flight: InFlight): Journal {
    const { journal } = this.#ports.runner;
    const guard = (write: () => Promise<void>): Promise<void> =>
      flight.abandoned ? Promise.reject(new Error('The run was handed over')) : write();
    return {
      accept: (run) => guard(() => journal.accept(run)),
      step: (run, step) => guard(() => journal.step(run, step)),
      intend: (run, effect) => guard(() => journal.intend(run, effect)),
      receipt: (run, effect) => guard(() => journal.receipt(run, effect)),
      finish: (run, end, accepted) => guard(() => journal.finish(run, end, accepted)),
    };
  }

  async #version({ workspaceId, versionId }: ClaimedExecution): Promise<StoredVersion | null> {
    const known = this.#versions.get(versionId);
    if (known) return known;
    const version = await this.#ports.source.findVersion(workspaceId, versionId);
    if (version) this.#versions.set(versionId, version);
    return version;
  }

  #failed(status: 'error' | 'crashed', code: string, message: string, steps: StepRecord[]): RunEnd {
    return {
      status,
      isError: false,
      output: null,
      error: { code, message },
      finishedAt: this.#ports.clock.now(),
      durationUs: Math.round(runningTimeOf(steps) * 1000),
      steps: currentSteps(steps),
    };
  }
}

function headerOf(claimed: ClaimedExecution, version: StoredVersion, input: JsonValue): RunHeader {
  return {
    id: claimed.id,
    workspaceId: claimed.workspaceId,
    workflowId: claimed.workflowId,
    versionId: claimed.versionId,
    versionNumber: version.number,
    mode: 'queued',
    trigger: claimed.trigger,
    triggerKey: claimed.triggerKey,
    traceId: claimed.traceId,
    parentExecutionId: claimed.parentExecutionId,
    actorId: claimed.actorId,
    createdAt: claimed.createdAt.getTime(),
    startedAt: claimed.startedAt.getTime(),
    input,
    saveData: version.definition.settings.saveData,
  };
}
