import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Product } from '../e2e/start-product.ts';
import { newTraceId } from '../lib/shared/ids.ts';
import { openInstallation } from '../scripts/operator/installation.ts';
import type { BenchWorkspace } from './deployed.ts';
import { measure, type Target } from './measure.ts';
import { percentile, table } from './table.ts';
import { cpuEach, cpuSeconds } from './usage.ts';

const READERS = 16;
const LOAD = { connections: READERS, warmupMs: 500, durationMs: 2_000 };
const REFERENCE_READS = 4_000;

/** REST reads over a large log at 16 connections, beside one indexed query with `pg` in the same run. */
export async function measureReads(product: Product, workspace: BenchWorkspace, executions: number): Promise<string> {
  const seed = path.join(import.meta.dirname, '../scripts/seed.ts');
  const { items } = await workspace.client.call('listWorkspaces', {});
  const words = [
    seed,
    '--executions',
    String(executions),
    '--workspace',
    items[0]!.slug,
    '--data-dir',
    product.dataDir,
  ];
  const seeded = spawnSync(process.execPath, words, { encoding: 'utf8' });
  if (seeded.status !== 0) throw new Error(seeded.stderr);
  const rows = [await referenceRow(product)];
  for (const [read, expect] of await reads(workspace)) rows.push(await row(product, workspace, read, expect));
  const header = ['read', 'a second', 'p50 ms', 'p95 ms', 'p99 ms', 'CPU each'];
  return `${seeded.stdout.trim()}\n${table(header, rows)}`;
}

/** Addresses, and a part of every right answer. */
async function reads({ client }: BenchWorkspace): Promise<[read: string, expect: string][]> {
  const { items: workflows } = await client.call('listWorkflows', { query: { q: 'Seeded', limit: 10 } });
  const { items: executions } = await client.call('listExecutions', { query: { limit: 1 } });
  const [workflow, execution] = [workflows[0]?.id, executions[0]];
  if (workflow === undefined || execution === undefined) throw new Error('Nothing was seeded');
  const day = (ago: number): string => new Date(Date.now() - ago * 86_400_000).toISOString();
  const some = '"durationMs"';
  const none = '{"items":[]';
  return [
    ['workflows', '"Seeded: '],
    [`workflows/${workflow}`, '"definition"'],
    ['nodes', '"trigger.tool"'],
    ['monitoring/summary', '"p95Ms"'],
    [`executions/${execution.id}`, '"steps"'],
    ['executions', some],
    [`executions?workflowId=${workflow}`, some],
    ['executions?status=error', some],
    ['executions?trigger=form', none],
    [`executions?workflowId=${workflow}&status=crashed`, none],
    [`executions?from=${day(14)}&to=${day(13)}`, some],
    ['executions?q=order', some],
    ['executions?q=no+such+name', none],
    ['executions?q=nowhere', none],
    [`executions?q=${execution.traceId}`, some],
    [`executions?q=${newTraceId()}`, none],
  ];
}

async function row(product: Product, workspace: BenchWorkspace, read: string, expect: string): Promise<string[]> {
  const target: Target = {
    name: read,
    method: 'GET',
    port: Number(new URL(product.api).port),
    path: `/api/v1/${read}`,
    headers: { authorization: `Bearer ${workspace.accessToken}` },
    body: '',
    expect,
    usage: () => Promise.resolve({ cpuUs: 0, rssBytes: 0 }),
  };
  const before = cpuSeconds(product);
  const { perSecond, p50Us, p95Us, p99Us, total } = await measure(target, LOAD);
  const ms = (us: number): string => (us / 1_000).toFixed(1);
  // Ids and moments say nothing to a reader.
  const name = read.replaceAll(/[0-9a-f-]{32,36}/g, '…').replaceAll(/=20[^&]+/g, '=…');
  return [
    `GET ${name}`,
    String(perSecond),
    ms(p50Us),
    ms(p95Us),
    ms(p99Us),
    cpuEach(before, cpuSeconds(product), total),
  ];
}

async function referenceRow({ dataDir }: Product): Promise<string[]> {
  const masterKey = readFileSync(path.join(dataDir, 'master.key'), 'utf8').trim();
  const installation = await openInstallation({ DATA_DIR: dataDir, MASTER_KEY: masterKey });
  const { pool } = installation.db;
  const { rows } = await pool.query<{ id: string }>(
    'SELECT workspace_id AS id FROM execution ORDER BY id DESC LIMIT 1',
  );
  const query = {
    name: 'reference',
    text: 'SELECT id, status, created_at FROM execution WHERE workspace_id = $1 ORDER BY id DESC LIMIT 50',
    values: [rows[0]!.id],
  };
  const taken: number[] = [];
  const startedAt = performance.now();
  const reader = async (): Promise<void> => {
    while (taken.length < REFERENCE_READS) {
      const askedAt = performance.now();
      await pool.query(query);
      taken.push(performance.now() - askedAt);
    }
  };
  await Promise.all(Array.from({ length: READERS }, reader));
  const perSecond = taken.length / ((performance.now() - startedAt) / 1_000);
  await installation.close();
  const at = (share: number): string => percentile(taken, share).toFixed(1);
  return ['one indexed query with pg', perSecond.toFixed(0), at(0.5), at(0.95), at(0.99), '-'];
}
