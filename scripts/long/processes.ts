import { readFileSync } from 'node:fs';
import type { Product } from '../../e2e/start-product.ts';

/** A process of the started product and what it holds now. Bytes; the heap is known where the process tells it. */
export interface ProcessSample {
  name: string;
  rssBytes: number;
  heapBytes: number | null;
}

/** How each process looks in the list of processes. Postgres and its children are not ours to measure. */
const kinds: readonly [name: string, pattern: RegExp][] = [
  ['web', /next-server|next\/dist\/bin\/next start/],
  ['runtime', /workers\/runtime\.ts/],
  ['worker', /workers\/worker\.ts/],
  ['code child', /sandbox\/child\.ts/],
  ['supervisor', /scripts\/up\.ts/],
];

/** What every process holds now, by name: `runtime`, or `runtime 2` where there are several. */
export async function sampleProcesses(product: Product): Promise<ProcessSample[]> {
  const heaps: Record<string, number | null> = {
    runtime: await heapOf(`${product.mcp}/metrics`),
    web: await heapOf(`${product.api}/metrics`),
  };
  const seen = new Map<string, number>();
  return product.processes().flatMap(([pid, command]) => {
    const kind = kinds.find(([, pattern]) => pattern.test(command))?.[0];
    const rssBytes = kind === undefined ? null : residentBytes(pid);
    if (kind === undefined || rssBytes === null) return [];
    const number = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, number);
    const name = number === 1 ? kind : `${kind} ${number}`;
    return [{ name, rssBytes, heapBytes: heaps[name] ?? null }];
  });
}

/** Null for a process that is gone. */
function residentBytes(pid: number): number | null {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}

/** Of a process that shows its metrics to this machine; null while it does not answer. */
async function heapOf(url: string): Promise<number | null> {
  const text = await fetch(url)
    .then((answer) => (answer.ok ? answer.text() : ''))
    .catch(() => '');
  const used = /^\w*nodejs_heap_size_used_bytes(?:\{[^}]*\})? (\S+)$/m.exec(text)?.[1];
  return used === undefined ? null : Number(used);
}
