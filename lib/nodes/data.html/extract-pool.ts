import { Worker } from 'node:worker_threads';
import type { Extracted, ExtractRequest } from './extract.ts';

export const EXTRACT_MS = 5_000;
const THREADS = 2;

/** `timeout` and `memory`: the thread was ended because of this job. */
export type ExtractOutcome = Extracted | { ok: false; fault: 'timeout' | 'memory' };

interface Job {
  workspaceId: string;
  request: ExtractRequest;
  settle(outcome: ExtractOutcome): void;
  /** Ends the thread that works on it. */
  kill: ((outcome: ExtractOutcome) => void) | null;
}

const idle: Worker[] = [];
const waiting: Job[] = [];
const running = new Set<Job>();

/**
 * Reads HTML in one of two threads, which are started when they are needed and ended when a page or a selector is a bomb.
 * Workspaces take turns. Rejects with the signal's reason.
 */
export function extractInThread(
  request: ExtractRequest,
  { workspaceId, signal }: { workspaceId: string; signal: AbortSignal },
): Promise<ExtractOutcome> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    const abort = (): void => {
      reject(signal.reason as Error);
      const place = waiting.indexOf(job);
      if (place >= 0) waiting.splice(place, 1);
      job.kill?.({ ok: false, fault: 'timeout' });
    };
    const settle = (outcome: ExtractOutcome): void => {
      signal.removeEventListener('abort', abort);
      resolve(outcome);
    };
    const job: Job = { workspaceId, request, settle, kill: null };
    signal.addEventListener('abort', abort, { once: true });
    waiting.push(job);
    startNext();
  });
}

/** The first job of a workspace that has none running goes before others. */
function startNext(): void {
  if (running.size >= THREADS || waiting.length === 0) return;
  const busy = new Set([...running].map(({ workspaceId }) => workspaceId));
  const turn = waiting.findIndex(({ workspaceId }) => !busy.has(workspaceId));
  const [job] = waiting.splice(Math.max(turn, 0), 1);
  start(job!);
}

function start(job: Job): void {
  const worker = idle.pop() ?? newWorker();
  running.add(job);
  const end = (outcome: ExtractOutcome, reusable: boolean): void => {
    if (!running.delete(job)) return;
    clearTimeout(timer);
    job.kill = null;
    worker.off('message', answered).off('error', died).off('exit', died).unref();
    if (reusable) idle.push(worker);
    else void worker.terminate();
    job.settle(outcome);
    startNext();
  };
  const timer = setTimeout(() => end({ ok: false, fault: 'timeout' }, false), EXTRACT_MS);
  job.kill = (outcome) => end(outcome, false);
  const answered = (outcome: Extracted): void => end(outcome, true);
  const died = (): void => end({ ok: false, fault: 'memory' }, false);
  worker.on('message', answered).on('error', died).on('exit', died).ref();
  worker.postMessage(job.request);
}

function newWorker(): Worker {
  const worker = new Worker(new URL('./extract-worker.ts', import.meta.url), {
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 384, maxYoungGenerationSizeMb: 32 },
  });
  // What is said while it is idle or being ended concerns nobody.
  worker.on('error', () => {}).on('exit', () => idle.splice(0, idle.length, ...idle.filter((each) => each !== worker)));
  return worker;
}
