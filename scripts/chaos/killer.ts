import { setTimeout as sleep } from 'node:timers/promises';
import { chanceOf } from './chance.ts';
import type { Copy } from './copy.ts';
import type { Driver } from './driver.ts';
import type { Kill, Victim } from './facts.ts';
import type { Executor, Outside } from './outside.ts';
import type { Plan, PlannedKill } from './plan.ts';

/** So long a moment is waited for; then it is any moment. */
const MOMENT_MS = 4_000;
/** So long a process that is just being started again is waited for. */
const BACK_MS = 20_000;
const BACKENDS = 0.25;

interface Scene {
  copy: Copy;
  outside: Outside;
  driver: Driver;
  print: (line: string) => void;
}

/** Does what is planned, from now on. Resolves with the kills when all is done. */
export async function carryOut(plan: Plan, seed: number, scene: Scene): Promise<Kill[]> {
  const startedAt = performance.now();
  const until = (atMs: number): Promise<void> => sleep(Math.max(0, startedAt + atMs - performance.now()));
  const jumps = plan.jumps.map(async ({ atMs, offsetMs }) => {
    await until(atMs);
    scene.copy.setClock(offsetMs);
    scene.print(`clock ${offsetMs >= 0 ? '+' : ''}${(offsetMs / 1000).toFixed(0)} s`);
  });
  const kills = plan.kills.map(async (planned, number) => {
    await until(planned.atMs);
    return kill(planned, chanceOf(seed).part(`backend ${number}`) < BACKENDS, scene);
  });
  await Promise.all(jumps);
  return (await Promise.all(kills)).filter((done) => done !== null);
}

async function kill(planned: PlannedKill, backend: boolean, scene: Scene): Promise<Kill | null> {
  const { victim, moment, delayMs } = planned;
  const { outside, copy, print } = scene;
  const executor = executorOf(victim);
  const came = await momentOf(planned, scene);
  if (came) await sleep(delayMs);
  const pid = await living(copy, victim, backend);
  if (pid === null) {
    print(`${victim} did not come back, so it was not killed again`);
    return null;
  }
  const insideRun = outside.waiting(executor) > 0 || outside.answeredWithin(50, executor);
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    return null;
  }
  print(`kill -9 ${victim} (${came ? moment : 'any'}${insideRun ? ', inside a run' : ''})`);
  return { victim, moment: came ? moment : 'any', at: Date.now(), insideRun };
}

const executorOf = (victim: Victim): Executor | undefined =>
  victim === 'runtime' || victim === 'worker' ? victim : undefined;

/** Waits for the moment; false if it does not come. */
async function momentOf({ victim, moment }: PlannedKill, { outside, driver }: Scene): Promise<boolean> {
  const executor = executorOf(victim);
  if (moment === 'any') return true;
  if (moment === 'accepted') return driver.accepted(MOMENT_MS);
  if (moment === 'effect') return outside.waiting(executor) > 0 || outside.next('waits', executor, MOMENT_MS);
  return outside.next('answered', executor, MOMENT_MS);
}

async function living(copy: Copy, victim: Victim, backend: boolean): Promise<number | null> {
  const end = performance.now() + BACK_MS;
  for (;;) {
    const pid = copy.pidOf(victim, backend);
    if (pid !== null || performance.now() > end) return pid;
    await sleep(50);
  }
}
