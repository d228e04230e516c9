import { findContainment } from './containment.ts';
import { SandboxProcess, type Outcome, type RunRequest } from './sandbox-process.ts';

/** Where the sandbox tells what an operator should know. */
export interface SandboxLogger {
  warn(details: object, message: string): void;
}

interface Job {
  request: RunRequest;
  /** Nothing else may run in its child: a crash of it is then its own. */
  solo: boolean;
  signal: AbortSignal;
  settle: (outcome: Outcome) => void;
  fail: (error: unknown) => void;
}

interface Slot {
  process: SandboxProcess | null;
  start: Promise<SandboxProcess> | null;
  running: number;
  solo: boolean;
  /** The solo job that waits until this slot is empty; nobody else enters. */
  keptFor: Job | null;
}

/**
 * Gives runs to child processes. A workspace holds at most half of the places and fewer than there are cores, and
 * workspaces take turns, so that one cannot starve the others. When a child dies and it is not known of which run, those
 * inside run once more, each alone: code has no effects, so this is safe, and only the guilty one fails.
 */
export class SandboxScheduler {
  readonly #slots: Slot[];
  readonly #perProcess: number;
  readonly #perWorkspace: number;
  readonly #logger: SandboxLogger | undefined;
  /** Waiting jobs by workspace, in turn. */
  readonly #queues = new Map<string, Job[]>();
  readonly #runningOf = new Map<string, number>();
  #closed = false;
  #told = false;

  /** @param options.cores Of the machine: one workspace's code leaves one to all others. */
  constructor(options: { processes: number; runsPerProcess: number; cores: number; logger?: SandboxLogger }) {
    const half = Math.floor((options.processes * options.runsPerProcess) / 2);
    this.#perWorkspace = Math.max(1, Math.min(half, options.cores - 1));
    this.#slots = Array.from({ length: options.processes }, () => ({
      process: null,
      start: null,
      running: 0,
      solo: false,
      keptFor: null,
    }));
    this.#perProcess = options.runsPerProcess;
    this.#logger = options.logger;
  }

  /** Runs code. Rejects only if the signal aborts, the sandbox is closed or no child starts. */
  run(request: RunRequest, signal: AbortSignal): Promise<Outcome> {
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
    this.#enqueue({ request, solo: false, signal, settle: resolve, fail: reject });
    return promise;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const jobs of this.#queues.values())
      for (const job of jobs) job.fail(new Error('The code sandbox is closed.'));
    this.#queues.clear();
    await Promise.all(this.#slots.map((slot) => slot.process?.kill()));
  }

  #enqueue(job: Job): void {
    if (this.#closed) return job.fail(new Error('The code sandbox is closed.'));
    const { workspaceId } = job.request;
    const jobs = this.#queues.get(workspaceId);
    if (jobs) jobs.push(job);
    else this.#queues.set(workspaceId, [job]);
    this.#dispatch();
  }

  #dispatch(): void {
    for (const [workspaceId, jobs] of this.#queues) {
      while (jobs[0]?.signal.aborted) this.#drop(jobs.shift()!);
      const [job] = jobs;
      if (!job) {
        this.#queues.delete(workspaceId);
        continue;
      }
      if ((this.#runningOf.get(workspaceId) ?? 0) >= this.#perWorkspace) continue;
      const slot = this.#slotFor(job);
      if (!slot) continue;
      jobs.shift();
      // To the end of the turns.
      this.#queues.delete(workspaceId);
      if (jobs.length > 0) this.#queues.set(workspaceId, jobs);
      void this.#start(slot, job);
    }
  }

  #drop(job: Job): void {
    for (const slot of this.#slots) if (slot.keptFor === job) slot.keptFor = null;
    job.fail(new Error('canceled'));
  }

  /** A living child with room before one that must be started first. */
  #slotFor(job: Job): Slot | undefined {
    if (job.solo) return this.#emptySlotFor(job);
    const free = this.#slots.filter((slot) => !slot.solo && slot.keptFor === null && slot.running < this.#perProcess);
    return free.find((slot) => slot.process && slot.running > 0) ?? free.find((slot) => slot.process) ?? free[0];
  }

  #emptySlotFor(job: Job): Slot | undefined {
    const slot =
      this.#slots.find(({ keptFor }) => keptFor === job) ??
      this.#slots.find(({ solo, keptFor }) => !solo && keptFor === null);
    if (!slot) return undefined;
    slot.keptFor = slot.running > 0 ? job : null;
    return slot.running > 0 ? undefined : slot;
  }

  async #start(slot: Slot, job: Job): Promise<void> {
    const { workspaceId } = job.request;
    slot.running++;
    slot.solo = job.solo;
    this.#runningOf.set(workspaceId, (this.#runningOf.get(workspaceId) ?? 0) + 1);
    try {
      const process = await this.#processOf(slot);
      await this.#runIn(process, job);
    } catch (error) {
      job.fail(error);
    } finally {
      slot.running--;
      slot.solo = false;
      const left = (this.#runningOf.get(workspaceId) ?? 1) - 1;
      if (left > 0) this.#runningOf.set(workspaceId, left);
      else this.#runningOf.delete(workspaceId);
      this.#dispatch();
    }
  }

  async #runIn(process: SandboxProcess, job: Job): Promise<void> {
    if (job.signal.aborted) return job.fail(new Error('canceled'));
    const { outcome, cancel } = process.run(job.request);
    job.signal.addEventListener('abort', cancel, { once: true });
    const ended = await outcome;
    job.signal.removeEventListener('abort', cancel);
    if (ended.type !== 'crashed' || this.#closed) return job.settle(ended);
    if (job.solo) return job.settle({ type: 'failed', code: 'limit_exceeded' });
    this.#enqueue({ ...job, solo: true });
  }

  /** Once: an operator should know what this machine's system does not contain. */
  async #tellContainment(): Promise<void> {
    const { network, noNewPrivileges, memory } = await findContainment();
    if (this.#told || (network && noNewPrivileges && memory)) return;
    this.#told = true;
    this.#logger?.warn({ network, noNewPrivileges, memory }, 'The system contains the code sandbox only in part.');
  }

  #processOf(slot: Slot): Promise<SandboxProcess> {
    if (slot.process && !slot.process.dead) return Promise.resolve(slot.process);
    return (slot.start ??= this.#startProcess(slot).finally(() => (slot.start = null)));
  }

  async #startProcess(slot: Slot): Promise<SandboxProcess> {
    let process: SandboxProcess | null = null;
    process = await SandboxProcess.start((stderr) => {
      if (slot.process === process) slot.process = null;
      if (!this.#closed)
        this.#logger?.warn({ stderr: stderr.slice(0, 500) }, 'A code sandbox process ended and is replaced.');
    });
    if (this.#closed) await process.kill();
    await this.#tellContainment();
    return (slot.process = process);
  }
}
