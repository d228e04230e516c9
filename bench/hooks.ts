import { createRequire } from 'node:module';
import path from 'node:path';
import { deployHook } from './deploy-hook.ts';
import { countRuns, runtimeUsage, type BenchWorkspace } from './deployed.ts';
import { measure, type Measurement, type Target } from './measure.ts';
import { startReference } from './reference-server.ts';
import { measurementTable } from './table.ts';

const FIRST = { connections: 16, warmupMs: 0, durationMs: 3_000 };
const LOAD = { connections: 16, warmupMs: 1_000, durationMs: 4_000 };
/** Twice, in turn: one noisy moment then does not decide. */
const ROUNDS = 2;
const BODY = JSON.stringify({ text: 'hello' });

/**
 * A webhook that answers with what its one node returns, every run recorded, beside Node-RED where it is installed and a
 * server that sends the body back.
 *
 * @throws when a call was answered that the log does not hold.
 */
export async function measureHooks(workspace: BenchWorkspace): Promise<string> {
  await using bare = await startReference('bare-http.ts');
  const nodeRed = hasNodeRed() ? await startReference('node-red.ts') : null;
  try {
    const request = { headers: {}, body: BODY, expect: '"text":"hello"' };
    const targets: Target[] = [
      { ...request, name: 'bare node:http', port: bare.port, path: '/', usage: bare.usage },
      ...(nodeRed ? [{ ...request, name: 'Node-RED', port: nodeRed.port, path: '/hook', usage: nodeRed.usage }] : []),
      {
        ...request,
        name: 'webhook, 1 node',
        ...(await deployHook(workspace, 'whenFinished')),
        usage: () => runtimeUsage(workspace.runtime),
      },
    ];
    const before = await countRuns(workspace);
    const rounds = await inRounds(targets);
    const answered = rounds.flat().reduce((sum, { name, total }) => sum + (name.startsWith('webhook') ? total : 0), 0);
    const recorded = (await countRuns(workspace)) - before;
    if (answered !== recorded) throw new Error(`${answered} webhooks were answered, ${recorded} runs recorded`);
    const last = rounds.slice(1).flat();
    return `${measurementTable(last)}\n${besideNodeRed(last)}\n${recorded} webhooks answered, as many runs recorded`;
  } finally {
    await nodeRed?.[Symbol.asyncDispose]();
  }
}

async function inRounds(targets: readonly Target[]): Promise<Measurement[][]> {
  const rounds: Measurement[][] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const measured: Measurement[] = [];
    for (const target of targets) measured.push(await measure(target, round === 0 ? FIRST : LOAD));
    rounds.push(measured);
  }
  return rounds;
}

function hasNodeRed(): boolean {
  try {
    createRequire(path.join(process.env['NODE_RED'] ?? '.', 'package.json')).resolve('node-red');
    return true;
  } catch {
    return false;
  }
}

function besideNodeRed(measured: readonly Measurement[]): string {
  const mean = (name: string, read: (m: Measurement) => number): number => {
    const of = measured.filter((m) => m.name.startsWith(name));
    return of.reduce((sum, m) => sum + read(m), 0) / of.length;
  };
  if (!measured.some(({ name }) => name === 'Node-RED')) {
    return 'Node-RED is not installed; NODE_RED names a folder where it is';
  }
  const ratio = (read: (m: Measurement) => number): string =>
    (mean('webhook', read) / mean('Node-RED', read)).toFixed(2);
  return `webhook beside Node-RED: throughput ${ratio((m) => m.perSecond)}, CPU a call ${ratio((m) => m.cpuUs)}`;
}
