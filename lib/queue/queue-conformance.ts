import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { JobName } from '#lib/contracts/jobs.ts';
import { newId } from '#lib/shared/ids.ts';
import { openQueue } from './backend.ts';
import { createQueue } from './create-queue.ts';
import { createWorker } from './create-worker.ts';
import type { JobHandlers, JobQueue, JobWorker, QueueConnection, QueueLogger } from './queue.ts';

const watchedLogger = () => ({ warn: vi.fn<QueueLogger['warn']>(), error: vi.fn<QueueLogger['error']>() });

/** What the queue has to do on every backend. `connection` names the backend of this suite. */
export function queueConformance(connection: () => Pick<QueueConnection, 'databaseUrl' | 'redisUrl'>): void {
  let settings: QueueConnection;
  let queue: JobQueue;
  let logger: ReturnType<typeof watchedLogger>;
  const workers: JobWorker[] = [];
  const work = async (handlers: Partial<JobHandlers>, concurrency = 5): Promise<JobWorker> => {
    const idle: JobHandlers = {
      'execution.run': async () => undefined,
      'approval.notify': async () => undefined,
      'deployment.apply': async () => undefined,
      'erasure.run': async () => undefined,
      'workspace.export': async () => undefined,
      'maintenance.sweep': async () => undefined,
    };
    const worker = createWorker({ ...settings, concurrency, handlers: { ...idle, ...handlers } });
    workers.push(worker);
    await worker.ready();
    return worker;
  };
  const bell = (wake = 1) => ({ executionId: newId(), workspaceId: newId(), wake });

  beforeEach(async () => {
    logger = watchedLogger();
    settings = { ...connection(), logger, name: `test-${newId()}` };
    queue = createQueue(settings);
    await queue.ready();
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.close(2_000)));
    await queue.close();
  });

  it('brings each job to one worker, once, with its payload', async () => {
    const seen: string[] = [];
    const handler = async ({ executionId }: { executionId: string }): Promise<void> => void seen.push(executionId);
    await work({ 'execution.run': handler });
    await work({ 'execution.run': handler });
    const bells = Array.from({ length: 30 }, () => bell());
    await Promise.all(bells.map((one) => queue.enqueue('execution.run', one)));
    await vi.waitFor(() => expect(seen).toHaveLength(30), { timeout: 10_000 });
    await sleep(100);
    expect(seen.toSorted()).toEqual(bells.map(({ executionId }) => executionId).toSorted());
  });

  it('takes the same ring twice as one job, and another wake as another', async () => {
    const wakes: number[] = [];
    const one = bell(1);
    await queue.enqueue('execution.run', one);
    await queue.enqueue('execution.run', one);
    await queue.enqueue('execution.run', { ...one, wake: 2 });
    expect((await queue.counts()).waiting).toBe(2);
    await work({ 'execution.run': async ({ wake }) => void wakes.push(wake) }, 1);
    await vi.waitFor(() => expect(wakes.toSorted()).toEqual([1, 2]), { timeout: 10_000 });
  });

  it('forgets a finished job, so that the same ring can be rung again', async () => {
    let runs = 0;
    await work({ 'execution.run': async () => void (runs += 1) });
    const one = bell();
    await queue.enqueue('execution.run', one);
    await vi.waitFor(() => expect(runs).toBe(1), { timeout: 10_000 });
    await vi.waitFor(
      async () => {
        await queue.enqueue('execution.run', one);
        expect(runs).toBe(2);
      },
      { timeout: 10_000 },
    );
  });

  it('tries a job again when its handler throws', async () => {
    const attempts: number[] = [];
    await work({
      'execution.run': async (_payload, { attempt }) => {
        attempts.push(attempt);
        if (attempt < 3) throw new Error('not yet');
      },
    });
    await queue.enqueue('execution.run', bell());
    await vi.waitFor(() => expect(attempts).toEqual([1, 2, 3]), { timeout: 15_000 });
    expect(logger.error).toHaveBeenCalled();
  });

  it('does not start a delayed job before its time', async () => {
    const startedAt = performance.now();
    let ranAfterMs = 0;
    await work({ 'execution.run': async () => void (ranAfterMs = performance.now() - startedAt) });
    await queue.enqueue('execution.run', bell(), { delayMs: 400 });
    await vi.waitFor(() => expect(ranAfterMs).toBeGreaterThan(0), { timeout: 10_000 });
    expect(ranAfterMs).toBeGreaterThanOrEqual(390);
  });

  it('runs at most `concurrency` jobs at once', async () => {
    let running = 0;
    let most = 0;
    let ended = 0;
    await work(
      {
        'execution.run': async () => {
          most = Math.max(most, (running += 1));
          await sleep(60);
          running -= 1;
          ended += 1;
        },
      },
      3,
    );
    await Promise.all(Array.from({ length: 12 }, () => queue.enqueue('execution.run', bell())));
    await vi.waitFor(() => expect(ended).toBe(12), { timeout: 15_000 });
    expect(most).toBe(3);
  });

  it('logs and completes a job whose name it does not know', async () => {
    const raw = openQueue(settings, 2, {});
    await raw.add('report.print', { page: 1 }, { jobId: 'stranger-1', removeOnComplete: true });
    await work({});
    await vi.waitFor(
      () =>
        expect(logger.warn).toHaveBeenCalledWith(
          expect.objectContaining({ job: 'report.print' }),
          'queue: unknown job completed',
        ),
      { timeout: 10_000 },
    );
    await vi.waitFor(async () => expect(await queue.counts()).toEqual({ waiting: 0, active: 0, delayed: 0 }));
    expect(logger.error).not.toHaveBeenCalled();
    await raw.close();
  });

  it('throws at a payload that does not fit, when it is rung and when it arrives', async () => {
    await expect(queue.enqueue('execution.run', { ...bell(), executionId: 'nobody' })).rejects.toThrow();
    const handler = vi.fn(async () => undefined);
    const raw = openQueue(settings, 2, {});
    await raw.add('execution.run' satisfies JobName, { executionId: 'nobody' }, { jobId: 'bad-1', removeOnFail: true });
    await work({ 'execution.run': handler });
    await vi.waitFor(() => expect(logger.error).toHaveBeenCalled(), { timeout: 10_000 });
    expect(handler).not.toHaveBeenCalled();
    await raw.close();
  });

  it('takes nothing new once it is paused, and finishes what it has', async () => {
    const begun: string[] = [];
    const ended: string[] = [];
    const worker = await work({
      'execution.run': async ({ executionId }) => {
        begun.push(executionId);
        await sleep(200);
        ended.push(executionId);
      },
    });
    const first = bell();
    await queue.enqueue('execution.run', first);
    // The queue counts a job as active before the handler has it; one that is fetched while pausing goes back.
    await vi.waitFor(() => expect(begun).toHaveLength(1), { timeout: 10_000 });
    await worker.pause();
    await queue.enqueue('execution.run', bell());
    await worker.close(5_000);
    expect(ended).toEqual([first.executionId]);
    expect((await queue.counts()).waiting).toBe(1);
  });
}
