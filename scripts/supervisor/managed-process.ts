import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { openLog, readLogTail } from './child-log.ts';

export interface ProcessDescription {
  /** `web`, `runtime-1`, `worker`: also the name of its log file. */
  name: string;
  /** Arguments of Node: a script and its own arguments. */
  command: string[];
  cwd: string;
  environment: NodeJS.ProcessEnv;
  logFile: string;
  /** Resolves when it can serve; rejects when it cannot be asked (yet). */
  probe(): Promise<void>;
  notify(text: string): void;
}

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 15_000;
/** After this long a process counts as healthy, and its next restart is quick again. */
const HEALTHY_MS = 60_000;
/** Deaths before the first readiness after which starting again is pointless. */
const EARLY_DEATHS = 3;
const PROBE_EVERY_MS = 100;
const READY_LIMIT_MS = 60_000;
const STOP_GRACE_MS = 15_000;

/** A child that is started again when it dies, until it is stopped. */
export class ManagedProcess {
  readonly #description: ProcessDescription;
  #child: ChildProcess | null = null;
  #stopping = new AbortController();
  #restartDelay = FIRST_DELAY_MS;
  #earlyDeaths = 0;
  #wasReady = false;

  constructor(description: ProcessDescription) {
    this.#description = description;
  }

  /** Null between a death and the restart. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  start(): void {
    const { command, cwd, environment, logFile } = this.#description;
    const log = openLog(logFile);
    const preload = pathToFileURL(path.join(import.meta.dirname, 'leave-with-parent.ts')).href;
    const child = spawn(process.execPath, ['--import', preload, ...command], {
      cwd,
      env: { ...environment, SUPERVISOR_PID: String(process.pid) },
      detached: true,
      stdio: ['ignore', log.fd, log.fd, 'ipc'],
    });
    log.close();
    const startedAt = Date.now();
    this.#child = child;
    child.once('error', (error) => this.#description.notify(`${this.#description.name}: ${error.message}`));
    child.on('message', (message) => {
      const notice = noticeOf(message);
      if (notice !== null) this.#description.notify(`${this.#description.name}: ${notice}`);
    });
    child.once('exit', (code, signal) => void this.#onExit(Date.now() - startedAt, signal ?? `code ${code}`));
  }

  /** @throws with the end of its log when it dies three times or is not ready within a minute. */
  async untilReady(): Promise<void> {
    const { name, logFile, probe } = this.#description;
    const end = Date.now() + READY_LIMIT_MS;
    while (Date.now() < end && this.#earlyDeaths < EARLY_DEATHS && !this.#stopping.signal.aborted) {
      if (await succeeds(probe)) {
        this.#wasReady = true;
        return;
      }
      await delay(PROBE_EVERY_MS);
    }
    const why = this.#earlyDeaths > 0 ? `died ${this.#earlyDeaths} times` : 'did not become ready within a minute';
    throw new Error(`${name} ${why}; the end of ${logFile}:\n${readLogTail(logFile)}`);
  }

  /** SIGTERM, then after 15 s SIGKILL. It is not started again. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const child = this.#child;
    if (child === null) return;
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS);
    await exited;
    clearTimeout(timer);
  }

  async #onExit(livedMs: number, reason: string): Promise<void> {
    this.#child = null;
    const { signal } = this.#stopping;
    if (signal.aborted) return;
    if (!this.#wasReady && ++this.#earlyDeaths >= EARLY_DEATHS) return;
    if (livedMs > HEALTHY_MS) this.#restartDelay = FIRST_DELAY_MS;
    const waitMs = this.#restartDelay;
    this.#restartDelay = Math.min(waitMs * 2, LONGEST_DELAY_MS);
    this.#description.notify(`${this.#description.name} ended (${reason}); starting it again in ${waitMs} ms`);
    await delay(waitMs, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) this.start();
  }
}

async function succeeds(probe: () => Promise<void>): Promise<boolean> {
  try {
    await probe();
    return true;
  } catch {
    return false;
  }
}

/** What a process of ours wants the person at the console to read: one line without terminal codes. */
function noticeOf(message: unknown): string | null {
  if (typeof message !== 'object' || message === null || !('notice' in message)) return null;
  return typeof message.notice === 'string' ? message.notice.replace(/\p{Cc}/gu, ' ').slice(0, 1_000) : null;
}
