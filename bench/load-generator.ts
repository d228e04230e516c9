/**
 * The load generator: a process of its own that keeps N connections busy with one and the same HTTP request and
 * measures each answer. Raw sockets, because an HTTP client would cost more CPU than the servers under test.
 *
 * Reads one JSON job from the first argument, prints one JSON result on stdout.
 */
import { connect, type Socket } from 'node:net';
import { pathToFileURL } from 'node:url';

export interface LoadJob {
  host: string;
  port: number;
  path: string;
  method?: 'GET' | 'POST' | undefined;
  headers: Record<string, string>;
  body: string;
  connections: number;
  /** Not measured. */
  warmupMs: number;
  durationMs: number;
  /** Ends after so many calls instead, if that is earlier. */
  calls?: number | undefined;
  /** Of every right answer; 200 unless told. */
  status?: number | undefined;
  /** Every answer must contain this text, or it counts as an error. */
  expect: string;
}

/** Latencies in microseconds. */
export interface LoadResult {
  answered: number;
  /** Answers of the warm-up included: what the server did altogether. */
  total: number;
  errors: number;
  firstError: string | null;
  perSecond: number;
  /** Of the first question and the last answer, ms since the epoch. */
  beganAt: number;
  endedAt: number;
  p50Us: number;
  p95Us: number;
  p99Us: number;
}

interface Tally {
  latencies: number[];
  total: number;
  errors: number;
  firstError: string | null;
  measureFrom: number;
  stopAt: number;
  /** Calls that may still be begun. */
  left: number;
}

export async function runLoad(job: LoadJob): Promise<LoadResult> {
  const request = requestBytes(job);
  const start = performance.now();
  const beganAt = Date.now();
  const tally: Tally = {
    latencies: [],
    total: 0,
    errors: 0,
    firstError: null,
    measureFrom: start + job.warmupMs,
    stopAt: start + job.warmupMs + job.durationMs,
    left: job.calls ?? Number.POSITIVE_INFINITY,
  };
  await Promise.all(Array.from({ length: job.connections }, () => keepBusy(job, request, tally)));
  const endedAt = Date.now();
  const sorted = tally.latencies.sort((a, b) => a - b);
  const at = (share: number): number =>
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 1000);
  return {
    answered: sorted.length,
    total: tally.total,
    errors: tally.errors,
    firstError: tally.firstError,
    beganAt,
    endedAt,
    perSecond: Math.round(sorted.length / (job.durationMs / 1000)),
    p50Us: at(0.5),
    p95Us: at(0.95),
    p99Us: at(0.99),
  };
}

function requestBytes(job: LoadJob): Buffer {
  const method = job.method ?? 'POST';
  const length = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(job.body)) };
  const headers = {
    host: `${job.host}:${job.port}`,
    ...(method === 'POST' && length),
    connection: 'keep-alive',
    ...job.headers,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${job.path} HTTP/1.1\r\n${lines.join('')}\r\n${job.body}`);
}

/** One connection: ask, read the whole answer, ask again, until the time is up. */
function keepBusy(job: LoadJob, request: Buffer, tally: Tally): Promise<void> {
  return new Promise((resolve) => {
    const socket: Socket = connect({ host: job.host, port: job.port, noDelay: true });
    let received = '';
    let askedAt = 0;
    const ask = (): void => {
      if (tally.left <= 0 || performance.now() >= tally.stopAt) {
        socket.end();
        return resolve();
      }
      tally.left -= 1;
      received = '';
      askedAt = performance.now();
      socket.write(request);
    };
    const fail = (text: string): void => {
      tally.errors += 1;
      tally.firstError ??= text.slice(0, 500);
      socket.destroy();
      resolve();
    };
    socket.setEncoding('latin1');
    socket.on('connect', ask);
    socket.on('error', (error) => fail(error.message));
    socket.on('close', () => resolve());
    socket.on('data', (chunk: string) => {
      received += chunk;
      if (!isWhole(received)) return;
      const now = performance.now();
      tally.total += 1;
      if (!received.startsWith(`HTTP/1.1 ${job.status ?? 200}`) || !received.includes(job.expect))
        return fail(received);
      if (askedAt >= tally.measureFrom && now <= tally.stopAt) tally.latencies.push(now - askedAt);
      ask();
    });
  });
}

/** Whether a keep-alive answer has arrived to its end, by its length or its last chunk. */
function isWhole(text: string): boolean {
  const head = text.indexOf('\r\n\r\n');
  if (head < 0) return false;
  const length = /^content-length: *(\d+)/im.exec(text.slice(0, head));
  if (length) return text.length >= head + 4 + Number(length[1]);
  return text.endsWith('0\r\n\r\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const job = JSON.parse(process.argv[2] ?? 'null') as LoadJob;
  process.stdout.write(`${JSON.stringify(await runLoad(job))}\n`);
}
